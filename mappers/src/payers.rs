//! Who pays for whom (`docs/mapping/patients.md#payers`).

use std::collections::{HashMap, HashSet};

use dpmf::row::EntityRow;
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::context::Context;
use crate::entity::{Client, Contact, PatientClientLink};
use crate::ids;
use crate::person::{Fingerprint, Identity};
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

/// The columns of a source patient that name a client, the usual payer first.
const REFERENCES: [&str; 4] = ["IdCliDefec", "IdCliPac", "IdCli", "IdCliTutor"];

/// How many patients of a client are looked at to find the client among them.
const LOOKED_AT: usize = 1_000;

/// The clients of the file and the patients they are linked to.
#[derive(Debug, Default)]
pub(crate) struct Payers {
    clients: Vec<Payer>,
    by_source_id: HashMap<Uuid, usize>,
    by_uuid: HashMap<Uuid, usize>,
    /// Patient → clients, both by [`ids::key`], in the order of the links that hold today.
    links: HashMap<Uuid, Vec<Uuid>>,
    /// Patients and clients, whether their link holds or not.
    linked: HashSet<(Uuid, Uuid)>,
    /// Client → patients, both by [`ids::key`], in the order of the links.
    patients: HashMap<Uuid, Vec<Uuid>>,
    /// Who the patients are.
    fingerprints: HashMap<Uuid, Fingerprint>,
}

/// A client.
#[derive(Debug)]
pub(crate) struct Payer {
    pub(crate) identity: Identity,
    /// Of a company, or of a person.
    pub(crate) name: Option<Box<str>>,
    pub(crate) national_id: Option<Box<str>>,
    pub(crate) contact: Contact<'static>,
}

/// What a patient's clients say about the patient.
#[derive(Debug, Default)]
pub(crate) struct Paying<'a> {
    /// The patient as client.
    pub(crate) own: Option<&'a Payer>,
    /// Someone else who pays.
    pub(crate) third_party: Option<&'a Payer>,
}

impl Payers {
    /// Learns from a `client`, before any patient is mapped.
    pub(crate) fn prepare_client(&mut self, row: &EntityRow<'_>, fields: &mut Fields<'_>) {
        let client = Client::read(fields);
        let person = [client.given_name.as_deref(), client.family_name.as_deref()];
        let name = client.legal_name.as_deref().map(str::to_owned).or_else(|| {
            let words: Vec<_> = person.into_iter().flatten().collect();
            (!words.is_empty()).then(|| words.join(" "))
        });
        let [given, family] = person;
        let position = self.clients.len();
        self.clients.push(Payer {
            identity: Identity::new(given.or(client.legal_name.as_deref()), family, client.national_id.as_deref()),
            name: name.map(Into::into),
            national_id: client.national_id.as_deref().map(Into::into),
            contact: client.contact.into_owned(),
        });
        self.by_source_id.insert(source_key(row.source_system, row.source_id), position);
        self.by_uuid.insert(ids::key(row.canonical_uuid), position);
    }

    /// Learns from a `patient`, before any is mapped.
    pub(crate) fn prepare_patient(&mut self, row: &EntityRow<'_>, fields: &mut Fields<'_>) {
        let [given, family, national_id] = ["given_name", "family_name", "national_id"].map(|name| fields.text(name));
        let identity = Identity::new(given.as_deref(), family.as_deref(), national_id.as_deref());
        self.fingerprints.insert(ids::key(row.canonical_uuid), Fingerprint::of(&identity));
    }

    /// A client, by [`ids::key`].
    pub(crate) fn client(&self, key: Uuid) -> Option<&Payer> {
        self.clients.get(*self.by_uuid.get(&key)?)
    }

    /// The patients a client pays for, by [`ids::key`].
    pub(crate) fn patients_of(&self, client: Uuid) -> &[Uuid] {
        self.patients.get(&client).map_or(&[], Vec::as_slice)
    }

    /// Among the patients a client pays for, the one who is the client.
    pub(crate) fn own_patient(&self, client: Uuid) -> Option<Uuid> {
        let payer = Fingerprint::of(&self.client(client)?.identity);
        let is_payer = |patient: &&Uuid| self.fingerprints.get(patient).is_some_and(|person| person.is(payer));
        self.patients_of(client).iter().take(LOOKED_AT).find(is_payer).copied()
    }

    /// Learns from a `patient_client_link`, before any patient is mapped.
    pub(crate) fn prepare_link(&mut self, context: &Context, fields: &mut Fields<'_>) {
        let link = PatientClientLink::read(fields);
        let (Some(patient), Some(client)) = (&link.patient, &link.client) else { return };
        let (patient, client) = (ids::key(patient), ids::key(client));
        // What was paid while it held is the patient's, whether it still holds or not.
        if self.linked.insert((patient, client)) {
            self.patients.entry(client).or_default().push(patient);
        }
        if link.holds(context.today()) {
            let clients = self.links.entry(patient).or_default();
            if !clients.contains(&client) {
                clients.push(client);
            }
        }
    }

    /// The clients of a patient: those its source row names, then those linked to it.
    pub(crate) fn of(&self, row: &Row<'_>, columns: &mut Fields<'_>, patient: &Identity) -> Paying<'_> {
        let named: Vec<&Payer> = REFERENCES
            .iter()
            .filter_map(|name| columns.column(name))
            .filter_map(|id| self.by_source_id.get(&source_key(row.source.source_system, &id)))
            .filter_map(|position| self.clients.get(*position))
            .collect();
        let linked: Vec<&Payer> = self
            .links
            .get(&ids::key(row.source.canonical_uuid))
            .into_iter()
            .flatten()
            .filter_map(|client| self.clients.get(*self.by_uuid.get(client)?))
            .collect();
        // With several links and no default, who pays is not known.
        let default = named.first().or(if linked.len() == 1 { linked.first() } else { None });
        Paying {
            own: named.iter().chain(&linked).find(|payer| payer.identity.is(patient)).copied(),
            third_party: default.filter(|payer| !payer.identity.is(patient)).copied(),
        }
    }

    /// Maps a `patient_client_link`.
    pub(crate) fn link(&self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let link = PatientClientLink::read(fields);
        let (Some(patient), Some(client)) = (link.patient.as_deref(), link.client.as_deref()) else {
            row.warn(&kinds::LINK_INCOMPLETE, []);
            return Disposition::Skipped;
        };
        let Some(patient_id) = row.resolve("patient", patient) else {
            row.warn(&kinds::LINK_UNMAPPED, [("patient", patient)]);
            return Disposition::Skipped;
        };
        if !self.by_uuid.contains_key(&ids::key(client)) {
            row.warn(&kinds::LINK_UNKNOWN_CLIENT, [("client", client)]);
        }
        if link.is_dated() {
            row.keep_source();
        }
        if !link.holds(row.context.today()) {
            row.warn(&kinds::LINK_PAST, []);
        }
        row.map_to("patients", patient_id);
        match row.resolve("patient_for_client", client) {
            None => row.map_as("patient_for_client", client, "payer_mapping", "patients", patient_id),
            Some(first) if first != patient_id => row.warn(&kinds::AMBIGUOUS_PAYER, []),
            Some(_) => {}
        }
        Disposition::Merged
    }
}

/// Source ids of clients occur as text, and in columns also as `12.0`.
fn source_key(source_system: &str, source_id: &str) -> Uuid {
    let source_id = source_id.trim();
    ids::key(&format!("{source_system}\0{}", source_id.strip_suffix(".0").unwrap_or(source_id)))
}
