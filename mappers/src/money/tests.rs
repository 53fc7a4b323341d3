//! A family at a clinic, and its money.
#![allow(clippy::expect_used)]

mod dangling;
mod debts;
mod family;
mod invoices;
mod language;
mod lines;
mod payments;
mod refunds;
mod sums;

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::acts::{Act, Session, Surfaces};
use crate::context::Destination;
use crate::reconciliation::{Kind, Reconciliation, Sums};
use crate::record::{EarnedEntry, Invoice, InvoiceItem, InvoicePayment, Payment, PaymentAllocation, Record, Refund};
use crate::resolver::{Mappings, Target};
use crate::testing::{self, Desk, context};
use crate::{Disposition, Import, LegalAddition, RaisedSeries, Warning};

const ANA: Uuid = Uuid::from_u128(1);
const BEA: Uuid = Uuid::from_u128(2);
const LEO: Uuid = Uuid::from_u128(3);
const CLERK: Uuid = Uuid::from_u128(4);
const DENTIST: Uuid = Uuid::from_u128(5);
const BUDGET: Uuid = Uuid::from_u128(6);

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

/// A payload with other fields.
fn with(mut payload: Value, fields: Value) -> Value {
    if let Value::Object(fields) = fields {
        for (name, value) in fields {
            payload[name] = value;
        }
    }
    payload
}

/// The clinic: Ana, Bea and Leo are patients; Ana pays for all three, Rosa, who is no patient, for Bea and Leo; Luis
/// for himself alone, who was not imported.
fn clinic() -> Destination {
    let mut mappings = Mappings::default();
    for (entity_type, uuid, table, id) in [
        ("patient", "ana", "patients", ANA),
        ("patient", "bea", "patients", BEA),
        ("patient", "leo", "patients", LEO),
        ("user", "clerk", "users", CLERK),
        ("professional", "dentist", "users", DENTIST),
    ] {
        mappings.insert("gesden", entity_type, uuid, Target { table, id });
    }
    Destination { mappings, ..Destination::default() }
}

/// What the file says before money.
fn people() -> Vec<(&'static str, &'static str, Value)> {
    let mut rows = Vec::new();
    for (uuid, name) in [("ana", "Ana"), ("bea", "Bea"), ("leo", "Leo")] {
        rows.push(("patient", uuid, json!({"given_name": name, "family_name": "Gil Paz"})));
    }
    for (uuid, name) in [("c-ana", "Ana"), ("c-rosa", "Rosa"), ("c-luis", "Luis"), ("c-bea", "Bea")] {
        let client = json!({"given_name": name, "family_name": "Gil Paz", "national_id": "1Z", "email": "a@b.es"});
        rows.push(("client", uuid, client));
    }
    for (client, patient) in [
        ("c-ana", "ana"),
        ("c-ana", "bea"),
        ("c-ana", "leo"),
        ("c-rosa", "bea"),
        ("c-rosa", "leo"),
        ("c-luis", "luis"),
        ("c-bea", "bea"),
    ] {
        rows.push(("patient_client_link", "", json!({"patient_uuid": patient, "client_uuid": client})));
    }
    rows
}

/// A treatment of Bea's, done in May 2024, on a budget.
fn crown() -> Act {
    Act {
        treatment: Uuid::from_u128(20),
        patient: BEA,
        clinical_type: "crown",
        catalog_item: Some(Uuid::from_u128(21)),
        budget: Some(BUDGET),
        budget_item: Some(Uuid::from_u128(22)),
        professional: Some(DENTIST),
        at: "2024-05-02T10:00:00Z".parse().expect("an instant"),
        is_performed: true,
        price: Some(decimal("250")),
        tooth: Some(16),
        surfaces: Surfaces::read("MO").expect("surfaces"),
    }
}

/// An implant of Bea's that is planned: 1000, of which 300 with its first phase.
fn implant() -> Act {
    Act {
        treatment: Uuid::from_u128(30),
        clinical_type: "implant",
        is_performed: false,
        price: Some(decimal("1000.00")),
        tooth: Some(24),
        surfaces: Surfaces::default(),
        ..crown()
    }
}

const PHASES: [Session; 2] = [
    Session { id: Uuid::from_u128(31), amount: Decimal::from_parts(30_000, 0, 0, false, 2) },
    Session { id: Uuid::from_u128(32), amount: Decimal::from_parts(70_000, 0, 0, false, 2) },
];

/// What a file became.
struct Ran {
    dispositions: HashMap<String, Disposition>,
    records: Vec<Record>,
    warnings: Vec<Warning>,
    reconciliation: Reconciliation,
    raised: Vec<RaisedSeries>,
    legal: Vec<LegalAddition>,
}

macro_rules! records_of {
    ($($name:ident: $kind:ident,)*) => {
        impl Ran {
            $(fn $name(&self) -> Vec<&$kind> {
                self.records.iter().filter_map(|it| if let Record::$kind(it) = it { Some(it) } else { None }).collect()
            })*
        }
    };
}

records_of! {
    entries: EarnedEntry,
    payments: Payment,
    allocations: PaymentAllocation,
    refunds: Refund,
    invoices: Invoice,
    items: InvoiceItem,
    invoice_payments: InvoicePayment,
}

impl Ran {
    fn codes(&self) -> Vec<&'static str> {
        self.warnings.iter().map(|warning| warning.code).collect()
    }

    /// Patient and amount of every payment.
    fn shares(&self) -> Vec<(Uuid, String)> {
        self.payments().iter().map(|payment| (payment.patient_id, payment.amount.to_string())).collect()
    }

    fn sums(&self, kind: Kind) -> Sums {
        self.reconciliation.of(kind)
    }

    /// What the next import finds.
    fn then(&self) -> Destination {
        let clinic = clinic();
        Destination { mappings: testing::mappings(clinic.mappings, &self.records), ..clinic }
    }
}

type Rows<'a> = [(&'a str, &'a str, Value)];

fn run(rows: &Rows<'_>) -> Ran {
    run_into(clinic(), context(), rows)
}

fn run_into(destination: Destination, context: crate::Context, rows: &Rows<'_>) -> Ran {
    let mut desk = Desk(Import::new(context, destination));
    desk.0.acts_mut().insert("crown", crown());
    desk.0.acts_mut().insert("implant", implant());
    for (phase, session) in (1..).zip(PHASES) {
        desk.0.acts_mut().insert_session(implant().treatment, phase, session);
        desk.0.acts_mut().insert_pending(implant().treatment, session.id);
    }
    for (entity_type, uuid, payload) in people().iter().chain(rows) {
        if Import::PREPARED.contains(entity_type) {
            desk.prepare(entity_type, uuid, payload);
        }
    }
    let (mut dispositions, mut records, mut warnings, mut legal) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
    for (entity_type, uuid, payload) in rows {
        let mapped = desk.map(entity_type, uuid, payload);
        dispositions.insert((*uuid).to_owned(), mapped.disposition);
        records.extend(mapped.records);
        warnings.extend(mapped.warnings);
        legal.extend(mapped.legal);
    }
    let output = desk.finish();
    records.extend(output.records);
    warnings.extend(output.warnings);
    let reconciliation = desk.0.reconciliation().clone();
    assert!(reconciliation.is_closed(), "{reconciliation:#?}");
    let raised = desk.0.raised_series().to_vec();
    Ran { dispositions, records, warnings, reconciliation, raised, legal }
}
