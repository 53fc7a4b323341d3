//! What a file holds, as the page shows it.

use std::collections::BTreeMap;

use dpmf::check::{Dangling as DanglingFound, FilesSummary, WarningGroup};
use dpmf::container::{Container, DeclaredEntity};
use dpmf::error::Layer;
use dpmf::{EntityType, Error, Meta};

use super::opening::Opened;
use super::samples;
use crate::protocol::{Dangling, EntityPreview, ExtractorWarnings, FilesPreview, Preview, SampleRow};

/// Of a file that passed every check.
pub fn whole(opened: &Opened) -> Preview {
    let checked = &opened.checked;
    let mut extractor_warnings = checked.extractor_warnings.iter().map(extractor_warnings_of).collect::<Vec<_>>();
    extractor_warnings.sort_by_key(|warnings| (severity_rank(&warnings.severity), std::cmp::Reverse(warnings.count)));
    Preview {
        layers: opened.layers.iter().map(|layer| layer.name().to_owned()).collect(),
        meta: meta(&checked.meta),
        digest: checked.digest.to_string(),
        entities: entities(&checked.entities),
        files: files(checked.files),
        extractor_warnings,
        dangling: checked.dangling.iter().map(dangling).collect(),
        unreadable: checked.json_errors.iter().map(|errors| (errors.entity_type.clone(), errors.count)).collect(),
        undeclared: checked.undeclared.clone(),
        newer_minor: checked.newer_minor,
    }
}

/// Of a raw file that was only looked at: what it declares.
pub fn glance(container: &Container) -> Result<Preview, Error> {
    Ok(Preview {
        layers: vec![Layer::Sqlite.name().to_owned()],
        meta: meta(&container.meta()?),
        entities: entities(&container.declared()?),
        ..Preview::default()
    })
}

/// The first rows of a type.
pub fn samples(container: &Container, entity_type: &EntityType, limit: usize) -> Result<Vec<SampleRow>, Error> {
    let rows = container.sample(entity_type, limit)?;
    Ok(rows.iter().map(|row| samples::row(&row.source_id, &row.payload)).collect())
}

/// `_meta` as the manifest carries it.
pub fn meta(meta: &Meta) -> BTreeMap<String, String> {
    let value = serde_json::to_value(meta).unwrap_or_default();
    let keys = value.as_object().into_iter().flatten();
    keys.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

fn entities(declared: &[DeclaredEntity]) -> Vec<EntityPreview> {
    let mut declared = declared.iter().collect::<Vec<_>>();
    declared.sort_by(|a, b| a.entity_type.processing_key().cmp(&b.entity_type.processing_key()));
    let preview = |declared: &DeclaredEntity| EntityPreview {
        entity_type: declared.entity_type.to_string(),
        rows: declared.row_count,
        schema_version: declared.schema_version.clone(),
    };
    declared.into_iter().map(preview).collect()
}

fn files(files: FilesSummary) -> FilesPreview {
    FilesPreview { total: files.total, without_sha256: files.without_sha256, declared_bytes: files.declared_bytes }
}

fn extractor_warnings_of(group: &WarningGroup) -> ExtractorWarnings {
    ExtractorWarnings {
        code: group.code.clone(),
        severity: group.severity.clone(),
        entity_type: group.entity_type.clone(),
        count: group.count,
        example: group.example.clone(),
    }
}

fn severity_rank(severity: &str) -> u8 {
    match severity {
        "error" => 0,
        "warn" => 1,
        _ => 2,
    }
}

fn dangling(found: &DanglingFound) -> Dangling {
    Dangling { entity_type: found.entity_type.clone(), field: found.field.clone(), count: found.count }
}
