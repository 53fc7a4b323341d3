//! Personal data of rows that are looked at, hidden until the admin asks for them.
//!
//! What says nothing of a person stays as it is: identifiers, amounts, dates of what was done, codes, counts, yes and no.
//! Everything else is masked, so that a field nobody has heard of is, too.

use crate::protocol::{Sample, SampleRow};

/// Fields that say nothing of a person.
const PLAIN: [&str; 35] = [
    "atcud",
    "channel",
    "coarse_status",
    "code",
    "document_kind",
    "document_type",
    "due_month",
    "gender",
    "general_condition",
    "hash",
    "hash_control",
    "kind",
    "legal_hash",
    "line_number",
    "number",
    "occurrences",
    "order_within_budget",
    "payment_kind",
    "phase_number",
    "previous_hash",
    "record_kind",
    "role",
    "series",
    "sex",
    "specialty",
    "status",
    "status_code",
    "surfaces",
    "tariff_code",
    "teeth",
    "treatment_number",
    "valid_from",
    "valid_to",
    "valid_until",
    "weekday",
];

/// The last words of fields that hold identifiers, dates or figures; in them, anything else is masked.
const FIGURES: [&str; 19] = [
    "amount", "at", "bill", "date", "discount", "minutes", "on", "paid", "percent", "price", "quantity", "snapshot",
    "subtotal", "tax", "time", "total", "units", "uuid", "weeks",
];

/// Types whose rows are no person's, and the fields that say what they are called.
const OFFERED: [&str; 3] = ["treatment_catalog_item", "treatment_catalog_variant", "treatment_phase_template"];
const NAMES: [&str; 4] = ["description", "label", "name", "short_name"];

/// What warnings name besides: the product's own words, and figures.
const OF_WARNINGS: [&str; 22] = [
    "actor",
    "by",
    "cabinet",
    "category",
    "charged",
    "computed",
    "count",
    "entity_type",
    "field",
    "fields",
    "left",
    "limit",
    "lines",
    "missing",
    "patients",
    "payments",
    "rate",
    "score",
    "sum",
    "time",
    "tooth",
    "type",
];

/// What stands for what is hidden, whatever its length.
const HIDDEN: &str = "••••";
/// More words than these only tell how long a text is.
const WORDS: usize = 6;

/// Hides the personal data of rows that are looked at without having been asked for.
pub fn unasked(of: &Sample, rows: &mut [SampleRow]) {
    if !of.in_clear {
        for found in rows {
            row(&of.entity_type, found);
        }
    }
}

/// Of a row of a type, and of what was said about it.
fn row(entity_type: &str, row: &mut SampleRow) {
    for (field, value) in &mut row.fields {
        if !is_plain(entity_type, field, value) {
            *value = masked(value);
        }
    }
    for warning in &mut row.warnings {
        // In English, and with the values.
        warning.message.clear();
        for (name, value) in &mut warning.args {
            if !OF_WARNINGS.contains(&name.as_str()) && !is_plain(entity_type, name, value) {
                *value = masked(value);
            }
        }
    }
}

fn is_plain(entity_type: &str, field: &str, value: &str) -> bool {
    matches!(value, "" | "true" | "false")
        || PLAIN.contains(&field)
        || (is_figure(value) && FIGURES.contains(&last_word(field)) && !field.contains("birth"))
        || (OFFERED.contains(&entity_type) && NAMES.contains(&field))
}

fn last_word(field: &str) -> &str {
    field.rsplit_once('_').map_or(field, |(_, last)| last)
}

/// Whether a value is a number, a date, a time or an identifier.
fn is_figure(value: &str) -> bool {
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    has_digit && value.bytes().all(|byte| byte.is_ascii_hexdigit() || b"-:.+TZ ".contains(&byte))
}

/// What is left of a value: the year of a date, the beginnings of the first words.
fn masked(value: &str) -> String {
    if let Some(year) = year(value) {
        return format!("{year}-••-••");
    }
    let mut words = value.split_whitespace();
    let mut shown: Vec<_> = words.by_ref().take(WORDS).map(word).collect();
    if words.next().is_some() {
        shown.push("…".to_owned());
    }
    shown.join(" ")
}

