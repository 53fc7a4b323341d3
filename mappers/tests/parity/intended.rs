//! The differences meant, each with the check that it is the one meant. `PARITY.md` explains them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::clinical;
use crate::money;

type Row = Map<String, Value>;

/// A column, or a whole row, that differs.
pub(crate) struct Difference<'a> {
    pub(crate) table: &'static str,
    /// `None` when one side lacks the row.
    pub(crate) column: Option<&'a str>,
    pub(crate) golden: Option<&'a Row>,
    pub(crate) ours: Option<&'a Row>,
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |row: Option<&Row>| match (row, self.column) {
            (None, _) => "no row".to_owned(),
            (Some(row), Some(column)) => row[column].to_string(),
            (Some(row), None) => Value::Object(row.clone()).to_string(),
        };
        write!(f, "{} {} ≠ {}", self.column.unwrap_or("row"), value(self.golden), value(self.ours))
    }
}

/// What a name in a key column names: the golden rows have whole sentences as names of allergies.
pub(crate) fn named<'a>(column: &str, text: &'a str) -> &'a str {
    let name = text.strip_prefix("Alergia a ").filter(|_| column == "name").unwrap_or(text);
    name.strip_suffix(". Confirmar antes de prescribir").unwrap_or(name)
}

/// The heading of `PARITY.md` under which a difference is explained; `None` when it is not one of those.
pub(crate) fn reason(difference: &Difference<'_>) -> Option<&'static str> {
    let Difference { table, column, golden, ours } = *difference;
    match (golden, ours, column) {
        (Some(golden), Some(ours), Some(column)) => in_column(table, column, golden, ours),
        (Some(golden), None, None) => only_golden(table, golden),
        (None, Some(ours), None) => only_ours(table, ours),
        _ => None,
    }
}

fn in_column(table: &str, column: &str, golden: &Row, ours: &Row) -> Option<&'static str> {
    let (was, is) = (&golden[column], &ours[column]);
    if money::is_about(table) {
        return money::in_column(table, column, golden, ours);
    }
    if clinical::is_about(table, golden) {
        return clinical::in_column(table, column, golden, ours);
    }
    let (reason, holds) = match (table, column) {
        ("appointments", "start_time" | "end_time") | ("patient_timeline", "occurred_at") => {
            ("wall-clock time", is_wall_clock(was, is))
        }
        ("patient_timeline", "event_data") => {
            let others = ["cabinet", "professional_id"].iter().all(|key| was[key] == is[key]);
            ("wall-clock time", others && is_wall_clock(&was["start_time"], &is["start_time"]))
        }
        ("appointments", "created_at" | "current_status_since" | "cabinet_assigned_at") => {
            ("history has the source's dates", was == "<now>" && is == &ours["start_time"])
        }
        ("appointment_status_events" | "appointment_cabinet_events", "changed_at")
        | ("clinical_notes", "created_at") => ("history has the source's dates", was == "<now>" && is_past(is)),
        ("clinical_notes", "author_id") => (
            "nobody is made an author",
            text(was).starts_with("@professional:") && is == "@seed:users:admin@example.com",
        ),
        ("patient_timeline", "event_type") => {
            ("timeline says what became of it", was == "appointment.scheduled" && text(is).starts_with("appointment."))
        }
        ("patient_timeline", "title") => {
            ("timeline says what became of it", text(was).replace("programada", "") == without_status(text(is)))
        }
        ("users", "password_hash") => (
            "signing in is refused, not failing",
            text(was).starts_with("!migration") && text(is).starts_with("$2b$12$"),
        ),
        ("users", "is_active") => ("no activity known is not inactivity", was == false && is == true),
        ("clinic_memberships", "role") => {
            ("roles are the source's", was == "dentist" && (is == "hygienist" || is == "assistant"))
        }
        ("patients", "created_at") => ("patients are as old as in the source", was == "<now>" && is_past(is)),
        ("patients", "national_id_type") => ("documents are named by shape", was == "nif" && is == "dni"),
        ("patients", "email") => ("contact data through the link", was.is_null() && text(is).ends_with("@fake.demo")),
        ("patients", "billing_name" | "billing_email") => ("people can be payers", was.is_null() && is.is_string()),
        ("patients", "phone") => {
            ("phone numbers are whole", text(was).starts_with("600 11 22 33 / ") && is == "600112233")
        }
        ("patients_clinical_allergy", "name") => ("allergies are named", is_part(is, was)),
        ("patients_clinical_allergy", "severity") => ("allergies are in the banner", was == "medium" && is == "high"),
        ("patients_clinical_allergy", "id") => ("the same is entered once", true),
        (
            "patients_clinical_allergy" | "patients_clinical_medication" | "patients_clinical_systemic_disease",
            "notes",
        ) => ("the text itself is kept", keeps_text(text(was), text(is))),
        ("patients_clinical_systemic_disease", "is_controlled") => {
            ("what is not said is not assumed", was == true && is == false)
        }
        ("patients_clinical_systemic_disease", "is_critical") => {
            ("flagged illnesses are in the banner", was == false && is == true)
        }
        ("patients_clinical_medical_context", "smoking_frequency" | "anticoagulant_medication") => {
            ("facts are told apart", is_part(is, was))
        }
        ("patients_clinical_medical_context", "is_pregnant") => ("pregnancies end", was == true && is == false),
        ("patients_clinical_medical_context", "adverse_reactions_to_anesthesia" | "anesthesia_reaction_details") => {
            ("allergies to anaesthetics", (was == false && is == true) || text(is).contains("Anestésicos locales"))
        }
        ("recalls", "last_contact_attempt_at" | "completed_at") => ("wall-clock time", is_wall_clock(was, is)),
        ("recalls", "reason") => ("recalls say why", was == "other" && is == "checkup"),
        ("recalls", "status") if is == "contacted_scheduled" => {
            ("recalls lead to appointments", was == "pending" && ours["linked_appointment_id"].is_string())
        }
        ("recalls", "linked_appointment_id") => {
            ("recalls lead to appointments", was.is_null() && ours["status"] == "contacted_scheduled")
        }
        ("recalls", "status") => {
            let is_undated = golden["due_date"].is_null();
            ("recalls without a date are reviewed", is_undated && was == "pending" && is == "needs_review")
        }
        ("recalls", "due_month") => {
            let contact = text(&ours["last_contact_attempt_at"]);
            let is_month = text(is).get(..7) == contact.get(..7) && ours["due_date"].is_null();
            ("recalls without a date are reviewed", is_month)
        }
        ("patients", "notes") => ("notes are kept verbatim", has_markers_of(text(was), text(is))),
        _ => return None,
    };
    holds.then_some(reason)
}

