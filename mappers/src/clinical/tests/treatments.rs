use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ANA, DENTIST, EXTRACTION, FILLING, Rows, SECRETARY, Story, budget, every, filling, line, odg};
use crate::Disposition;
use crate::record::Record;
use crate::testing::{ADMIN, record_of};

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn one(fields: &Value, columns: &Value) -> Story {
    Story::of(&vec![("applied_treatment", "t", filling(fields), columns.clone())])
}

fn json_of(json: Option<&crate::record::Json>) -> Option<&str> {
    json.map(crate::record::Json::as_str)
}

#[test]
fn a_treatment_becomes_all_that_dentalpin_keeps_of_one() {
    let story =
        one(&json!({"notes": " Composite A2 ", "user_uuid": "sec"}), &json!({"IdTipoODG": "22", "ZonasPieza": "MO"}));
    let mapped = story.act("t");
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec![]));
    assert_eq!(
        mapped.tables(),
        [
            "treatment_plans",
            "tooth_records",
            "treatments",
            "treatment_teeth",
            "planned_treatment_items",
            "migration_import_entity_mappings",
            "planned_treatment_item_sessions",
            "clinical_notes",
            "migration_import_entity_mappings",
            "migration_import_raw_entities",
        ]
    );
    let (planned, done) = (at("2024-01-14T23:00:00Z"), at("2024-03-01T23:00:00Z"));
    let treatment = record_of!(mapped, Treatment);
    assert_eq!((treatment.clinical_type, treatment.scope, treatment.status), ("filling_amalgam", "tooth", "performed"));
    assert_eq!((treatment.catalog_item_id, treatment.performed_by), (Some(FILLING), Some(DENTIST)));
    assert_eq!((treatment.recorded_at, treatment.performed_at, treatment.created_at), (planned, Some(done), planned));
    assert_eq!(treatment.price_snapshot.map(|price| price.to_string()).as_deref(), Some("65.00"));
    let tooth = record_of!(mapped, ToothRecord);
    assert_eq!(
        (tooth.patient_id, tooth.tooth_number, tooth.tooth_type, tooth.general_condition),
        (ANA, 16, "permanent", "filling")
    );
    let treated = record_of!(mapped, TreatmentTooth);
    assert_eq!((treated.tooth_record_id, json_of(treated.surfaces.as_ref())), (tooth.id, Some(r#"["M", "O"]"#)));
    let plan = record_of!(mapped, TreatmentPlan);
    assert_eq!(
        (&*plan.plan_number, plan.title.as_deref(), plan.status),
        ("MIG-00000000-2024", Some("Migrado — 2024"), "completed")
    );
    let item = record_of!(mapped, PlannedTreatmentItem);
    assert_eq!((item.treatment_plan_id, item.treatment_id, item.sequence_order), (plan.id, treatment.id, 1));
    assert_eq!((item.status, item.completed_at, item.completed_by), ("completed", Some(done), Some(DENTIST)));
    let session = record_of!(mapped, PlannedTreatmentItemSession);
    assert_eq!((session.plan_item_id, session.sequence, Some(session.amount)), (item.id, 1, treatment.price_snapshot));
    let note = record_of!(mapped, ClinicalNote);
    assert_eq!((note.note_type, note.owner_id, &*note.body), ("treatment", treatment.id, "Composite A2"));
    assert_eq!((note.author_id, note.created_at), (SECRETARY, done));
    let mappings = story.mappings();
    let targets = ["applied_treatment", "applied_treatment_record"].map(|key| mappings.get("gesden", key, "t"));
    assert_eq!(
        targets.map(|target| target.map(|target| (target.table.to_owned(), target.id))),
        [Some(("planned_treatment_items".to_owned(), item.id)), Some(("treatments".to_owned(), treatment.id))]
    );
}

#[test]
fn services_of_the_whole_mouth_are_treatments_with_and_without_text() {
    for kind in [13, 38, 39, 40, 41, 14] {
        for notes in [json!(null), json!("Limpieza")] {
            let story = one(&json!({"teeth": [], "notes": notes}), &odg(kind));
            let treatment = record_of!(story.act("t"), Treatment);
            assert_eq!(
                (treatment.scope, treatment.clinical_type, treatment.status),
                ("global_mouth", "migrated", "performed")
            );
            assert!(treatment.price_snapshot.is_some() && treatment.catalog_item_id.is_some());
            assert_eq!(
                (story.count("clinical_notes"), story.count("treatment_teeth")),
                (usize::from(!notes.is_null()), 0)
            );
            assert!(story.act("t").codes().is_empty());
        }
    }
}

#[test]
fn remarks_are_notes_and_without_text_in_the_archive_alone() {
    for kind in [json!(11), json!(1), json!(10)] {
        let story = one(&json!({"notes": " Avisar a la madre "}), &json!({"IdTipoOdg": kind}));
        let mapped = story.act("t");
        assert_eq!(
            (mapped.disposition, mapped.codes()),
            (Disposition::Created, vec!["applied_treatment.non_clinical_entry"])
        );
        let note = record_of!(mapped, ClinicalNote);
        assert_eq!((note.note_type, note.owner_type, note.owner_id), ("administrative", "patient", ANA));
        assert_eq!(
            (&*note.body, note.author_id, note.created_at),
            ("Avisar a la madre", DENTIST, at("2024-03-01T23:00:00Z"))
        );
        assert_eq!(story.mappings().get("gesden", "applied_treatment", "t").map(|target| target.id), Some(note.id));
        assert_eq!(story.mappings().get("gesden", "applied_treatment_record", "t"), None);
        assert_eq!(story.count("treatments") + story.count("treatment_plans") + story.count("tooth_records"), 0);
    }
    let free = json!({"treatment_variant_uuid": null, "amount": "0", "professional_uuid": null, "notes": "Llamar"});
    let story = one(&free, &json!({"IdTipoOdg": null}));
    assert_eq!(record_of!(story.act("t"), ClinicalNote).author_id, ADMIN);
    let story = one(&json!({"notes": "  "}), &odg(12 - 1));
    assert_eq!((story.fate("applied_treatment", "t"), story.count("clinical_notes")), (Disposition::Archived, 0));
}

#[test]
fn what_costs_something_is_no_remark() {
    let free = json!({"treatment_variant_uuid": null, "amount": "30.00", "teeth": [], "notes": "Corrección"});
    for columns in [odg(12), odg(42), json!({})] {
        assert_eq!(record_of!(one(&free, &columns).act("t"), Treatment).scope, "global_mouth");
    }
    let unpriced = json!({"treatment_variant_uuid": null, "amount": null, "teeth": [], "budget_line_uuid": "l"});
    let rows: Rows = vec![
        ("budget", "b", budget(&json!({})), json!({})),
        ("budget_line", "l", line(&json!({})), json!({})),
        ("applied_treatment", "t", filling(&unpriced), json!({})),
    ];
    assert_eq!(Story::of(&rows).count("treatments"), 1);
}

#[test]
fn only_teeth_that_exist_are_treated_each_once() {
    let story = one(&json!({"teeth": [16, 16, "55", 19, 99, 0]}), &json!({"IdTipoOdg": 22, "ZonasPieza": "MO"}));
    let mapped = story.act("t");
    let mut codes = mapped.codes();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "applied_treatment.surfaces_in_notes",
            "value.bad_tooth",
            "value.bad_tooth",
            "value.bad_tooth",
            "value.repeated_tooth"
        ]
    );
    let teeth: Vec<_> = every!(story, ToothRecord).iter().map(|tooth| (tooth.tooth_number, tooth.tooth_type)).collect();
    assert_eq!(teeth, [(16, "permanent"), (55, "deciduous")]);
    let treatment = record_of!(mapped, Treatment);
    assert_eq!((treatment.scope, treatment.notes.as_deref()), ("multi_tooth", Some("Superficies en origen: MO.")));
}

