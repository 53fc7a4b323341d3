#![allow(clippy::expect_used)]

use serde_json::json;
use uuid::Uuid;

use crate::Disposition;
use crate::context::{Destination, ExistingUser, address_key};
use crate::testing::{Desk, Mapped, context, record_of};

/// A clinic with a member.
fn existing(email: &str, name: (&str, &str)) -> Destination {
    let user = ExistingUser {
        id: Uuid::from_u128(7),
        email: email.to_owned(),
        first_name: name.0.to_owned(),
        last_name: name.1.to_owned(),
        is_active: false,
    };
    Destination { users: vec![user], ..Destination::default() }
}

/// A clinic that is not the only one: somebody of another one has an address.
fn elsewhere(email: &str) -> Destination {
    Destination { taken_addresses: [address_key(email)].into(), ..Destination::default() }
}

fn ana() -> serde_json::Value {
    json!({"given_name": "Ana María", "family_name": "García", "email": "Ana@Clinica.es ", "role": "dentist", "deactivated": false})
}

#[test]
fn a_professional_becomes_an_account_that_cannot_sign_in() {
    let mapped = Desk::empty().map("professional", "1b4e28ba-2fa1-11d2-883f-0016d3cca427", &ana());
    assert_eq!(mapped.disposition, Disposition::Created);
    assert_eq!(mapped.tables(), ["users", "clinic_memberships", "migration_import_entity_mappings"]);
    let user = record_of!(mapped, User);
    assert_eq!((&*user.email, &*user.first_name, &*user.last_name), ("ana@clinica.es", "Ana María", "García"));
    assert!(user.is_active);
    assert!(user.password_hash.starts_with("$2b$12$......................!migration_disabled:"));
    let membership = record_of!(mapped, ClinicMembership);
    assert_eq!((membership.role, membership.is_professional, membership.user_id), ("dentist", true, user.id));
    assert_eq!(record_of!(mapped, EntityMapping).dentalpin_id, user.id);
}

#[test]
fn what_accounts_have_no_column_for_is_archived() {
    let mut payload = ana();
    payload["national_id"] = "1Z".into();
    payload["phone"] = "600000000".into();
    payload["license_number"] = "28001234".into();
    let mapped = Desk::empty().map("professional", "p", &payload);
    assert_eq!(record_of!(mapped, User).professional_id.as_deref(), Some("28001234"));
    assert!(record_of!(mapped, RawEntity).payload.as_str().contains("600000000"));
}

#[test]
fn nothing_in_a_file_makes_an_administrator() {
    let mut payload = ana();
    payload["role"] = "Admin".into();
    let mapped = Desk::empty().map("professional", "p", &payload);
    assert_eq!(record_of!(mapped, ClinicMembership).role, "assistant");
    assert_eq!(mapped.codes(), ["staff.admin_not_granted"]);
}

#[test]
fn a_member_of_the_clinic_is_used_as_they_are() {
    let mut desk = Desk::with(existing("ANA@clinica.es", ("Ana", "García")));
    let mapped = desk.map("professional", "p", &ana());
    assert_eq!(mapped.disposition, Disposition::Linked);
    assert_eq!(record_of!(mapped, EntityMapping).dentalpin_id, Uuid::from_u128(7));
    assert!(!mapped.tables().contains(&"users") && !mapped.tables().contains(&"clinic_memberships"));
}

fn invented(mapped: &Mapped, code: &str) {
    assert_eq!(mapped.disposition, Disposition::Created);
    assert_eq!(mapped.codes(), [code]);
    let user = record_of!(mapped, User);
    assert_eq!(&*user.email, "migrado+anamariagarcia-1b4e28ba@dental-bridge.local");
    assert_ne!(user.id, Uuid::from_u128(7));
}

