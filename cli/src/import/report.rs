//! What `import` says at the end, as JSON and in words.

use std::fmt::Write as _;

use api::changes::ChangeCounts;
use api::job::{MoneyReason, Report, Severity, TypeAccounting};
use serde_json::{Value, json};

use crate::output::{grouped, printable};

/// Job with the seconds its load took, accounting, money, warnings by code, and how much changed.
pub(super) fn json(report: &Report) -> Value {
    let mut job = json!(report.job);
    job["seconds"] = report.seconds.into();
    let warnings: Vec<_> = report
        .warnings
        .iter()
        .map(|group| {
            json!({"code": group.code, "severity": group.severity, "entity_type": group.entity_type, "count": group.count})
        })
        .collect();
    json!({
        "job": job, "accounting": report.accounting, "money": report.money, "warnings": warnings, "changes": report.changes
    })
}

/// Whether rows of a type were to come in, and not one did. Types that are archived by design skip nothing.
fn is_absent(row: &TypeAccounting) -> bool {
    row.skipped > 0 && row.created + row.linked + row.merged == 0
}

pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let mut line = |line: std::fmt::Arguments<'_>| writeln!(text, "{line}").unwrap_or_default();
    let job = &report.job;
    let skipped: u64 = report.accounting.iter().map(|row| row.skipped).sum();
    let part = if skipped == 0 { "" } else { ", but not all of it" };
    line(format_args!("\n{} is now in {}{part} ({:.1} s)\n", job.file_name, job.clinic_name, report.seconds));
    let heads = ["declared", "created", "linked", "merged", "archived", "skipped"];
    line(format_args!("{:28}{}", "", heads.map(|head| format!("{head:>11}")).concat()));
    for accounting in &report.accounting {
        let TypeAccounting { entity_type, declared, created, linked, merged, archived, skipped } = accounting;
        let counts = [declared, created, linked, merged, archived, skipped];
        line(format_args!("{entity_type:28}{}", counts.map(|count| format!("{:>11}", grouped(*count))).concat()));
    }
    if skipped > 0 {
        let all = grouped(report.accounting.iter().map(|row| row.declared).sum());
        line(format_args!("\n{} of {all} rows were not brought in; the warnings say why.", grouped(skipped)));
    }
    let absent: Vec<_> = report.accounting.iter().filter(|row| is_absent(row)).map(|row| &*row.entity_type).collect();
    if !absent.is_empty() {
        line(format_args!("Nothing came in of: {}.", absent.join(", ")));
    }
    if !report.money.is_empty() {
        line(format_args!("\n{:28}{:>16}{:>16}", "Money", "in the file", "in the clinic"));
    }
    for money in &report.money {
        line(format_args!("{:28}{:>16}{:>16}", money.kind, money.in_file, money.in_clinic));
        for MoneyReason { reason, rows, amount } in &money.reasons {
            line(format_args!("{amount:>44} in {} rows: {reason}", grouped(*rows)));
        }
    }
    let ChangeCounts { found, offered, edited, booked, .. } = report.changes;
    if found > 0 {
        let [found, offered, edited, booked] = [found, offered, edited, booked].map(grouped);
        line(format_args!(
            "\n{found} values changed since the last import: {offered} can be applied on the import's page,"
        ));
        line(format_args!(
            "{edited} are in rows edited in the clinic, {booked} in booked money. Nothing was overwritten."
        ));
    }
    if !report.warnings.is_empty() {
        line(format_args!("\nWarnings"));
    }
    for group in &report.warnings {
        let severity = match group.severity {
            Severity::Error => "error",
            Severity::Warn => "warn",
            Severity::Info => "info",
        };
        let example = group.example.message.lines().next().unwrap_or_default();
        line(format_args!("{:>9}  {severity:5}  {}: {example}", grouped(group.count), group.code));
    }
    printable(&text)
}