fn only_golden(table: &str, golden: &Row) -> Option<&'static str> {
    match table {
        _ if money::is_about(table) => money::only_golden(table, golden),
        _ if clinical::is_about(table, golden) => clinical::only_golden(table, golden),
        "patients_clinical_allergy" | "patients_clinical_systemic_disease" => {
            // Whole lines of the notes, taken for the name of one thing.
            text(&golden["name"]).contains(' ').then_some("facts are told apart")
        }
        "patients_clinical_medication" if text(&golden["id"]).starts_with("@patient:") => {
            Some("the same is entered once")
        }
        "patients_clinical_medication" => text(&golden["name"])
            .contains("toma")
            .then_some("facts are told apart")
            .or_else(|| text(&golden["name"]).contains("Toma").then_some("facts are told apart")),
        "patients_clinical_medical_context" => {
            let is_stale = golden["is_pregnant"] == true || golden["is_lactating"] == true;
            let is_fear = text(&golden["anesthesia_reaction_details"]).contains("Anestesia tópica previa");
            is_stale.then_some("pregnancies end").or_else(|| is_fear.then_some("anaesthesias that went well"))
        }
        "treatment_catalog_items" => {
            (golden["names"]["es"] == "Endodoncia molar").then_some("the whole catalog is searched")
        }
        "treatment_odontogram_mappings" => {
            (golden["clinical_category"] == "restauradora").then_some("the whole catalog is searched")
        }
        _ => None,
    }
}

fn only_ours(table: &str, ours: &Row) -> Option<&'static str> {
    match table {
        _ if money::is_about(table) => money::only_ours(table, ours),
        _ if clinical::is_about(table, ours) => clinical::only_ours(table, ours),
        "patients_clinical_allergy" | "patients_clinical_medication" | "patients_clinical_systemic_disease" => {
            let notes = text(&ours["notes"]);
            notes.contains(text(&ours["name"])).then_some("facts are told apart")
        }
        "patients_clinical_medical_context" => {
            let details = text(&ours["anesthesia_reaction_details"]);
            let is_allergy = details.contains("Anestésicos locales");
            let is_empty = ours.values().all(|value| *value != Value::Bool(true));
            is_allergy
                .then_some("allergies to anaesthetics")
                .or_else(|| is_empty.then_some("flagged illnesses are in the banner"))
        }
        "appointments" => ours["patient_id"].is_null().then_some("blocked time is kept"),
        "appointment_status_events" | "clinical_notes" => Some("blocked time is kept"),
        _ => None,
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn is_part(part: &Value, whole: &Value) -> bool {
    text(whole).contains(text(part)) && !text(part).is_empty()
}

/// Whether notes have what the golden ones have beside their marker, and are not the marker alone.
fn keeps_text(golden: &str, ours: &str) -> bool {
    golden.lines().filter(|line| !line.contains("dental-bridge")).all(|line| ours.contains(line)) && !ours.is_empty()
}

/// Whether the golden instant, read as the wall clock of Madrid, is ours.
pub(crate) fn is_wall_clock(golden: &Value, ours: &Value) -> bool {
    let wall_clock: Option<DateTime> = text(golden).strip_suffix("+00:00").and_then(|text| text.parse().ok());
    let zoned = wall_clock.and_then(|at| at.to_zoned(TimeZone::get("Europe/Madrid").expect("known")).ok());
    zoned.is_some_and(|zoned| text(ours).parse().is_ok_and(|at: Timestamp| at == zoned.timestamp()))
}

pub(crate) fn is_past(value: &Value) -> bool {
    let now: Timestamp = crate::import::NOW.parse().expect("an instant");
    text(value).parse().is_ok_and(|at: Timestamp| at < now)
}

fn without_status(title: &str) -> String {
    ["programada", "realizada", "no atendida", "anulada"]
        .iter()
        .fold(title.to_owned(), |title, status| title.replace(status, ""))
}

/// Whether ours has every fact of the golden marker lines. Alerts are not added to a patient's notes: they have rows of their own.
fn has_markers_of(golden: &str, ours: &str) -> bool {
    const MARKERS: [&str; 3] =
        ["Migración dental-bridge: nº paciente origen ", "Alta en origen: ", "Inactivo en origen desde "];
    golden.lines().filter(|line| !line.starts_with("Alerta importada: ")).all(|line| {
        let fact = MARKERS.iter().find_map(|marker| line.strip_prefix(marker));
        fact.map_or(line.contains("Exitus") && ours.contains("Fallecido"), |fact| {
            ours.contains(fact.trim_end_matches('.'))
        })
    })
}