/// The year of an ISO date.
fn year(value: &str) -> Option<&str> {
    let (year, rest) = value.split_once('-')?;
    let is_date = year.len() == 4 && rest.as_bytes().get(2) == Some(&b'-') && is_figure(value);
    is_date.then_some(year)
}

fn word(word: &str) -> String {
    let first = word.chars().next().filter(|first| first.is_alphabetic());
    let first = first.map(String::from).unwrap_or_default();
    let rest = if word.contains('@') { "••••@••••" } else { HIDDEN };
    first + rest
}

#[cfg(test)]
mod tests {
    use api::job::{Severity, WarningLine};
    use uuid::Uuid;

    use super::*;

    fn shown(entity_type: &str, fields: &[(&str, &str)]) -> Vec<String> {
        let fields = fields.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
        let mut found = SampleRow { source_id: "7".to_owned(), fields, warnings: Vec::new() };
        row(entity_type, &mut found);
        found.fields.into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn of_a_person_the_beginnings_of_words_and_the_year_of_birth_are_left() {
        let person = [
            ("given_name", "María José"),
            ("family_name", "García"),
            ("national_id", "12345678Z"),
            ("date_of_birth", "1974-05-12"),
            ("mobile_phone", "600 123 456"),
            ("email", "maria@correo.example"),
            ("address_postal_code", "28013"),
            ("notes", "Alérgica a la penicilina desde la infancia, avisar"),
            ("patient_number", "A-204"),
        ];
        let expected = [
            "M•••• J••••",
            "G••••",
            "••••",
            "1974-••-••",
            "•••• •••• ••••",
            "m••••@••••",
            "••••",
            "A•••• a•••• l•••• p•••• d•••• l•••• …",
            "A••••",
        ];
        assert_eq!(shown("patient", &person), expected);
    }

    #[test]
    fn what_says_nothing_of_a_person_stays() {
        let plain = [
            ("patient_uuid", "0f9b2c1e-3a4d-5e6f-8a9b-0c1d2e3f4a5b"),
            ("scheduled_date", "2024-03-01"),
            ("scheduled_time", "10:30"),
            ("registered_at", "2024-03-01T09:00:00Z"),
            ("unit_amount", "-65.10"),
            ("duration_minutes", "30"),
            ("teeth", "[11,12]"),
            ("status", "confirmed"),
            ("deactivated", "false"),
            ("notes", ""),
        ];
        assert_eq!(shown("appointment", &plain), plain.map(|(_, value)| value));
        let offered = [("name", "Corona zirconio"), ("code", "ZIRC"), ("reference_price", "420")];
        assert_eq!(shown("treatment_catalog_item", &offered), offered.map(|(_, value)| value));
    }

    #[test]
    fn what_nobody_has_heard_of_is_masked_and_so_is_text_where_a_figure_should_be() {
        let odd = [("apodo", "Lola"), ("birth_date", "1974-05-12"), ("paid_on", "by Ana"), ("telefono2", "600123456")];
        assert_eq!(shown("treatment_catalog_item", &odd), ["L••••", "1974-••-••", "b•••• A••••", "••••"]);
        assert_eq!(shown("patient", &[("name", "Corona")]), ["C••••"]);
    }

    #[test]
    fn what_was_said_of_a_row_names_nobody() {
        let args = [("phone", "+34 600"), ("field", "email"), ("name", "Ana"), ("amount", "3.50")];
        let warning = WarningLine {
            id: Uuid::nil(),
            entity_type: None,
            source_id: None,
            severity: Severity::Info,
            code: "patient.phone_cleaned".to_owned(),
            message: "Ana".to_owned(),
            args: args.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        };
        let mut found = SampleRow { source_id: "7".to_owned(), fields: Vec::new(), warnings: vec![warning] };
        row("patient", &mut found);
        let [warning] = &found.warnings[..] else { panic!("{found:?}") };
        assert_eq!(warning.message, "");
        let args: Vec<_> = warning.args.values().map(String::as_str).collect();
        assert_eq!(args, ["3.50", "email", "A••••", "•••• ••••"]);
    }
}
