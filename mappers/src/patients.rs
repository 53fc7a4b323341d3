//! Patients (`docs/mapping/patients.md`).

pub(crate) mod contact;
mod duplicates;
mod linked;
mod review;

use std::collections::HashSet;

use api::decisions::{Decisions, Person, ReviewedPatient};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::alerts;
use crate::context::{Context, Destination};
use crate::entity;
use crate::health::{Health, Origin, Told};
use crate::payers::{Payer, Payers};
use crate::person::{Features, Identity, national_id};
use crate::phrases::{self, Phrase};
use crate::record::{Json, Patient};
use crate::row::Row;
use crate::text::{self, Lines};
use crate::value::{self, Fields};
use crate::warning::kinds;

use duplicates::{Duplicates, Newcomer};

/// Widths of `patients`, in characters.
const NAME_WIDTH: usize = 100;
const ID_WIDTH: usize = 50;
const BILLING_NAME_WIDTH: usize = 200;

/// Nobody alive was born earlier; older dates are placeholders of the source.
const FIRST_YEAR: i16 = 1850;

/// What mapping patients needs to know beside the patient.
#[derive(Debug)]
pub(crate) struct Patients {
    duplicates: Duplicates,
    language: Box<str>,
    /// Who is archived or does not want to be contacted.
    unreachable: HashSet<Uuid>,
}

impl Patients {
    pub(crate) fn new(destination: &mut Destination, decisions: &Decisions) -> Self {
        let existing = std::mem::take(&mut destination.patients);
        Self {
            duplicates: Duplicates::new(existing, &destination.mappings, decisions),
            language: destination.language.take().map_or_else(|| "es".into(), Into::into),
            unreachable: std::mem::take(&mut destination.unreachable_patients),
        }
    }

    /// Those of the file who are or may be someone of the clinic, and how many more there are.
    pub(crate) fn reviewed(&self) -> (Vec<ReviewedPatient>, u64) {
        self.duplicates.reviewed()
    }

    /// Whether a patient may be called.
    pub(crate) fn is_reachable(&self, patient_id: Uuid) -> bool {
        !self.unreachable.contains(&patient_id)
    }

    /// Maps a `patient`.
    pub(crate) fn map(
        &mut self,
        payers: &Payers,
        health: &mut Health,
        row: &mut Row<'_>,
        fields: &mut Fields<'_>,
        columns: &mut Fields<'_>,
    ) -> Disposition {
        let source = entity::Patient::read(fields);
        let identity =
            Identity::new(source.given_name.as_deref(), source.family_name.as_deref(), source.national_id.as_deref());
        let date_of_birth = source.date_of_birth.filter(|date| is_plausible_birth(*date, row.context));
        if let (Some(date), None) = (source.date_of_birth, date_of_birth) {
            fields.problem(&kinds::BAD_DATE, "date_of_birth", &date.to_string());
        }
        let gender = gender(fields, source.sex.as_deref());
        let mut notes = Lines::default();
        markers(row, &source, &mut notes);

        let first_name = name(
            row,
            &mut notes,
            "given_name",
            source.given_name.as_deref(),
            phrases::NO_NAME.text(row.context.language),
        );
        let last_name = name(row, &mut notes, "family_name", source.family_name.as_deref(), "—");
        let paying = payers.of(row, columns, &identity);
        let contact = contact::of(row, &mut notes, &source.contact, paying.own.map(|payer| &payer.contact));
        let billing = paying.third_party.map_or_else(Billing::default, |payer| billing(row, &mut notes, payer));
        let national_id = source.national_id.as_deref().map(|id| {
            note_if_cut(row, &mut notes, phrases::WHOLE_DOCUMENT, id, ID_WIDTH);
            row.fit("national_id", id, ID_WIDTH)
        });
        if let Some(text) = &source.notes {
            notes.push(text.clone().into_owned());
        }

        let Context { clinic_id, now, .. } = *row.context;
        let is_gone = source.is_deceased || source.deactivated_at.is_some();
        let patient = Patient {
            id: row.id("patient"),
            clinic_id,
            first_name,
            last_name,
            phone: contact.phone,
            email: contact.email,
            date_of_birth,
            notes: notes.finish(),
            status: if is_gone { "archived" } else { "active" },
            do_not_contact: source.refuses_contact,
            gender,
            national_id_type: source.national_id.as_deref().and_then(national_id::kind),
            national_id,
            profession: None,
            workplace: None,
            preferred_language: self.language.clone(),
            address: contact.address,
            photo_url: None,
            billing_name: billing.name,
            billing_tax_id: billing.tax_id,
            billing_address: billing.address,
            billing_email: billing.email,
            created_at: source.registered_at.as_deref().and_then(|text| registered(text, row.context)).unwrap_or(now),
            updated_at: now,
        };
        let newcomer = Newcomer {
            person: person(&patient),
            features: Features::new(&identity, date_of_birth, source.contact.phones.iter().map(|phone| &**phone)),
        };
        let existing = self.duplicates.find(row, newcomer);
        let id = existing.map_or(patient.id, |existing| existing.id);
        let disposition = if let Some(existing) = existing {
            linked::tell(row, &source, patient, existing, !self.unreachable.contains(&id));
            Disposition::Linked
        } else {
            row.insert(patient);
            Disposition::Created
        };
        if is_gone || source.refuses_contact {
            self.unreachable.insert(id);
        }
        if let Some(text) = &source.notes {
            sort_notes(health, row, id, text);
        }
        row.map_to("patients", id);
        disposition
    }
}

