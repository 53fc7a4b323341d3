//! As of when a file speaks, and what it leaves open.

use serde_json::{Value, json};

use super::{DENTIST, Rows, SECRETARY, Story, clinic, filling, odg};
use crate::context::Context;
use crate::testing::{self, NOW, record_of};

/// A file of a time long before the import.
fn exported(at: &str, rows: &Rows) -> Story {
    let exported_at = Some(at.parse().expect("an instant"));
    Story::told(Context { exported_at, ..testing::context() }, clinic(), rows)
}

fn planned(fields: &Value) -> Rows {
    let mut act = filling(&json!({"status_code": 3, "end_date": null}));
    act = super::with(act, fields);
    vec![("applied_treatment", "t", act, odg(36))]
}

#[test]
fn how_long_something_is_planned_counts_to_the_day_of_the_export() {
    let rows = planned(&json!({"start_date": "2021-11-01"}));
    for (at, codes) in [
        ("2026-11-22T09:00:00Z", &["applied_treatment.completion_unconfirmed"][..]),
        ("2023-01-01T09:00:00Z", &[]),
        // Nothing is extracted after it was imported.
        ("2031-01-01T09:00:00Z", &["applied_treatment.completion_unconfirmed"]),
    ] {
        assert_eq!(exported(at, &rows).act("t").codes(), codes, "{at}");
    }
}

#[test]
fn what_has_no_date_is_as_old_as_the_file() {
    let rows = planned(&json!({"start_date": null}));
    let story = exported("2023-01-01T09:00:00Z", &rows);
    let treatment = record_of!(story.act("t"), Treatment);
    assert_eq!(treatment.recorded_at.to_string(), "2023-01-01T09:00:00Z");
    assert_eq!((treatment.status, treatment.performed_at), ("planned", None));
    assert_eq!(story.act("t").codes(), ["applied_treatment.no_date"]);
    let silent = Story::of(&rows);
    assert_eq!(record_of!(silent.act("t"), Treatment).recorded_at.to_string(), NOW);
}

/// Planned ten years ago and never confirmed: the tooth is still there.
#[test]
fn an_extraction_planned_ten_years_ago_takes_no_tooth() {
    for notes in [Value::Null, json!("Exodoncia simple por caries no restaurable, pendiente de cita")] {
        let story = Story::of(&planned(&json!({"start_date": "2016-03-01", "notes": notes})));
        let treatment = record_of!(story.act("t"), Treatment);
        assert_eq!(
            (treatment.clinical_type, treatment.status, treatment.performed_at, treatment.performed_by),
            ("extraction", "planned", None, None)
        );
        let tooth = record_of!(story.act("t"), ToothRecord);
        assert_eq!((tooth.tooth_number, tooth.general_condition), (16, "healthy"));
        let [warning] = &story.act("t").warnings[..] else { panic!("one warning") };
        assert_eq!(warning.code, "applied_treatment.completion_unconfirmed");
        assert_eq!(warning.args, [("since", "2016-03-01".to_owned())]);
    }
    let done = Story::of(&planned(&json!({"start_date": "2016-03-01", "status_code": 5})));
    assert_eq!(record_of!(done.act("t"), ToothRecord).general_condition, "missing");
}

#[test]
fn who_entered_a_treatment_is_said_when_they_are_not_here() {
    for (notes, entity_type) in [(json!("Sin incidencias"), 22), (Value::Null, 22), (json!("Llamar"), 11)] {
        let act = |user: &str| {
            vec![("applied_treatment", "t", filling(&json!({"notes": notes, "user_uuid": user})), odg(entity_type))]
        };
        let story = Story::of(&act("gone"));
        let said: Vec<_> = story.act("t").warnings.iter().filter(|it| it.code == "clinical.unmapped_staff").collect();
        assert_eq!(said.len(), 1, "{notes}");
        assert_eq!(said[0].args, [("role", "user".to_owned()), ("reference", "gone".to_owned())]);
        assert!(story.act("t").tables().contains(&"migration_import_raw_entities"));
        if notes.is_string() {
            let author = |story: &Story| record_of!(story.act("t"), ClinicalNote).author_id;
            assert_eq!((author(&story), author(&Story::of(&act("sec")))), (DENTIST, SECRETARY));
        }
        assert!(!Story::of(&act("sec")).act("t").codes().contains(&"clinical.unmapped_staff"));
    }
}
