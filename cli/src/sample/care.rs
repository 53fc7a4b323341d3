//! What must be known before treating someone: alerts, medication, prescriptions, consents.

use anyhow::Result;
use jiff::civil::Date;

use super::clinical::Treatment;
use super::dice::{Dice, days_after};
use super::household::Household;
use super::json::Object;
use super::out::Out;
use super::people::Patient;
use super::text::{ALERTS, DRUGS, PRESCRIBED};

/// One patient's.
pub(crate) struct Care {
    patient: u64,
    registered: Date,
    alerts: Vec<&'static str>,
    drugs: Vec<(&'static str, &'static str, &'static str)>,
    /// What was operated on: each has a consent and, mostly, a prescription.
    surgeries: Vec<Surgery>,
}

struct Surgery {
    treatment: u64,
    professional: usize,
    name: &'static str,
    day: Date,
    prescribed: Vec<(&'static str, &'static str, &'static str)>,
}

impl Care {
    pub(crate) fn rows(&self) -> usize {
        let prescriptions = self.surgeries.iter().filter(|surgery| !surgery.prescribed.is_empty()).count();
        let items = self.surgeries.iter().map(|surgery| surgery.prescribed.len()).sum::<usize>();
        self.alerts.len() + self.drugs.len() + self.surgeries.len() + prescriptions + items
    }
}

pub(crate) fn care(dice: &mut Dice, patient: &Patient, treatments: &[Treatment]) -> Care {
    let mut alerts = Vec::new();
    let mut drugs = Vec::new();
    if dice.percent(55) {
        alerts.extend((0..dice.between(1, 3)).map(|_| dice.pick(&ALERTS)));
    }
    if dice.percent(40) {
        drugs.extend((0..dice.between(1, 3)).map(|_| dice.pick(&DRUGS)));
    }
    let surgeries = treatments
        .iter()
        .filter(|treatment| treatment.act.is_surgical())
        .filter_map(|treatment| {
            Some(Surgery {
                treatment: treatment.id,
                professional: treatment.professional,
                name: treatment.act.description,
                day: treatment.done?,
                prescribed: (0..dice.between(0, 2)).map(|_| dice.pick(&PRESCRIBED)).collect(),
            })
        })
        .collect();
    Care { patient: patient.id, registered: patient.registered, alerts, drugs, surgeries }
}

pub(crate) fn alerts(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for care in &household.care {
        for (nth, text) in (0_i64..).zip(&care.alerts) {
            let source = Object::new().plain("IdPac", care.patient).text("Texto", text).plain("Orden", nth);
            let fields = Object::new()
                .refers("patient_uuid", "patient", care.patient)
                .text("text", text)
                .quoted("alert_date", days_after(care.registered, 30 * nth))
                .plain("flagged", nth == 0);
            out.row(format_args!("{}-{nth}", care.patient), &source, &fields)?;
        }
    }
    Ok(())
}

pub(crate) fn pharmacological_histories(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for care in &household.care {
        for (nth, (drug, dose, frequency)) in care.drugs.iter().enumerate() {
            let source = Object::new().plain("IdPac", care.patient).text("Farmaco", drug).text("Dosis", dose);
            // Of several, the first was taken for a time only.
            let end = (care.drugs.len() > 1 && nth == 0).then(|| days_after(care.registered, 90));
            let fields = Object::new()
                .refers("patient_uuid", "patient", care.patient)
                .text("drug_description", drug)
                .text("dose", dose)
                .null("dosage")
                .text("frequency", frequency)
                .text("administration_route", "oral")
                .null("observations")
                .plain("record_kind", 1)
                .quoted("start_date", care.registered)
                .date_or_null("end_date", end);
            out.row(format_args!("{}-{nth}", care.patient), &source, &fields)?;
        }
    }
    Ok(())
}

/// Each surgery with the patient's id.
fn surgeries<'h>(household: &'h Household<'_>) -> impl Iterator<Item = (u64, &'h Surgery)> {
    household.care.iter().flat_map(|care| care.surgeries.iter().map(|surgery| (care.patient, surgery)))
}

pub(crate) fn consents(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for (patient, surgery) in surgeries(household) {
        let title = format!("Consentimiento informado: {}", surgery.name.to_lowercase());
        let source = Object::new().plain("IdTM", surgery.treatment).quoted("FecFirma", surgery.day);
        let fields = Object::new()
            .refers("patient_uuid", "patient", patient)
            .refers("applied_treatment_uuid", "applied_treatment", surgery.treatment)
            .text("title", &title)
            .quoted("signed_on", surgery.day)
            .plain("signed", true);
        out.row(surgery.treatment, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn prescriptions(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for (patient, surgery) in surgeries(household).filter(|(_, surgery)| !surgery.prescribed.is_empty()) {
        let source = Object::new().plain("IdReceta", surgery.treatment).quoted("Fecha", surgery.day);
        let fields = Object::new()
            .refers("patient_uuid", "patient", patient)
            .refers("professional_uuid", "professional", household.staff_id(surgery.professional))
            .quoted("prescribed_on", surgery.day)
            .text("diagnosis", surgery.name);
        out.row(surgery.treatment, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn prescription_items(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for (_, surgery) in surgeries(household) {
        for (nth, (drug, posology, route)) in surgery.prescribed.iter().enumerate() {
            let source = Object::new().plain("IdReceta", surgery.treatment).text("Medicamento", drug);
            let fields = Object::new()
                .refers("prescription_uuid", "prescription", surgery.treatment)
                .text("drug_description", drug)
                .text("posology", posology)
                .text("administration_route", route)
                .plain("units", 1);
            out.row(format_args!("{}-{nth}", surgery.treatment), &source, &fields)?;
        }
    }
    Ok(())
}
