//! Radiographs and photographs: a row each, a line in the manifest, and the picture itself beside the file.

use std::path::Path;

use anyhow::{Context as _, Result};
use dpmf::row::FileRow;
use jiff::civil::Date;

use super::clinical::Treatment;
use super::dice::Dice;
use super::household::Household;
use super::image;
use super::json::Object;
use super::out::{Out, canonical_uuid, sha256};
use super::people::Patient;

pub(crate) struct Document {
    id: u64,
    patient: u64,
    kind: Kind,
    day: Date,
    /// The extractor could not read it.
    is_lost: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Panoramic,
    Periapical,
    Photograph,
}

impl Document {
    fn title(&self) -> &'static str {
        match self.kind {
            Kind::Panoramic => "Ortopantomografía",
            Kind::Periapical => "Radiografía periapical",
            Kind::Photograph => "Fotografía intraoral",
        }
    }

    fn mime(&self) -> &'static str {
        if self.kind == Kind::Photograph { "image/jpeg" } else { "image/png" }
    }

    fn path(&self) -> String {
        let (folder, name, extension) = match self.kind {
            Kind::Panoramic => ("RX", "panorámica", "png"),
            Kind::Periapical => ("RX", "periapical", "png"),
            Kind::Photograph => ("Fotos", "foto", "jpg"),
        };
        format!("{folder}/{:05}/{} {name} {}.{extension}", self.patient, self.day, self.id % 100)
    }

    fn picture(&self) -> Result<Vec<u8>> {
        match self.kind {
            Kind::Panoramic => image::radiograph(self.id, 128, 64),
            Kind::Periapical => image::radiograph(self.id, 48, 64),
            Kind::Photograph => image::photograph(self.id, 96, 64),
        }
    }
}

pub(crate) fn documents(dice: &mut Dice, patient: &Patient, treatments: &[Treatment]) -> Vec<Document> {
    let taken = treatments.iter().filter_map(|treatment| {
        let kind = match treatment.act.kind {
            39 | 40 => Kind::Panoramic,
            21 | 24 if dice.percent(60) => Kind::Periapical,
            8 | 33 => Kind::Photograph,
            _ => return None,
        };
        Some((kind, treatment.done?))
    });
    let taken: Vec<_> = taken.collect();
    (0..)
        .zip(taken)
        .map(|(nth, (kind, day))| Document {
            id: patient.id * 100 + nth,
            patient: patient.id,
            kind,
            day,
            is_lost: dice.percent(5),
        })
        .collect()
}

pub(crate) fn patient_documents(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for document in &household.documents {
        let source = Object::new().plain("IdImagen", document.id).text("Ruta", &document.path());
        let fields = Object::new()
            .refers("patient_uuid", "patient", document.patient)
            .text("title", document.title())
            .text("document_type", if document.kind == Kind::Photograph { "photo" } else { "xray" })
            .quoted("taken_on", document.day);
        out.row(document.id, &source, &fields)?;
    }
    Ok(())
}

/// The manifest, and the pictures themselves where a folder for them is given.
pub(crate) fn files(household: &Household<'_>, folder: Option<&Path>, out: &mut Out) -> Result<()> {
    for document in &household.documents {
        let path = document.path();
        let parent = canonical_uuid("patient_document", &document.id.to_string()).to_string();
        let entry = canonical_uuid("_files", &document.id.to_string()).to_string();
        let mut row = FileRow {
            canonical_uuid: &entry,
            parent_entity_type: "patient_document",
            parent_canonical_uuid: &parent,
            relative_path: &path,
            declared_size_bytes: None,
            sha256: None,
            mime_hint: Some(document.mime()),
        };
        if document.is_lost {
            out.file(&row)?;
            let details = Object::new().text("Ruta", &path);
            let id = document.id.to_string();
            let about = Some(("patient_document", &*id));
            out.warning(about, "warn", "file.unreadable", "No se encuentra la imagen en disco", Some(&details))?;
            continue;
        }
        let picture = document.picture()?;
        let sha256 = sha256(&picture);
        row.declared_size_bytes = i64::try_from(picture.len()).ok();
        row.sha256 = Some(&sha256);
        out.file(&row)?;
        if let Some(folder) = folder {
            save(&folder.join(&path), &picture)?;
        }
    }
    Ok(())
}

fn save(path: &Path, picture: &[u8]) -> Result<()> {
    let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(path, picture));
    written.with_context(|| format!("the picture {} could not be written", path.display()))
}
