//! What an admin decides of single people.

use api::decisions::{Decisions, ProfessionalDecision, ReviewedProfessional, StaffSignal};

use super::*;
use crate::Import;
use crate::context::ProfessionalFilters;

fn decided(who: &[(&str, ProfessionalDecision)]) -> Decisions {
    let professionals = who.iter().map(|(uuid, decision)| ((*uuid).to_owned(), *decision)).collect();
    Decisions { professionals, ..Decisions::default() }
}

/// Someone gone, someone there, and an appointment of each.
fn team() -> [(&'static str, serde_json::Value); 2] {
    [
        ("gone", json!({"given_name": "Íñigo", "role": "Doctor", "last_activity_at": "2019-05-01"})),
        ("here", json!({"given_name": "Ana", "role": "dentist", "last_activity_at": "2026-10-01"})),
    ]
}

fn prepared(destination: Destination, decisions: Decisions) -> Desk {
    let mut desk = Desk(Import::new(crate::Context { decisions, ..context() }, destination));
    for (uuid, payload) in &team() {
        desk.prepare("professional", uuid, payload);
        let appointment = json!({"professional_uuid": uuid, "scheduled_date": "2019-04-01"});
        desk.prepare("appointment", &format!("of-{uuid}"), &appointment);
    }
    desk
}

fn rows(mapped: &Mapped) -> (bool, &'static str, bool, Vec<&'static str>) {
    let membership = record_of!(mapped, ClinicMembership);
    (record_of!(mapped, User).is_active, membership.role, membership.is_professional, mapped.codes())
}

#[test]
fn what_is_decided_wins_over_the_filters_either_way() {
    let decisions = decided(&[("gone", ProfessionalDecision::Active), ("here", ProfessionalDecision::Inactive)]);
    let mut desk = prepared(Destination::default(), decisions);
    let [gone, here] = team().map(|(uuid, payload)| desk.map("professional", uuid, &payload));
    assert_eq!(rows(&gone), (true, "dentist", true, vec!["professional.decided_active"]));
    assert_eq!(rows(&here), (false, "assistant", false, vec!["professional.decided_inactive"]));
}

#[test]
fn a_decision_changes_nothing_but_the_account() {
    let patient = json!({"given_name": "Eva", "family_name": "Sol"});
    let appointment = json!({"patient_uuid": "eva", "professional_uuid": "here", "scheduled_date": "2026-01-08",
        "scheduled_time": "10:00:00", "coarse_status": "attended"});
    let mut desk = prepared(Destination::default(), decided(&[("here", ProfessionalDecision::Inactive)]));
    let here = desk.map("professional", "here", &ana());
    desk.map("patient", "eva", &patient);
    let mapped = desk.map("appointment", "a", &appointment);
    assert_eq!(record_of!(mapped, Appointment).professional_id, record_of!(here, User).id);
    assert_eq!(rows(&here), (false, "assistant", false, vec!["professional.decided_inactive"]));
}

#[test]
fn what_was_decided_before_holds_until_it_is_decided_otherwise() {
    let before = |decision| Destination { decisions: decided(&[("gone", decision)]), ..Destination::default() };
    let [(uuid, payload), _] = team();
    let remembered = prepared(before(ProfessionalDecision::Active), Decisions::default());
    let changed = prepared(before(ProfessionalDecision::Active), decided(&[(uuid, ProfessionalDecision::Inactive)]));
    let is_active = |mut desk: Desk| record_of!(desk.map("professional", uuid, &payload), User).is_active;
    assert_eq!([remembered, changed].map(is_active), [true, false]);
}

#[test]
fn what_was_decided_before_is_undecided_again() {
    let before =
        Destination { decisions: decided(&[("here", ProfessionalDecision::Inactive)]), ..Destination::default() };
    let [_, (uuid, payload)] = team();
    let undecided = decided(&[(uuid, ProfessionalDecision::Undecided)]);
    let mut desk = Desk::deciding(before, undecided.clone());
    desk.prepare("professional", uuid, &payload);
    assert!(record_of!(desk.map("professional", uuid, &payload), User).is_active);
    let review = desk.0.staff_review();
    let judged = |decisions: &Decisions| {
        let people = review.judged(ProfessionalFilters::default(), decisions);
        people.iter().map(|person| (person.is_active, person.is_remembered)).collect::<Vec<_>>()
    };
    assert_eq!(judged(&undecided), [(true, true)]);
    assert_eq!(judged(&Decisions::default()), [(false, true)], "unless it is decided anew, it stands");
}

#[test]
fn an_account_that_exists_is_not_decided_about() {
    let mut desk = Desk(Import::new(
        crate::Context { decisions: decided(&[("here", ProfessionalDecision::Inactive)]), ..context() },
        existing("ana@clinica.es", ("Ana", "García")),
    ));
    let mapped = desk.map("professional", "here", &ana());
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Linked, vec!["staff.linked_existing"]));
    assert_eq!(desk.0.reviewed_professionals(), []);
}

#[test]
fn the_review_names_everyone_and_judges_them_anew_without_mapping() {
    let mut desk = prepared(Destination::default(), decided(&[("gone", ProfessionalDecision::Active)]));
    for (uuid, payload) in team() {
        desk.map("professional", uuid, &payload);
    }
    let person = |uuid: &str, name: &str, role: &str, day: &str| ReviewedProfessional {
        canonical_uuid: uuid.to_owned(),
        name: name.to_owned(),
        role: role.to_owned(),
        appointments: 1,
        last_activity: Some(day.to_owned()),
        is_active: true,
        filtered_by: None,
        is_remembered: false,
    };
    let ana = person("here", "Ana —", "dentist", "2026-10-01");
    let gone = ReviewedProfessional {
        filtered_by: Some("professional.filtered.no_recent_activity".to_owned()),
        ..person("gone", "Íñigo —", "doctor", "2019-05-01")
    };
    assert_eq!(desk.0.reviewed_professionals(), [ana.clone(), gone.clone()], "by name, accents aside");

    let review = desk.0.staff_review();
    let by_rules = review.judged(ProfessionalFilters::default(), &Decisions::default());
    assert_eq!(by_rules, [ana.clone(), ReviewedProfessional { is_active: false, ..gone.clone() }]);
    let all_stay = ProfessionalFilters { min_activity_months: 0, ..ProfessionalFilters::default() };
    let without_ana = review.judged(all_stay, &decided(&[("here", ProfessionalDecision::Inactive)]));
    let gone = ReviewedProfessional { filtered_by: None, ..gone };
    assert_eq!(without_ana, [ReviewedProfessional { is_active: false, ..ana }, gone]);
    assert_eq!(review.unknown(), []);
}

#[test]
fn what_the_file_says_of_nobody_judges_nobody() {
    let mut context = context();
    context.professional_filters.exclude_non_clinical_roles = true;
    let mut desk = Desk(Import::new(context, Destination::default()));
    desk.prepare("professional", "a", &json!({"given_name": "Ana"}));
    let mapped = desk.map("professional", "a", &json!({"given_name": "Ana"}));
    assert!(record_of!(mapped, User).is_active);
    assert_eq!(mapped.codes(), [""; 0]);
    assert_eq!(desk.0.staff_review().unknown(), [StaffSignal::Activity, StaffSignal::Role]);
}
