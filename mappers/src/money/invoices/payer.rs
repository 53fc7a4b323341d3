//! Who an invoice names: the payer, as the source has them; else the patient.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::super::FAMILY;
use super::Fact;
use crate::entity::{Contact, Patient};
use crate::ids;
use crate::patients::contact;
use crate::payers::{Payer, Payers};
use crate::person::national_id;
use crate::record::Json;
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

const NAME_WIDTH: usize = 200;
const TAX_ID_WIDTH: usize = 50;

#[derive(Clone, Debug, Default)]
pub(super) struct Billing {
    pub(super) name: Option<Box<str>>,
    pub(super) tax_id: Option<Box<str>>,
    pub(super) address: Option<Json>,
    pub(super) email: Option<Box<str>>,
}

/// The patients whose invoices name no payer that the file knows.
#[derive(Debug, Default)]
pub(super) struct Unpaid {
    /// Their keys, once all documents were seen.
    wanted: Option<HashSet<Uuid>>,
    /// What an invoice says of them, by the patient's id.
    own: HashMap<Uuid, Billing>,
}

/// A payer whom an invoice can name.
fn named(payers: &Payers, client: Uuid) -> Option<&Payer> {
    payers.client(client).filter(|payer| payer.name.is_some())
}

impl Unpaid {
    /// Takes down what an invoice has to say of a patient, if one will ask for it. The patient is in the clinic by now.
    pub(super) fn meet(&mut self, facts: &HashMap<Uuid, Fact>, payers: &Payers, row: &Row<'_>) {
        let wanted = self.wanted.get_or_insert_with(|| wanted(facts, payers));
        if !wanted.contains(&ids::key(row.source.canonical_uuid)) {
            return;
        }
        let Some(patient_id) = row.resolve("patient", row.source.canonical_uuid) else { return };
        let mut fields = Fields::read(row.source.payload).unwrap_or_default();
        let patient = Patient::read(&mut fields);
        let names: Vec<_> = [&patient.given_name, &patient.family_name].into_iter().flatten().map(|it| &**it).collect();
        // A passport is no tax id.
        let tax_id = patient.national_id.as_deref().filter(|id| national_id::kind(id) != Some("passport"));
        let name = (!names.is_empty()).then(|| names.join(" "));
        self.own.insert(patient_id, billing(name.as_deref(), tax_id, &patient.contact));
    }

    /// The payer; without one that has a name, the patient. What is not issued yet names nobody: DentalPin does that
    /// when it issues it.
    pub(super) fn billing(
        &self,
        payers: &Payers,
        row: &mut Row<'_>,
        client: Uuid,
        patient_id: Uuid,
        is_issued: bool,
    ) -> Billing {
        if let Some(payer) = named(payers, client) {
            return fit(row, billing(payer.name.as_deref(), payer.national_id.as_deref(), &payer.contact));
        }
        if !is_issued {
            return Billing::default();
        }
        if !client.is_nil() {
            row.keep_source();
        }
        let Some(own) = self.own.get(&patient_id).filter(|own| own.name.is_some()) else {
            row.warn(&kinds::INVOICE_PAYER_NOBODY, []);
            return Billing::default();
        };
        row.warn(&kinds::INVOICE_PAYER_PATIENT, [("name", own.name.as_deref().unwrap_or_default())]);
        fit(row, own.clone())
    }
}

/// Whose data documents may need.
fn wanted(facts: &HashMap<Uuid, Fact>, payers: &Payers) -> HashSet<Uuid> {
    let unpaid = facts.values().filter(|fact| fact.is_document && named(payers, fact.client).is_none());
    unpaid
        .flat_map(|fact| {
            let family = payers.patients_of(fact.client).iter().take(FAMILY + 1);
            [fact.patient, fact.line_patient].into_iter().chain(family.copied())
        })
        .collect()
}

fn billing(name: Option<&str>, tax_id: Option<&str>, contact: &Contact<'_>) -> Billing {
    Billing {
        name: name.map(Into::into),
        tax_id: tax_id.map(Into::into),
        address: contact::address(contact),
        email: contact::usable_email(contact.email.as_deref()),
    }
}

/// The same as columns hold it.
fn fit(row: &mut Row<'_>, billing: Billing) -> Billing {
    Billing {
        name: billing.name.map(|name| row.fit("billing_name", &name, NAME_WIDTH)),
        tax_id: billing.tax_id.map(|id| row.fit("billing_tax_id", &id, TAX_ID_WIDTH)),
        ..billing
    }
}