/// What tells a patient of the file from others, as the clinic would have it.
fn person(patient: &Patient) -> Person {
    let owned = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
    Person {
        name: format!("{} {}", patient.first_name, patient.last_name),
        national_id: owned(&patient.national_id),
        date_of_birth: patient.date_of_birth.map(|date| date.to_string()),
        phone: owned(&patient.phone),
    }
}

/// Enters what the source's notes say of the patient's health, for a clinician to confirm. The notes stay as they are.
fn sort_notes(health: &mut Health, row: &mut Row<'_>, patient_id: Uuid, notes: &str) {
    let patient = row.source.canonical_uuid;
    let told = Told { patient_id, patient, origin: Origin::Notes, written: None };
    health.enter(row, &told, &alerts::read(notes));
    row.warn(&kinds::PATIENT_NOTES, []);
}

/// What the source knows and the clinic has no column for, as the first lines of the notes.
fn markers(row: &Row<'_>, source: &entity::Patient<'_>, notes: &mut Lines) {
    if let Some(number) = &source.number {
        notes.push(row.say(phrases::PATIENT_NUMBER, &[number]));
    }
    if let Some(day) = &source.registered_at {
        notes.push(row.say(phrases::REGISTERED, &[day]));
    }
    if source.is_deceased {
        notes.push(row.say(phrases::DECEASED, &[]));
    }
    if let Some(day) = &source.deactivated_at {
        notes.push(row.say(phrases::DEACTIVATED, &[day]));
    }
}

fn name(row: &mut Row<'_>, notes: &mut Lines, field: &'static str, name: Option<&str>, default: &str) -> Box<str> {
    let Some(name) = name else {
        row.warn(&kinds::PATIENT_UNNAMED, [("missing", if field == "given_name" { "given name" } else { "surname" })]);
        return default.into();
    };
    let label = if field == "given_name" { phrases::WHOLE_GIVEN_NAME } else { phrases::WHOLE_FAMILY_NAME };
    note_if_cut(row, notes, label, name, NAME_WIDTH);
    row.fit(field, name, NAME_WIDTH)
}

/// Keeps the whole of a value that its column cuts.
fn note_if_cut(row: &Row<'_>, notes: &mut Lines, label: Phrase, value: &str, width: usize) {
    if text::cut(value, width).is_some() {
        notes.push(row.say(label, &[&value]));
    }
}

fn gender(fields: &mut Fields<'_>, sex: Option<&str>) -> Option<&'static str> {
    match sex?.to_ascii_lowercase().as_str() {
        "male" => Some("male"),
        "female" => Some("female"),
        "other" => Some("other"),
        "unknown" => Some("prefer_not_say"),
        found => {
            fields.problem(&kinds::BAD_TYPE, "sex", found);
            None
        }
    }
}

fn is_plausible_birth(date: Date, context: &Context) -> bool {
    date.year() >= FIRST_YEAR && date <= context.now.to_zoned(context.timezone.clone()).date()
}

/// The instant a patient was registered, if it can be one.
fn registered(text: &str, context: &Context) -> Option<Timestamp> {
    let day = value::date(text).filter(|day| day.year() >= FIRST_YEAR)?;
    let instant = day.to_zoned(context.timezone.clone()).ok()?.timestamp();
    (instant <= context.now).then_some(instant)
}

/// Who invoices name instead of the patient.
#[derive(Default)]
struct Billing {
    name: Option<Box<str>>,
    tax_id: Option<Box<str>>,
    address: Option<Json>,
    email: Option<Box<str>>,
}

/// Billing data of someone else who pays. Without a tax id there are none: an invoice would show the payer's name with
/// the patient's number. What has no column goes to the notes.
fn billing(row: &mut Row<'_>, notes: &mut Lines, payer: &Payer) -> Billing {
    let name = payer.name.as_deref().unwrap_or("—");
    let billing = payer.national_id.as_deref().map(|tax_id| {
        note_if_cut(row, notes, phrases::WHOLE_BILLING_NAME, name, BILLING_NAME_WIDTH);
        note_if_cut(row, notes, phrases::WHOLE_TAX_ID, tax_id, ID_WIDTH);
        Billing {
            name: payer.name.as_deref().map(|name| row.fit("billing_name", name, BILLING_NAME_WIDTH)),
            tax_id: Some(row.fit("billing_tax_id", tax_id, ID_WIDTH)),
            address: contact::address(&payer.contact),
            email: contact::usable_email(payer.contact.email.as_deref()),
        }
    });
    let contact = &payer.contact;
    let mut details: Vec<&str> = contact.phones.iter().map(|phone| &**phone).collect();
    if billing.as_ref().is_none_or(|billing| billing.email.is_none()) {
        details.extend(contact.email.as_deref());
    }
    if billing.is_none() {
        details.extend(contact.address().map(|(_, part)| part));
    }
    if billing.is_none() || !details.is_empty() {
        let mut line = row.say(phrases::PAYER, &[&name]);
        for detail in details {
            line.push_str(" · ");
            line.push_str(detail);
        }
        notes.push(line);
        row.warn(&kinds::PAYER_NOTED, [("payer", name)]);
    }
    billing.unwrap_or_default()
}

#[cfg(test)]
mod tests;
