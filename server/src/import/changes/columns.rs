//! Which columns are compared: those that say what the source said.

use api::changes::ChangeState;
use mappers::Record;

use super::super::made;

/// Tables whose rows are compared, and may be changed.
const CHANGEABLE: [&str; 17] = [
    "cabinets",
    "treatment_catalog_items",
    "patients",
    "patients_clinical_allergy",
    "patients_clinical_medication",
    "patients_clinical_systemic_disease",
    "patients_clinical_medical_context",
    "recalls",
    "appointments",
    "clinical_notes",
    "budgets",
    "budget_items",
    "tooth_records",
    "treatments",
    "treatment_plans",
    "planned_treatment_items",
    "planned_treatment_item_sessions",
];

/// Tables whose rows are compared and never changed: other rows, and the law, count on their amounts.
const BOOKED: [&str; 6] =
    ["patient_earned_entries", "payments", "payment_allocations", "refunds", "invoices", "invoice_items"];

/// The references that are compared; others follow from which row it is.
const REFERENCES: [&str; 3] = ["professional_id", "assigned_professional_id", "cabinet_id"];

/// What the importer made up, dated, numbered or ordered, or what is counted by itself: no news, whatever it is.
const MADE_UP: [&str; 18] = [
    "id",
    "created_at",
    "updated_at",
    "budget_number",
    "version",
    "plan_number",
    "plan_number_snapshot",
    "plan_status_snapshot",
    "internal_code",
    "invoice_number",
    "sequential_number",
    "sequence",
    "sequence_order",
    "display_order",
    "public_token",
    "token_version",
    "last_updated_at",
    "pdf_stale",
];

/// What no export says: the clinic alone writes it, or it goes on from week to week.
const OF_THE_CLINIC: [&str; 5] = ["deleted_at", "preferred_language", "color", "pregnancy_week", "invoiced_quantity"];

/// What an import sets by itself in rows that were there before: counters that are behind the source's numbers, and legal
/// data that invoices lack.
pub(super) const COUNTERS: (&str, [&str; 2]) = ("invoice_series", ["current_number", "last_reset_year"]);
pub(super) const LEGAL: (&str, [&str; 3]) = ("invoices", ["compliance_data", "document_hash", "previous_hash"]);

/// The state of a change in a table; `None` of tables that are not compared.
pub(super) fn state_in(table: &str) -> Option<ChangeState> {
    if CHANGEABLE.contains(&table) {
        Some(ChangeState::Offered)
    } else {
        BOOKED.contains(&table).then_some(ChangeState::Booked)
    }
}

/// Whether a column is compared.
pub(super) fn is_compared(column: &str) -> bool {
    is_telling(column) && !OF_THE_CLINIC.contains(&column)
}

/// Whether a column of a table with these is named to a person when a row was changed. Where rows do not say when they were, none
/// is.
pub(in crate::import) fn is_named(columns: &[&str], column: &str) -> bool {
    is_telling(column) && columns.contains(&"updated_at")
}

/// Whether a column says something of its own.
fn is_telling(column: &str) -> bool {
    let is_reference = column.ends_with("_id") && !column.ends_with("tax_id") && column != "national_id";
    let is_author = column.ends_with("_by");
    !MADE_UP.contains(&column) && !is_author && (!is_reference || REFERENCES.contains(&column))
}

/// Whether a column holds legal data of an invoice.
pub(super) fn is_legal(table: &str, column: &str) -> bool {
    table == LEGAL.0 && LEGAL.1.contains(&column)
}

/// A table and one of its columns that may be changed, as the program spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) struct Changeable {
    pub(in crate::import) table: &'static str,
    pub(in crate::import) column: &'static str,
    /// The column by which a row is known.
    pub(in crate::import) key: &'static str,
    /// What says that a row is of the clinic `?2`.
    pub(super) is_of_clinic: &'static str,
}

/// What an admin's word may change.
pub(super) fn changeable(table: &str, column: &str) -> Option<Changeable> {
    known(table, column).filter(|it| state_in(it.table) == Some(ChangeState::Offered))
}

/// What may have been changed, and is put back by undoing.
pub(in crate::import) fn restorable(table: &str, column: &str) -> Option<Changeable> {
    let is_counter = table == COUNTERS.0 && COUNTERS.1.contains(&column);
    let is_own = is_counter || is_legal(table, column);
    changeable(table, column).or_else(|| known(table, column).filter(|_| is_own))
}

fn known(table: &str, column: &str) -> Option<Changeable> {
    let (table, columns) = Record::TABLES.iter().find(|(name, _)| *name == table)?;
    let column = columns.iter().find(|name| **name == column && is_compared(name))?;
    let is_of_clinic = if columns.contains(&"clinic_id") {
        "clinic_id = ?2"
    } else {
        "plan_item_id IN (SELECT id FROM planned_treatment_items WHERE clinic_id = ?2)"
    };
    Some(Changeable { table, column, key: made::key(columns), is_of_clinic })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compared_can_be_compared_and_changed() {
        for table in CHANGEABLE.iter().chain(&BOOKED) {
            let (_, columns) = Record::TABLES.iter().find(|(name, _)| name == table).unwrap();
            assert!(columns.contains(&made::key(columns)) && columns.contains(&"updated_at"), "{table}");
            assert!(columns.contains(&"clinic_id") || columns.contains(&"plan_item_id"), "{table}");
        }
    }

    #[test]
    fn what_is_named_has_words_in_every_language() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/messages");
        for language in ["en", "es", "pt", "fr"] {
            let words = std::fs::read_to_string(folder.join(language).join("migration.ftl")).unwrap();
            for (table, columns) in Record::TABLES.iter().filter(|(table, _)| !made::OWN.contains(table)) {
                for column in columns.iter().filter(|column| is_named(columns, column)) {
                    assert!(words.contains(&format!("\nfield-{column} = ")), "{language}: {table}.{column}");
                }
            }
        }
    }

    #[test]
    fn what_no_export_says_is_named_all_the_same() {
        for column in OF_THE_CLINIC {
            assert!(!is_compared(column) && is_named(&["id", column, "updated_at"], column), "{column}");
        }
        for (columns, column) in [(&["id", "updated_at"][..], "updated_at"), (&["id", "notes"][..], "notes")] {
            assert!(!is_named(columns, column), "{column}");
        }
    }

    #[test]
    fn nothing_else_can_be_changed() {
        for (table, column) in [("patients", "phone"), ("appointments", "professional_id")] {
            assert_eq!(changeable(table, column).map(|it| (it.table, it.column)), Some((table, column)));
        }
        for (table, column) in [
            ("patients", "id"),
            ("patients", "clinic_id"),
            ("patients", "phone; DROP TABLE users"),
            ("patients", "rowid"),
            ("payments", "amount"),
            ("users", "is_active"),
            ("clinic_memberships", "role"),
            ("puente_sessions", "token"),
            ("budgets", "public_token"),
            ("treatments", "patient_id"),
            ("treatments", "performed_by"),
            ("invoice_series", "current_number"),
            ("invoices", "compliance_data"),
        ] {
            assert_eq!(changeable(table, column), None, "{table}.{column}");
        }
        for column in COUNTERS.1 {
            assert!(restorable(COUNTERS.0, column).is_some(), "{column}");
        }
        for column in LEGAL.1 {
            assert!(restorable(LEGAL.0, column).is_some(), "{column}");
        }
        assert_eq!(restorable("invoice_series", "is_active"), None);
        assert_eq!(restorable("invoices", "total"), None);
    }
}
