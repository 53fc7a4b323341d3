#![allow(clippy::expect_used)]

use serde_json::json;
use uuid::Uuid;

use crate::Disposition;
use crate::context::{Destination, ExistingUser};
use crate::testing::{Desk, Mapped, context, record_of};

fn existing(email: &str, name: (&str, &str), role_here: Option<&str>) -> Destination {
    let user = ExistingUser {
        id: Uuid::from_u128(7),
        email: email.to_owned(),
        first_name: name.0.to_owned(),
        last_name: name.1.to_owned(),
        is_active: false,
        role_here: role_here.map(str::to_owned),
    };
    Destination { users: vec![user], ..Destination::default() }
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
    let mut desk = Desk::with(existing("ANA@clinica.es", ("Ana", "García"), Some("receptionist")));
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
    let mut desk = Desk::with(existing("ana@clinica.es", ("Ana", "García"), None));
    invented(&desk.map("professional", "1b4e28ba-2fa1-11d2-883f-0016d3cca427", &ana()), "staff.email_elsewhere");
}

#[test]
fn two_people_with_one_mailbox_stay_two() {
    let mut desk = Desk::with(existing("ana@clinica.es", ("Bea", "López"), Some("admin")));
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
