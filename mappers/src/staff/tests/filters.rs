//! Who stays active.

use super::*;
use crate::Import;

fn map(rows: &[(&str, serde_json::Value)], months: u16) -> Vec<(bool, &'static str, Vec<&'static str>)> {
    let mut context = context();
    context.professional_filters.min_activity_months = months;
    let mut desk = Desk(Import::new(context, Destination::default()));
    for (id, payload) in rows {
        desk.prepare("professional", id, payload);
    }
    rows.iter()
        .map(|(id, payload)| {
            let mapped = desk.map("professional", id, payload);
            let role = record_of!(mapped, ClinicMembership).role;
            (record_of!(mapped, User).is_active, role, mapped.codes())
        })
        .collect()
}

#[test]
fn the_first_reason_counts() {
    let results = map(
        &[
            ("recent", json!({"role": "dentist", "last_activity_at": "2026-10-01T10:00:00"})),
            ("edge", json!({"role": "dentist", "last_activity_at": "2024-11-01"})),
            ("old", json!({"role": "dentist", "last_activity_at": "2024-10-31"})),
            ("never", json!({"role": "dentist", "last_activity_at": null})),
            ("usuagd:1", json!({"role": "dentist"})),
            ("gone", json!({"role": "dentist", "last_activity_at": "2026-10-01", "deactivated": "1"})),
            ("stays", json!({"role": "dentist", "last_activity_at": "2026-10-01", "deactivated": "false"})),
        ],
        24,
    );
    let inactive = |code| (false, "assistant", vec![code]);
    assert_eq!(
        results,
        [
            (true, "dentist", vec![]),
            (true, "dentist", vec![]),
            inactive("professional.filtered.no_recent_activity"),
            inactive("professional.filtered.no_activity_recorded"),
            inactive("professional.filtered.agenda_orphan"),
            inactive("professional.filtered.inactive_in_source"),
            (true, "dentist", vec![]),
        ]
    );
}

/// One mailbox, one name: each row alone would be left inactive for another reason.
#[test]
fn the_rows_of_one_person_count_together() {
    let ana = |more: serde_json::Value| {
        let mut payload = json!({"given_name": "Ana", "family_name": "García", "email": "ana@clinica.es"});
        payload.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        payload
    };
    let left = ana(json!({"role": "auxiliary", "deactivated": true, "last_activity_at": "2019-01-01"}));
    let column = ana(json!({"role": "dentist", "last_activity_at": null}));
    let namesake = ana(json!({"family_name": "López", "role": "hygienist", "deactivated": true}));
    let user = ana(json!({"deactivated": false}));
    let mut desk = Desk::empty();
    desk.prepare("professional", "1", &left);
    desk.prepare("professional", "usuagd:2", &column);
    desk.prepare("professional", "3", &namesake);
    desk.prepare("user", "4", &user);
    desk.prepare("appointment", "a", &json!({"professional_uuid": "usuagd:2", "scheduled_date": "2026-10-02"}));

    let first = desk.map("professional", "1", &left);
    let membership = record_of!(first, ClinicMembership);
    assert!(record_of!(first, User).is_active, "{:?}", first.codes());
    assert_eq!((membership.role, membership.is_professional), ("dentist", true));
    assert_eq!(desk.map("professional", "usuagd:2", &column).disposition, Disposition::Merged);
    let other = desk.map("professional", "3", &namesake);
    assert!(!record_of!(other, User).is_active);
    let expected = ["staff.email_shared", "professional.filtered.inactive_in_source"];
    assert_eq!(other.codes(), expected, "somebody else's rows do not count for them");
    let reviewed = desk.0.reviewed_professionals();
    let ana = reviewed.iter().find(|person| person.canonical_uuid == "1").expect("reviewed");
    assert_eq!((&*ana.role, ana.appointments, ana.last_activity.as_deref()), ("dentist", 1, Some("2026-10-02")));
}

#[test]
fn a_file_that_tells_of_nobody_judges_nobody() {
    let results = map(&[("a", json!({"role": "dentist"})), ("usuagd:2", json!({"role": "dentist"}))], 24);
    assert_eq!(results, [(true, "dentist", vec![]), (true, "dentist", vec![])]);
}

#[test]
fn no_months_means_no_test_of_activity() {
    let results = map(&[("usuagd:1", json!({"role": "dentist"})), ("b", json!({"last_activity_at": "1999-01-01"}))], 0);
    assert!(results.iter().all(|(is_active, ..)| *is_active));
}

#[test]
fn users_with_appointments_are_shown_in_the_agenda() {
    let (eva, luz) = (json!({"given_name": "Eva"}), json!({"given_name": "Luz"}));
    let mut desk = Desk::empty();
    desk.prepare("user", "eva", &eva);
    desk.prepare("user", "luz", &luz);
    desk.prepare("user", "gone", &json!({"given_name": "Ana", "deactivated": true}));
    for user in ["eva", "gone"] {
        let appointment = json!({"professional_uuid": user, "scheduled_date": "2026-10-02"});
        desk.prepare("appointment", &format!("of-{user}"), &appointment);
    }
    let shown = |mapped: &Mapped| {
        let membership = record_of!(mapped, ClinicMembership);
        (membership.role, membership.is_professional)
    };
    assert_eq!(shown(&desk.map("user", "eva", &eva)), ("receptionist", true));
    assert_eq!(shown(&desk.map("user", "luz", &luz)), ("receptionist", false));
    let gone = json!({"given_name": "Ana", "deactivated": true});
    assert_eq!(shown(&desk.map("user", "gone", &gone)), ("receptionist", false));
}

#[test]
fn appointments_are_activity_and_show_their_owner_in_the_agenda() {
    let mut desk = Desk::empty();
    let (known, owner) = (json!({"last_activity_at": "2026-10-01"}), json!({"role": "other"}));
    desk.prepare("professional", "known", &known);
    desk.prepare("professional", "owner", &owner);
    desk.prepare("appointment", "a", &json!({"professional_uuid": "owner", "scheduled_date": "2026-10-02"}));
    let mapped = desk.map("professional", "owner", &owner);
    assert!(record_of!(mapped, User).is_active);
    let membership = record_of!(mapped, ClinicMembership);
    assert_eq!((membership.role, membership.is_professional), ("assistant", true));
    assert_eq!(mapped.codes(), ["professional.role_unknown"]);
}