#[test]
fn a_bridge_hangs_on_pillars_over_a_pontic() {
    let bridge = json!({"teeth": [14, 15, 16], "status_code": 5, "start_date": "2024-05-01", "end_date": "2024-05-20"});
    let pulled = json!({"teeth": [15], "treatment_variant_uuid": "extraction-v"});
    let rows: Rows = vec![
        ("applied_treatment", "a-bridge", filling(&bridge), odg(27)),
        ("applied_treatment", "pulled", filling(&pulled), odg(36)),
        ("applied_treatment", "root", filling(&json!({"teeth": [14]})), odg(21)),
    ];
    let story = Story::of(&rows);
    let mapped = story.act("a-bridge");
    let roles: Vec<_> = mapped
        .records
        .iter()
        .filter_map(|record| {
            if let Record::TreatmentTooth(tooth) = record { Some((tooth.tooth_number, tooth.role)) } else { None }
        })
        .collect();
    assert_eq!(roles, [(14, Some("pillar")), (15, Some("pontic")), (16, None)]);
    assert_eq!(record_of!(mapped, Treatment).scope, "multi_tooth");
    let mut states: Vec<_> =
        every!(story, ToothRecord).iter().map(|tooth| (tooth.tooth_number, tooth.general_condition)).collect();
    states.sort_unstable();
    assert_eq!(states, [(14, "crown"), (15, "missing"), (16, "crown")]);
}

