//! A patient of the file who is one of the clinic: what the clinic has stays, what the file says beside it is told
//! (`docs/mapping/patients.md#linked`).

use std::collections::BTreeMap;

use api::decisions::Person;

use crate::context::ExistingPatient;
use crate::entity;
use crate::health;
use crate::person::{Features, Identity, national_id, phone};
use crate::phrases::{self, Language, Phrase};
use crate::record::Patient;
use crate::row::Row;
use crate::text::{Lines, fold};
use crate::warning::kinds;

impl ExistingPatient {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    pub(super) fn features(&self) -> Features {
        let identity = Identity::new(Some(&self.first_name), Some(&self.last_name), self.national_id.as_deref());
        Features::new(&identity, self.date_of_birth, self.phone.as_deref())
    }

    pub(super) fn person(&self) -> Person {
        Person {
            name: self.name(),
            national_id: self.national_id.clone(),
            date_of_birth: self.date_of_birth.map(|date| date.to_string()),
            phone: self.phone.clone(),
        }
    }
}

/// Says how the file differs from what the clinic has of a patient, and keeps all of it: in a note, and in the archive.
/// `patient` is whom the row would have become.
pub(super) fn tell(
    row: &mut Row<'_>,
    source: &entity::Patient<'_>,
    patient: Patient,
    existing: &ExistingPatient,
    is_reachable: bool,
) {
    row.keep_source();
    let name = existing.name();
    if !is_reachable {
        row.warn(&kinds::PATIENT_LINK_UNREACHABLE, [("name", &name)]);
    }
    let mut lines = Lines::default();
    let mut fields = Vec::new();
    for (field, label, value) in differences(row.context.language, source, &patient, existing, is_reachable) {
        fields.push(field);
        lines.push(row.say(label, &[&value]));
    }
    if !fields.is_empty() {
        row.warn(&kinds::PATIENT_LINK_DIFFERS, [("name", &name), ("fields", &fields.join(", "))]);
    }
    if let Some(notes) = patient.notes {
        lines.push(String::from(notes));
    }
    if let Some(lines) = lines.finish() {
        let body = format!("{}\n{lines}", row.say(phrases::PATIENT_SHEET, &[])).into();
        health::note(row, "linked-note", existing.id, body, row.context.now);
    }
}

/// The fields of which the file says something else than the clinic, each with a label and the file's value.
fn differences(
    language: Language,
    source: &entity::Patient<'_>,
    patient: &Patient,
    existing: &ExistingPatient,
    is_reachable: bool,
) -> Vec<(&'static str, Phrase, String)> {
    let yes = phrases::YES.text(language);
    let mut found = Vec::new();
    let mut note = |field, label, value: Option<&str>, is_same: &dyn Fn(&str) -> bool| {
        found.extend(value.filter(|value| !is_same(value)).map(|value| (field, label, value.to_owned())));
    };
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let spelled = |known: String| move |value: &str| fold(value) == fold(&known);
    let given = source.given_name.as_deref().map(|_| &*patient.first_name);
    note("given_name", phrases::GIVEN_NAME, given, &spelled(existing.first_name.clone()));
    let family = source.family_name.as_deref().map(|_| &*patient.last_name);
    note("family_name", phrases::FAMILY_NAME, family, &spelled(existing.last_name.clone()));
    note("national_id", phrases::DOCUMENT, patient.national_id.as_deref(), &|id: &str| {
        let bare = national_id::comparable;
        existing
            .national_id
            .as_deref()
            .is_some_and(|known| fold(known) == fold(id) || bare(known).is_some_and(|known| bare(id) == Some(known)))
    });
    let birth = patient.date_of_birth.map(|date| date.to_string());
    note("date_of_birth", phrases::DATE_OF_BIRTH, birth.as_deref(), &|_: &str| {
        existing.date_of_birth == patient.date_of_birth
    });
    note("phone", phrases::PHONE, patient.phone.as_deref(), &|number: &str| {
        let first = |text: &str| phone::comparable(text).next();
        existing.phone.as_deref().is_some_and(|known| {
            fold(known) == fold(number) || first(known).is_some_and(|known| first(number) == Some(known))
        })
    });
    note("email", phrases::EMAIL, patient.email.as_deref(), &spelled(known(&existing.email)));
    note("sex", phrases::SEX, patient.gender, &|gender: &str| {
        gender == "prefer_not_say" || existing.gender.as_deref() == Some(gender)
    });
    let parts = |json: &str| serde_json::from_str::<BTreeMap<String, String>>(json).unwrap_or_default();
    let line = |parts: BTreeMap<String, String>| parts.into_values().collect::<Vec<_>>().join(", ");
    let address = patient.address.as_ref().map(|address| line(parts(address.as_str())));
    let on_record = line(existing.address.as_deref().map(parts).unwrap_or_default());
    note("address", phrases::ADDRESS, address.as_deref(), &spelled(on_record));
    let payer = patient.billing_tax_id.as_deref();
    note("client_uuid", phrases::PAYS, payer, &spelled(known(&existing.billing_tax_id)));
    note("deceased", phrases::IS_DECEASED, source.is_deceased.then_some(yes), &|_: &str| !is_reachable);
    note("deactivated_at", phrases::IS_DEACTIVATED, source.deactivated_at.as_deref(), &|_: &str| !is_reachable);
    note("gdpr_consent", phrases::NO_CONTACT, source.refuses_contact.then_some(yes), &|_: &str| !is_reachable);
    found
}
