//! A `.dpm` as a test has it: its rows, and what is sent of it.

use std::collections::BTreeMap;

use api::job::{DeclaredEntities, Manifest};
use dpmf::EntityType;
use dpmf::batch::{BatchBuilder, Table};
use dpmf::integrity::IntegrityHasher;
use dpmf::row::{EntityCount, EntityRow, FileRow, WarningRow};
use uuid::Uuid;

/// A `.dpm`, row by row.
#[derive(Clone, Default)]
pub(crate) struct File {
    pub(crate) types: BTreeMap<&'static str, Vec<Row>>,
    pub(crate) files: Vec<FileRow<'static>>,
    pub(crate) warnings: Vec<WarningRow<'static>>,
    /// The first of February, unless it matters.
    pub(crate) exported_at: Option<&'static str>,
}

#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) canonical_uuid: String,
    pub(crate) source_id: String,
    pub(crate) payload: String,
}

impl Row {
    pub(crate) fn new(n: usize, payload: String) -> Self {
        Self { canonical_uuid: format!("{n:08x}-0000-4000-8000-000000000000"), source_id: n.to_string(), payload }
    }

    pub(crate) fn borrow(&self) -> EntityRow<'_> {
        EntityRow {
            canonical_uuid: &self.canonical_uuid,
            source_id: &self.source_id,
            source_system: "gesden",
            payload: &self.payload,
            raw_source_data: "{}",
        }
    }
}

impl File {
    /// A small clinic: patients, consents that are archived, a readable and an unreadable file, a warning.
    pub(crate) fn small(patients: usize) -> Self {
        let patient = |n| Row::new(n, format!(r#"{{"given_name":"Ana {n}","family_name":"López"}}"#));
        let consent = |n| Row::new(n, r#"{"title":"RGPD"}"#.to_owned());
        let file = FileRow {
            canonical_uuid: "f-1",
            parent_entity_type: "patient_document",
            parent_canonical_uuid: "d-1",
            relative_path: "RX/1/pano.jpg",
            declared_size_bytes: Some(5),
            sha256: Some("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
            mime_hint: Some("image/jpeg"),
        };
        let lost = FileRow { canonical_uuid: "f-2", sha256: None, declared_size_bytes: None, ..file };
        Self {
            types: BTreeMap::from([
                ("consent", (1..=3).map(consent).collect()),
                ("patient", (1..=patients).map(patient).collect()),
            ]),
            files: vec![file, lost],
            warnings: vec![WarningRow {
                id: 1,
                entity_type: Some("patient"),
                source_id: Some("2"),
                severity: "warn",
                code: "patient.no_surname",
                message: "sin apellidos",
                raw_data: Some(r#"{"field": "Apellidos"}"#),
            }],
            exported_at: None,
        }
    }

    /// Consents so large that three fill a batch.
    pub(crate) fn large(consents: usize) -> Self {
        let text = "x".repeat(400_000);
        let consent = |n| Row::new(n, format!(r#"{{"text":"{text}"}}"#));
        Self { types: BTreeMap::from([("consent", (1..=consents).map(consent).collect())]), ..Self::default() }
    }

    fn counts(&self) -> Vec<EntityCount<'_>> {
        let count = |(name, rows): (&&'static str, &Vec<Row>)| EntityCount {
            entity_type: name,
            row_count: i64::try_from(rows.len()).unwrap(),
            schema_version: "0.1.0",
        };
        self.types.iter().map(count).collect()
    }

    fn digest(&self) -> String {
        let mut hasher = IntegrityHasher::new();
        self.counts().iter().for_each(|row| hasher.entity_count(row));
        for (name, rows) in &self.types {
            let entity_type = EntityType::parse(name).unwrap();
            for row in rows {
                hasher.entity(&entity_type, &row.borrow());
            }
        }
        self.files.iter().for_each(|row| hasher.file(row));
        self.warnings.iter().for_each(|row| hasher.warning(row));
        hasher.finish().to_string()
    }

    pub(crate) fn manifest(&self, clinic_id: Uuid) -> Manifest {
        let declared = |row: &EntityCount<'_>| DeclaredEntities {
            entity_type: row.entity_type.to_owned(),
            row_count: row.row_count.unsigned_abs(),
            schema_version: row.schema_version.to_owned(),
        };
        let exported_at = self.exported_at.unwrap_or("2026-02-01T10:00:00Z");
        let meta = [("format_version", "0.1.0"), ("source_system", "gesden"), ("exported_at", exported_at)];
        Manifest {
            clinic_id,
            file_name: "sonrisa.dpm.zst.enc".to_owned(),
            file_size: 1234,
            meta: meta.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            entities: self.counts().iter().map(declared).collect(),
            files: self.files.len() as u64,
            warnings: self.warnings.len() as u64,
            digest: self.digest(),
        }
    }

    pub(crate) fn batches(&self) -> Vec<Vec<u8>> {
        let mut batches = Vec::new();
        let mut builder = BatchBuilder::new(Table::Entities);
        batches.extend(self.counts().iter().filter_map(|row| builder.entity_count(row)));
        batches.extend(builder.finish());
        for (name, rows) in &self.types {
            let mut builder = BatchBuilder::new(Table::parse(name).unwrap());
            batches.extend(rows.iter().filter_map(|row| builder.entity(&row.borrow())));
            batches.extend(builder.finish());
        }
        let mut builder = BatchBuilder::new(Table::Files);
        batches.extend(self.files.iter().filter_map(|row| builder.file(row)));
        batches.extend(builder.finish());
        let mut builder = BatchBuilder::new(Table::Warnings);
        batches.extend(self.warnings.iter().filter_map(|row| builder.warning(row)));
        batches.extend(builder.finish());
        batches
    }
}