#[test]
fn surgery_is_an_extraction_where_the_catalog_says_so() {
    for (variant, drawn, state) in [("extraction-v", "extraction", "missing"), ("filling-v", "migrated", "healthy")] {
        let story = one(&json!({"treatment_variant_uuid": variant}), &odg(35));
        assert_eq!(record_of!(story.act("t"), Treatment).clinical_type, drawn);
        assert_eq!(record_of!(story.act("t"), ToothRecord).general_condition, state);
    }
    assert_eq!(
        record_of!(one(&json!({"treatment_variant_uuid": "extraction-v"}), &odg(35)).act("t"), Treatment)
            .catalog_item_id,
        Some(EXTRACTION)
    );
}

#[test]
fn completion_is_asked_about_and_never_guessed() {
    let long = "Implante colocado sin incidencias, control en siete días.";
    for (start, notes, is_asked) in
        [("2020-05-01", "x", true), ("2024-05-01", long, true), ("2024-05-01", "x", false), ("2026-05-01", long, false)]
    {
        let fields = json!({"status_code": 3, "end_date": null, "start_date": start, "notes": notes});
        let story = one(&fields, &odg(24));
        let mapped = story.act("t");
        assert_eq!(
            mapped.codes(),
            if is_asked { vec!["applied_treatment.completion_unconfirmed"] } else { vec![] },
            "{start}"
        );
        let treatment = record_of!(mapped, Treatment);
        assert_eq!((treatment.status, treatment.performed_at, treatment.performed_by), ("planned", None, None));
        assert_eq!(record_of!(mapped, ToothRecord).general_condition, "healthy");
        assert_eq!(record_of!(mapped, TreatmentPlan).status, "active");
        let session = record_of!(mapped, PlannedTreatmentItemSession);
        assert_eq!((session.status, session.completed_at), ("pending", None));
    }
}

#[test]
fn missing_and_impossible_dates_cost_no_treatment() {
    let story = one(&json!({"end_date": null, "status_code": "6"}), &odg(22));
    assert_eq!(story.act("t").codes(), ["applied_treatment.approximate_date"]);
    assert_eq!(record_of!(story.act("t"), Treatment).performed_at, Some(at("2024-01-14T23:00:00Z")));
    let story = one(&json!({"start_date": "2024-13-01", "end_date": null, "status_code": 3}), &odg(22));
    let mut codes = story.act("t").codes();
    codes.sort_unstable();
    assert_eq!(codes, ["applied_treatment.no_date", "value.bad_date"]);
    let plan = record_of!(story.act("t"), TreatmentPlan);
    assert_eq!((&*plan.plan_number, plan.title.as_deref()), ("MIG-00000000-ND", Some("Migrado — sin fecha")));
}

#[test]
fn odd_values_cost_no_treatment() {
    let fields = json!({
        "amount": "1.234,56", "units": "2", "treatment_variant_uuid": "gone", "professional_uuid": "gone",
        "budget_line_uuid": "gone", "teeth": "16"
    });
    let story = one(&fields, &json!({"idtipoodg": 999}));
    let mut codes = story.act("t").codes();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "applied_treatment.unmapped_budget_line",
            "applied_treatment.unmapped_tipo_odg",
            "applied_treatment.unmapped_variant",
            "clinical.unmapped_staff",
            "value.bad_number"
        ]
    );
    let treatment = record_of!(story.act("t"), Treatment);
    assert_eq!((treatment.price_snapshot, treatment.catalog_item_id, treatment.performed_by), (None, None, None));
    assert_eq!(treatment.notes.as_deref(), Some("Unidades en origen: 2."));
    for (patient, code) in
        [(json!(null), "applied_treatment.no_patient"), (json!("gone"), "applied_treatment.unmapped_patient")]
    {
        let story = one(&json!({"patient_uuid": patient}), &odg(22));
        assert_eq!((story.fate("applied_treatment", "t"), story.act("t").codes()), (Disposition::Skipped, vec![code]));
    }
}

#[test]
fn teeth_of_a_service_of_the_whole_mouth_are_in_its_notes() {
    let story = one(&json!({"teeth": [11, 12], "notes": "Sarro"}), &odg(38));
    let treatment = record_of!(story.act("t"), Treatment);
    assert_eq!(
        (treatment.scope, treatment.notes.as_deref()),
        ("global_mouth", Some("Sarro\nDientes en origen: 11, 12."))
    );
    assert_eq!(story.count("tooth_records"), 0);
}
