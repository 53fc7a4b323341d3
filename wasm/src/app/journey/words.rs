//! The words a clinic uses for what stands in a file.

use std::collections::BTreeMap;

use api::job::{JobFailure, TypeAccounting};
use fluent_bundle::FluentArgs;

use super::money::amount;
use crate::app::format;
use crate::app::http::problem_message;
use crate::app::i18n::{t, translate, try_translate};
use crate::journey::fate::Fate;
use crate::protocol::{Outcome, Stage};

/// What becomes of the rows of a type, in words.
pub(super) fn fate_words(fate: Fate) -> String {
    match fate {
        Fate::BroughtIn => t!("fate-brought-in"),
        Fate::ChairsBroughtIn => t!("fate-brought-in-chairs"),
        Fate::Folded => t!("fate-folded"),
        Fate::Payers => t!("fate-payers"),
        Fate::Archived => t!("fate-archived"),
        Fate::Unknown => t!("fate-unknown"),
        Fate::Waits => t!("fate-waits"),
    }
}

/// What becomes of rows, in a word.
pub(super) fn outcome_name(outcome: Outcome) -> String {
    translate(&format!("result-{}", outcome.as_str()), None)
}

/// What that means.
pub(super) fn outcome_help(outcome: Outcome) -> String {
    translate(&format!("result-{}-help", outcome.as_str()), None)
}

/// How many rows of a type it becomes of.
pub(super) fn outcome_count(row: &TypeAccounting, outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Created => row.created,
        Outcome::Linked => row.linked,
        Outcome::Merged => row.merged,
        Outcome::Archived => row.archived,
        Outcome::Skipped => row.skipped,
    }
}

/// What the rows of a type are called.
pub(super) fn type_name(entity_type: &str) -> String {
    try_translate(&format!("type-{entity_type}"), None).unwrap_or_else(|| t!("type-unknown", name = entity_type))
}

/// What a field of a payload is called.
pub(super) fn field_name(field: &str) -> String {
    try_translate(&format!("field-{field}"), None).unwrap_or_else(|| humanised(field))
}

fn humanised(field: &str) -> String {
    let words = field.trim_end_matches("_uuid").replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A value of a payload, as a person reads it.
pub(super) fn field_value(field: &str, value: &str) -> String {
    match value {
        "true" => return t!("value-yes"),
        "false" => return t!("value-no"),
        _ => {}
    }
    if field.ends_with("_uuid") {
        return value.chars().take(8).collect();
    }
    if field == "teeth" {
        return value.trim_matches(['[', ']']).replace(',', ", ");
    }
    if is_date(value) {
        return date(value);
    }
    if is_amount(field, value) {
        return amount(value);
    }
    match field {
        "coarse_status" | "status" | "role" | "sex" | "gender" | "kind" | "general_condition" | "channel"
        | "document_type" | "document_kind" => word(value),
        _ => value.to_owned(),
    }
}

/// Whether a value is money: a decimal, by the name of its field.
fn is_amount(field: &str, value: &str) -> bool {
    let of_money = ["amount", "price", "total", "tax", "discount", "paid", "price_snapshot"];
    of_money.iter().any(|end| field.ends_with(end))
        && value.contains('.')
        && value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
}

/// Whether a value is an ISO date, with or without a time.
fn is_date(value: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    let date = value.as_bytes().get(..10).is_some_and(|date| date.iter().copied().enumerate().all(shape));
    date && matches!(value.as_bytes().get(10), None | Some(b'T'))
}

/// A date as it is written here. Wall-clock times of the source stay what they are.
fn date(value: &str) -> String {
    if value.len() == 10 { format::date(value) } else { format::date_time(value, None) }
}

pub(super) fn stage_name(stage: Stage) -> String {
    match stage {
        Stage::Read => t!("stage-read"),
        Stage::Unlock => t!("stage-unlock"),
        Stage::Decrypt => t!("stage-decrypt"),
        Stage::Decompress => t!("stage-decompress"),
        Stage::Verify => t!("stage-verify"),
    }
}

/// What went wrong while the worker spoke to the server or read the file, by its code; `detail` is English.
pub(super) fn trouble(code: &str, detail: &str) -> String {
    let with_columns = |message: String| format!("{message} ({detail})");
    let told =
        problem_message(code).map(|message| if code == "destination.unfit" { with_columns(message) } else { message });
    told.unwrap_or_else(|| match refusal(code) {
        Some((title, help)) => format!("{title}. {help}"),
        None => detail.to_owned(),
    })
}

/// Why a file was refused and what to do, by the refusal's code.
pub(super) fn refusal_words(code: &str) -> (String, String) {
    refusal(code).unwrap_or_else(|| (t!("refusal-unknown"), t!("refusal-unknown-help")))
}

fn refusal(code: &str) -> Option<(String, String)> {
    let key = format!("refusal-{}", code.replace('.', "-"));
    Some((try_translate(&key, None)?, try_translate(&format!("{key}-help"), None)?))
}

/// What a group of warnings is about.
pub(super) fn warning_title(code: &str) -> Option<String> {
    try_translate(&format!("warning-{}-title", code.replace('.', "-")), None)
}

/// Why an import failed and what to do.
pub(super) fn failure_words(failure: &JobFailure) -> (String, String) {
    let args = arguments(&failure.args);
    let key = format!("failure-{}", failure.code);
    match (try_translate(&key, Some(&args)), try_translate(&format!("{key}-help"), Some(&args))) {
        (Some(title), Some(help)) => (title, help),
        _ => (t!("job-failed-reason"), String::new()),
    }
}

fn arguments(named: &BTreeMap<String, String>) -> FluentArgs<'static> {
    named.iter().map(|(name, value)| (name.clone(), argument(name, value))).collect()
}

/// A warning in the user's language, from its code and arguments; `message` is the server's English.
pub(super) fn warning_message(code: &str, named: &BTreeMap<String, String>, message: &str) -> String {
    let args = arguments(named);
    let key = format!("warning-{}", code.replace('.', "-"));
    try_translate(&key, Some(&args))
        .unwrap_or_else(|| if message.is_empty() { code.to_owned() } else { message.to_owned() })
}

/// What a warning names, in the user's language where it is one of the product's own words.
fn argument(name: &str, value: &str) -> String {
    match name {
        "field" => field_name(value),
        "entity_type" => type_name(value),
        "fields" => value.split(", ").map(field_name).collect::<Vec<_>>().join(", "),
        "actor" | "by" | "category" | "kind" | "missing" | "role" => word(value),
        _ if is_date(value) => date(value),
        _ => value.to_owned(),
    }
}

/// A word of the file's or the server's own vocabulary.
pub(super) fn word(value: &str) -> String {
    try_word(value).unwrap_or_else(|| value.to_owned())
}

pub(super) fn try_word(value: &str) -> Option<String> {
    try_translate(&format!("word-{}", value.to_lowercase().replace(' ', "_")), None)
}

/// How much a remark matters.
pub(super) fn severity_name(severity: &str) -> String {
    translate(&format!("severity-{severity}"), None)
}
