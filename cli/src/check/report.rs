//! What `check` says of a file, as JSON and in words.

use std::fmt::Write as _;
use std::path::Path;

use dpmf::check::{Checked, FilesSummary};
use dpmf::error::Layer;
use serde::Serialize;

use crate::inspect::Inspected;
use crate::output::{grouped, printable, size};
use crate::progress::StageTime;

/// A file that passed.
#[derive(Serialize)]
pub(crate) struct Report {
    ok: bool,
    digest: String,
    format_version: String,
    layers: Vec<&'static str>,
    /// In the order in which an import processes them.
    entities: Vec<Entity>,
    files: FilesSummary,
    warnings: Vec<Warning>,
    stages: Vec<StageTime>,
    /// Who made it, of what, when: for the reader of the text.
    #[serde(skip)]
    origin: String,
}

#[derive(Serialize)]
struct Entity {
    #[serde(rename = "type")]
    entity_type: String,
    rows: u64,
}

/// Something worth knowing of a valid file. What the extractor wanted known has a code that begins with `dpmf.`.
#[derive(Serialize)]
struct Warning {
    code: String,
    severity: String,
    entity_type: Option<String>,
    count: u64,
    message: String,
}

/// A file that was refused.
#[derive(Serialize)]
pub(super) struct Refusal {
    ok: bool,
    error: Reason,
}

#[derive(Serialize)]
struct Reason {
    code: &'static str,
    message: String,
    help: &'static str,
}

impl From<&dpmf::Error> for Refusal {
    fn from(error: &dpmf::Error) -> Self {
        Self { ok: false, error: Reason { code: error.code(), message: error.to_string(), help: error.help() } }
    }
}

impl Report {
    pub(crate) fn new(inspected: &Inspected) -> Self {
        let checked = &inspected.checked;
        let mut declared: Vec<_> = checked.entities.iter().collect();
        declared.sort_by(|a, b| a.entity_type.processing_key().cmp(&b.entity_type.processing_key()));
        let entity = |entity_type: &dpmf::EntityType, rows| Entity { entity_type: entity_type.to_string(), rows };
        Self {
            ok: true,
            digest: checked.digest.to_string(),
            format_version: checked.version.to_string(),
            layers: inspected.opened.layers.iter().map(|layer| Layer::name(*layer)).collect(),
            entities: declared.iter().map(|declared| entity(&declared.entity_type, declared.row_count)).collect(),
            files: checked.files,
            warnings: warnings(checked),
            stages: inspected.stages.clone(),
            origin: origin(checked),
        }
    }

    pub(crate) fn text(&self, path: &Path) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let mut line = |line: std::fmt::Arguments<'_>| writeln!(text, "{line}").unwrap_or_default();
        line(format_args!("{}: valid", path.display()));
        line(format_args!("  made of    {}", self.layers.join(" > ")));
        line(format_args!("  extracted  {}", self.origin));
        line(format_args!("  format     {}", self.format_version));
        line(format_args!("  digest     {}", self.digest));
        line(format_args!("\n{:>12}  rows", grouped(self.entities.iter().map(|entity| entity.rows).sum())));
        for Entity { entity_type, rows } in &self.entities {
            line(format_args!("{:>12}  {entity_type}", grouped(*rows)));
        }
        let FilesSummary { total, without_sha256, declared_bytes } = self.files;
        let unread = if without_sha256 > 0 { format!(", {without_sha256} could not be read") } else { String::new() };
        line(format_args!("{:>12}  files beside it ({}{unread})", grouped(total), size(declared_bytes)));
        if !self.warnings.is_empty() {
            line(format_args!("\nWorth knowing"));
        }
        for Warning { code, severity, entity_type, count, message } in &self.warnings {
            let message = message.lines().next().unwrap_or_default();
            let about = entity_type.as_ref().map(|entity_type| format!(" ({entity_type})")).unwrap_or_default();
            line(format_args!("{:>12}  {severity}  {code}{about}: {message}", grouped(*count)));
        }
        printable(&text)
    }
}

fn origin(checked: &Checked) -> String {
    let meta = &checked.meta;
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_owned());
    format!(
        "{} by {} {} from {}, \"{}\"",
        known(&meta.exported_at),
        known(&meta.exporter_tool),
        known(&meta.exporter_version),
        known(&meta.source_system),
        known(&meta.tenant_label),
    )
}

fn warnings(checked: &Checked) -> Vec<Warning> {
    let newer = checked.newer_minor.then(|| Warning {
        code: "check.newer_format".to_owned(),
        severity: "warn".to_owned(),
        entity_type: None,
        count: 1,
        message: "the format is newer than this version; it may hold things not looked at here".to_owned(),
    });
    let unreadable = checked.json_errors.iter().map(|errors| Warning {
        code: "check.payload_unreadable".to_owned(),
        severity: "error".to_owned(),
        entity_type: Some(errors.entity_type.clone()),
        count: errors.count,
        message: "payloads that are not JSON objects".to_owned(),
    });
    let dangling = checked.dangling.iter().map(|dangling| Warning {
        code: "check.dangling_reference".to_owned(),
        severity: "warn".to_owned(),
        entity_type: Some(dangling.entity_type.clone()),
        count: dangling.count,
        message: format!("{} names rows that are not in the file", dangling.field),
    });
    let extractor = checked.extractor_warnings.iter().map(|group| Warning {
        code: format!("dpmf.{}", group.code),
        severity: group.severity.clone(),
        entity_type: group.entity_type.clone(),
        count: group.count,
        message: group.example.clone(),
    });
    let undeclared = checked.undeclared.iter().map(|table| Warning {
        code: "check.undeclared_table".to_owned(),
        severity: "warn".to_owned(),
        entity_type: None,
        count: 1,
        message: format!("the table {table} is not declared in _entities: its rows are not imported"),
    });
    newer.into_iter().chain(undeclared).chain(unreadable).chain(dangling).chain(extractor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            ok: true,
            digest: "2281a50ee62f3726aea339745f5a4425452e803af6e6e90d4bcac7f4fd424224".to_owned(),
            format_version: "0.1.0".to_owned(),
            layers: vec!["dpme", "zstd", "sqlite"],
            entities: vec![
                Entity { entity_type: "center".to_owned(), rows: 1 },
                Entity { entity_type: "patient".to_owned(), rows: 12_345 },
            ],
            files: FilesSummary { total: 1_050, without_sha256: 3, declared_bytes: 5_400_000 },
            warnings: vec![Warning {
                code: "dpmf.bad_amount".to_owned(),
                severity: "error".to_owned(),
                entity_type: Some("payment".to_owned()),
                count: 2,
                message: "importe raro\u{1b}[31m".to_owned(),
            }],
            stages: vec![StageTime { stage: "verify", ms: 7 }],
            origin: "2026-05-17T00:00:00Z by dental-bridge 0.1.0 from gesden, \"fake-clinic\"".to_owned(),
        }
    }

    #[test]
    fn in_words() {
        insta::assert_snapshot!(report().text(Path::new("clinic.dpm.zst.enc")));
    }

    #[test]
    fn as_json() {
        insta::assert_json_snapshot!(report());
        insta::assert_json_snapshot!(Refusal::from(&dpmf::Error::PassphraseMissing));
    }
}
