#![allow(clippy::expect_used)]

mod decisions;
mod filters;

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
