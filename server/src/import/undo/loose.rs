//! References that no foreign key stands for: DentalPin's tables say what a note, an attachment or an entry is about by its id
//! alone. Ids are unique among all tables, so which of several tables is meant need not be asked.

/// A column with ids of other tables' rows.
pub(super) struct Loose {
    pub(super) from: &'static str,
    pub(super) column: &'static str,
    /// The tables it may refer to; with none named, any.
    to: &'static [&'static str],
    /// The column with the table's name, where there is one.
    pub(super) named_by: Option<&'static str>,
}

impl Loose {
    const fn new(from: &'static str, column: &'static str, to: &'static [&'static str]) -> Self {
        Self { from, column, to, named_by: None }
    }

    pub(super) fn leads_to(&self, table: &str) -> bool {
        self.to.is_empty() || self.to.contains(&table)
    }
}

/// All of them, but those from the importer's own tables.
pub(super) const REFERENCES: [Loose; 10] = [
    Loose::new("clinical_notes", "owner_id", &["patients", "treatments", "treatment_plans", "appointments"]),
    Loose::new(
        "media_attachments",
        "owner_id",
        &["patients", "treatments", "treatment_plans", "appointments", "clinical_notes", "planned_treatment_items"],
    ),
    Loose { named_by: Some("source_table"), ..Loose::new("patient_timeline", "source_id", &[]) },
    Loose::new("patient_earned_entries", "treatment_id", &["treatments"]),
    Loose::new("patient_earned_entries", "source_session_id", &["planned_treatment_item_sessions"]),
    Loose::new("patient_earned_entries", "catalog_item_id", &["treatment_catalog_items"]),
    Loose::new("patient_earned_entries", "professional_id", &["users"]),
    Loose::new("recalls", "linked_treatment_id", &["treatments"]),
    Loose::new("treatments", "budget_item_id", &["budget_items"]),
    Loose::new("patients_clinical_medical_context", "last_updated_by", &["users"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Ids in DentalPin's tables that are of nothing an import makes, or of nothing at all.
    const OF_NOTHING: [&str; 1] = ["budgets.public_token"];

    /// Every column with an id and no foreign key, as the migrations have them.
    fn unconstrained(sql: &'static str) -> BTreeSet<String> {
        let mut table = "";
        let mut columns = BTreeSet::new();
        for line in sql.lines() {
            if let Some(name) = line.strip_prefix("CREATE TABLE ") {
                table = name.trim_end_matches(" (");
            } else if let Some((column, rest)) = line.trim().split_once(' ')
                && rest.starts_with("uuid")
                && !rest.contains("REFERENCES")
                && column != "id"
                && !sql.contains(&format!("FOREIGN KEY ({column})"))
            {
                columns.insert(format!("{table}.{column}"));
            }
        }
        columns
    }

    #[test]
    fn no_reference_is_overlooked() {
        let found = unconstrained(include_str!("../../../migrations/postgres/0001_clinic.sql"));
        let known = REFERENCES.iter().map(|it| format!("{}.{}", it.from, it.column));
        let known: BTreeSet<String> = known.chain(OF_NOTHING.map(str::to_owned)).collect();
        assert_eq!(found, known);
    }
}