#[test]
fn an_account_of_another_clinic_is_left_alone() {
    let mut desk = Desk::with(elsewhere("Ana@clinica.es"));
    let mapped = desk.map("professional", "1b4e28ba-2fa1-11d2-883f-0016d3cca427", &ana());
    invented(&mapped, "staff.email_elsewhere");
    let membership = record_of!(mapped, ClinicMembership);
    assert_eq!((membership.role, membership.is_professional), ("assistant", false), "the file made her a dentist");

    let mut desk = Desk::with(elsewhere("eva@clinica.es"));
    let mapped = desk.map("user", "u", &json!({"given_name": "Eva", "email": "eva@clinica.es"}));
    assert_eq!(
        (record_of!(mapped, ClinicMembership).role, mapped.codes()),
        ("assistant", vec!["staff.email_elsewhere"])
    );

    // What would be invented can be taken, too.
    let mut desk = Desk::with(elsewhere("migrado+user-1@dental-bridge.local"));
    let mapped = desk.map("user", "1", &json!({"given_name": "Eva"}));
    assert_ne!(&*record_of!(mapped, User).email, "migrado+user-1@dental-bridge.local");
}

#[test]
fn two_people_with_one_mailbox_stay_two() {
    let mut desk = Desk::with(existing("ana@clinica.es", ("Bea", "López")));
    invented(&desk.map("professional", "1b4e28ba-2fa1-11d2-883f-0016d3cca427", &ana()), "staff.email_shared");

    let mut desk = Desk::empty();
    desk.map("professional", "a", &json!({"given_name": "Bea", "family_name": "López", "email": "ana@clinica.es"}));
    invented(&desk.map("professional", "1b4e28ba-2fa1-11d2-883f-0016d3cca427", &ana()), "staff.email_shared");
}

#[test]
fn one_person_in_two_tables_is_one_account() {
    let mut desk = Desk::empty();
    let professional = desk.map("professional", "p", &ana());
    let user = desk.map("user", "u", &json!({"given_name": "Ana", "family_name": "García", "login": "ana@clinica.es"}));
    assert_eq!(user.disposition, Disposition::Merged);
    assert_eq!(record_of!(user, EntityMapping).dentalpin_id, record_of!(professional, User).id);
}

#[test]
fn people_without_an_address_get_one_of_their_own() {
    let mut desk = Desk::empty();
    let nameless = json!({"given_name": null, "family_name": " "});
    let mapped = desk.map("professional", "12345678-a", &nameless);
    let user = record_of!(mapped, User);
    assert_eq!((&*user.first_name, &*user.last_name), ("Profesional", "—"));
    assert_eq!(&*user.email, "migrado+profesional-12345678@dental-bridge.local");
    let other = desk.map("professional", "12345678-b", &nameless);
    assert_ne!(record_of!(other, User).email, user.email);
    let bad = desk.map("user", "u", &json!({"email": "sin correo"}));
    assert_eq!(bad.codes(), ["value.bad_email"]);
    assert_eq!(record_of!(bad, ClinicMembership).role, "receptionist");
}

#[test]
fn long_names_are_cut_and_the_row_archived() {
    let mapped =
        Desk::empty().map("user", "u", &json!({"given_name": "é".repeat(300), "family_name": "😀".repeat(101)}));
    let user = record_of!(mapped, User);
    assert_eq!((user.first_name.chars().count(), user.last_name.chars().count()), (100, 100));
    assert_eq!(mapped.codes(), ["value.cut", "value.cut"]);
    assert!(record_of!(mapped, RawEntity).payload.as_str().contains(&"é".repeat(300)));
}

#[test]
fn an_address_that_fits_no_column_is_not_used() {
    let long = format!("{}@clinica.es", "a".repeat(250));
    for (entity_type, alias) in [("professional", "ana-12345678"), ("user", "user-12345678")] {
        let payload = json!({"given_name": "Ana", "family_name": "—", "email": long});
        let mapped = Desk::empty().map(entity_type, "12345678", &payload);
        assert_eq!(&*record_of!(mapped, User).email, format!("migrado+{alias}@dental-bridge.local"));
        assert_eq!(mapped.codes(), ["value.bad_email"]);
        assert!(record_of!(mapped, RawEntity).payload.as_str().contains(&long));
    }
}

mod filters {
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
        let results =
            map(&[("usuagd:1", json!({"role": "dentist"})), ("b", json!({"last_activity_at": "1999-01-01"}))], 0);
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
}

mod decisions {
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
        let changed =
            prepared(before(ProfessionalDecision::Active), decided(&[(uuid, ProfessionalDecision::Inactive)]));
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
}
