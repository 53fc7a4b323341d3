//! What a file carries beside its entities: the manifest of radiographs and documents, and the extractor's warnings.

use dpmf::batch::{Rows, Table};
use dpmf::row::{FileRow, WarningRow};
use mappers::Context;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::job::cut;
use super::staged::{Reader, Staged};
use super::warnings::{Line, Warnings};
use crate::store::{Result, Session};
use crate::values;

/// Loads `_files` and `_warnings`.
pub(super) fn load(
    session: &Session,
    context: &Context,
    warnings: &mut Warnings<'_>,
    batches: &[Staged],
) -> std::result::Result<(), Failure> {
    let reader = Reader::new(session, context.job_id);
    let files = Files { session, context };
    for staged in batches.iter().filter(|staged| matches!(staged.table, Table::Files | Table::Warnings)) {
        reader.read(staged, |batch| match &batch.rows {
            Rows::Files(rows) => Ok(rows.iter().try_for_each(|row| files.insert(row, warnings))?),
            Rows::Warnings(rows) => Ok(rows.iter().try_for_each(|row| extractor_warning(row, warnings))?),
            Rows::Entities(_) | Rows::Entity(..) => Ok(()),
        })?;
    }
    Ok(())
}

/// Inserts the files that are still to come.
struct Files<'c> {
    session: &'c Session,
    context: &'c Context,
}

impl Files<'_> {
    fn insert(&self, row: &FileRow<'_>, warnings: &mut Warnings<'_>) -> Result<()> {
        const SQL: &str = "INSERT INTO migration_import_file_stagings (id, clinic_id, job_id, canonical_uuid,
                parent_entity_type, parent_canonical_uuid, relative_path, declared_size_bytes, sha256, mime_hint, status,
                created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)";
        let sha256 = row.sha256.and_then(sha256_hex);
        let path = cut(row.relative_path, 1024);
        let id = Uuid::new_v5(&self.context.job_id, format!("file {}", row.canonical_uuid).as_bytes());
        self.session.execute(
            SQL,
            &values![
                id,
                self.context.clinic_id,
                self.context.job_id,
                self.id(row.canonical_uuid),
                cut(row.parent_entity_type, 50),
                self.id(row.parent_canonical_uuid),
                path,
                row.declared_size_bytes.filter(|size| *size >= 0),
                sha256,
                row.mime_hint.map(|hint| cut(hint, 100)),
                if sha256.is_some() { "pending" } else { "missing" },
                self.context.now,
            ],
        )?;
        let mut warn = |code, message| {
            warnings.line(&Line {
                entity_type: Some(row.parent_entity_type),
                source_id: None,
                severity: "warn",
                code,
                message,
                raw_data: Some(json!({ "path": row.relative_path }).to_string()),
            })
        };
        if sha256.is_none() {
            warn(
                "file.sha256_missing",
                "The extractor could not read this file, so it cannot be matched when it arrives",
            )?;
        }
        if path.len() < row.relative_path.len() {
            warn("file.path_cut", "The path of this file is too long to be kept whole")?;
        }
        Ok(())
    }

    /// A canonical uuid as its column holds it: one that is too long is replaced by a UUID made from it.
    fn id(&self, canonical_uuid: &str) -> String {
        if canonical_uuid.len() <= 36 {
            canonical_uuid.to_owned()
        } else {
            Uuid::new_v5(&self.context.job_id, canonical_uuid.as_bytes()).to_string()
        }
    }
}

/// A SHA-256 in lower case, when it is one.
fn sha256_hex(text: &str) -> Option<String> {
    let is_digest = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_digest.then(|| text.to_ascii_lowercase())
}

fn extractor_warning(row: &WarningRow<'_>, warnings: &mut Warnings<'_>) -> Result<()> {
    warnings.line(&Line {
        entity_type: row.entity_type,
        source_id: row.source_id,
        severity: if matches!(row.severity, "info" | "warn" | "error") { row.severity } else { "warn" },
        code: &format!("dpmf.{}", row.code),
        message: row.message,
        raw_data: row.raw_data.map(json_or_raw),
    })
}

/// JSON text as it is; anything else wrapped, so that the column holds JSON.
fn json_or_raw(text: &str) -> String {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => text.to_owned(),
        Err(_) => json!({ "raw": Value::from(text) }).to_string(),
    }
}
