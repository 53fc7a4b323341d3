//! What a file carries beside its entities: the manifest of radiographs and documents, and the extractor's warnings.

use dpmf::batch::{Rows, Table};
use dpmf::row::{FileRow, WarningRow};
use mappers::Context;
use serde_json::{Value, json};

use super::Failure;
use super::job::cut;
use super::staged::{self, Staged};
use super::staging::{PATH_WIDTH, sha256_hex};
use super::warnings::{Line, Warnings};
use crate::store::load::Loader;
use crate::store::{Database, Result};

/// Loads what is to be said of `_files`, which were listed as they came, and `_warnings`.
pub(super) fn load(
    database: &Database,
    context: &Context,
    mut loader: Loader<'_>,
    mut warnings: Warnings,
) -> std::result::Result<(), Failure> {
    let (loader, warnings) = (&mut loader, &mut warnings);
    let are_theirs = |staged: &Staged| matches!(staged.table, Table::Files | Table::Warnings);
    let arrange = |batches: &mut Vec<Staged>| batches.retain(are_theirs);
    staged::each(database, context.job_id, arrange, |_, batch| {
        match &batch.rows {
            Rows::Files(rows) => rows.iter().try_for_each(|row| file_warnings(row, loader, warnings)),
            Rows::Warnings(rows) => rows.iter().try_for_each(|row| extractor_warning(row, loader, warnings)),
            Rows::Entities(_) | Rows::Entity(..) => Ok(()),
        }?;
        loader.flush().map_err(|it| Failure::Rest { table: it.table, source: it.source })
    })
}

/// Warns of a file that cannot arrive, or not as it was.
fn file_warnings(row: &FileRow<'_>, loader: &mut Loader<'_>, warnings: &mut Warnings) -> Result<()> {
    let mut warn = |code, message| {
        let line = Line {
            entity_type: Some(row.parent_entity_type),
            source_id: None,
            severity: "warn",
            code,
            message,
            raw_data: Some(json!({ "path": row.relative_path }).to_string()),
        };
        warnings.line(loader, &line)
    };
    if row.sha256.and_then(sha256_hex).is_none() {
        warn("file.sha256_missing", "The extractor could not read this file, so it cannot be matched when it arrives")?;
    }
    if cut(row.relative_path, PATH_WIDTH).len() < row.relative_path.len() {
        warn("file.path_cut", "The path of this file is too long to be kept whole")?;
    }
    Ok(())
}

fn extractor_warning(row: &WarningRow<'_>, loader: &mut Loader<'_>, warnings: &mut Warnings) -> Result<()> {
    let line = Line {
        entity_type: row.entity_type,
        source_id: row.source_id,
        severity: if matches!(row.severity, "info" | "warn" | "error") { row.severity } else { "warn" },
        code: &format!("dpmf.{}", row.code),
        message: row.message,
        raw_data: row.raw_data.map(json_or_raw),
    };
    warnings.line(loader, &line)
}

/// JSON text as it is; anything else wrapped, so that the column holds JSON.
fn json_or_raw(text: &str) -> String {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => text.to_owned(),
        Err(_) => json!({ "raw": Value::from(text) }).to_string(),
    }
}
