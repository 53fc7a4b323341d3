//! A family payer with three patients, one of whom owes nothing.

use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BEA, LEO, Ran, clinic, decimal, run_into};
use crate::context::Destination;
use crate::record::{Json, Payment, PaymentAllocation, PaymentHistory, Record};
use crate::resolver::Target;
use crate::testing::{ADMIN, CLINIC, NOW, context};

const EVA: Uuid = Uuid::from_u128(7);

/// Tía pays for Bea, Leo and Eva, and is no patient: Bea owes 30, Leo 10, Eva nothing.
fn pays(amount: &str) -> Ran {
    let mut mappings = clinic().mappings;
    mappings.insert("gesden", "patient", "eva", Target { table: "patients", id: EVA });
    let link = |patient: &str| json!({"patient_uuid": patient, "client_uuid": "c-tia"});
    let debt =
        |patient: &str, owed: &str| json!({"patient_uuid": patient, "owed_amount": owed, "due_date": "2024-01-01"});
    let rows: Vec<(&str, &str, Value)> = vec![
        ("client", "c-tia", json!({"given_name": "Tía", "family_name": "Paz"})),
        ("patient_client_link", "l1", link("bea")),
        ("patient_client_link", "l2", link("leo")),
        ("patient_client_link", "l3", link("eva")),
        ("debt", "d1", debt("bea", "30")),
        ("debt", "d2", debt("leo", "10")),
        ("payment", "p", json!({"client_uuid": "c-tia", "amount": amount, "paid_on": "2024-02-01", "payment_kind": 2})),
    ];
    run_into(Destination { mappings, ..clinic() }, context(), &rows)
}

#[test]
fn who_owes_nothing_gets_nothing_and_the_others_their_share() {
    let ran = pays("100.01");
    let at = "2024-01-31T23:00:00Z".parse().expect("an instant");
    let now = NOW.parse().expect("an instant");
    let rows: Vec<&Record> = ran
        .records
        .iter()
        .filter(|it| matches!(it, Record::Payment(_) | Record::PaymentAllocation(_) | Record::PaymentHistory(_)))
        .collect();
    let share = |number: usize, patient_id: Uuid, amount: &str| {
        let id = ran.payments()[number - 1].id;
        let payment = Payment {
            id,
            clinic_id: CLINIC,
            patient_id,
            amount: decimal(amount),
            currency: "EUR".into(),
            method: "bank_transfer",
            payment_date: date(2024, 2, 1),
            reference: None,
            notes: Some(format!("Importado dental-bridge (p) · reparto familiar {number}/2 (cliente c-tia)").into()),
            recorded_by: ADMIN,
            created_at: at,
            updated_at: now,
        };
        let allocation = PaymentAllocation {
            id: ran.allocations()[number - 1].id,
            clinic_id: CLINIC,
            payment_id: id,
            target_type: "on_account",
            budget_id: None,
            amount: decimal(amount),
            created_by: ADMIN,
            created_at: at,
            updated_at: now,
        };
        let state = format!(
            r#"{{"amount": "{amount}", "method": "bank_transfer", "allocations": [{{"target_type": "on_account", "budget_id": null, "amount": "{amount}"}}]}}"#
        );
        (payment, allocation, state)
    };
    let (bea, beas, beas_state) = share(1, BEA, "75.01");
    let (leo, leos, leos_state) = share(2, LEO, "25.00");
    assert_eq!(ran.payments(), [&bea, &leo]);
    assert_eq!(ran.allocations(), [&beas, &leos]);
    let history: Vec<&PaymentHistory> = rows
        .iter()
        .filter_map(|record| if let Record::PaymentHistory(it) = record { Some(it) } else { None })
        .collect();
    for (line, (payment, state)) in history.iter().zip([(bea.id, beas_state), (leo.id, leos_state)]) {
        assert_eq!((line.payment_id, line.action, line.changed_by, line.changed_at), (payment, "created", ADMIN, at));
        assert_eq!(line.new_state.as_ref().map(Json::as_str), Some(&*state));
    }
    assert_eq!((history.len(), rows.len()), (2, 6));
    let said = ran.warnings.iter().find(|it| &*it.entity_type == "payment").expect("a warning");
    assert_eq!(said.code, "payment.split_across_family");
    let args: Vec<_> = said.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(args, [("client", "c-tia"), ("patients", "2")]);
}

#[test]
fn a_cent_is_not_split() {
    let ran = pays("0.01");
    assert_eq!(ran.shares(), [(BEA, "0.01".to_owned())]);
}
