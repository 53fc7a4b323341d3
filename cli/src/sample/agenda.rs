//! The agenda: who comes when, who is reminded, who is to be called back.

use anyhow::Result;
use jiff::civil::Date;

use super::catalog::chair_id;
use super::clinic::Clinic;
use super::clinical::{Treatment, working_day};
use super::dice::{Dice, days_after};
use super::household::Household;
use super::json::Object;
use super::out::Out;
use super::people::Patient;
use super::text::VISIT_NOTES;

pub(crate) struct Visit {
    id: u64,
    patient: u64,
    professional: usize,
    chair: usize,
    day: Date,
    /// Minutes after midnight, on the clinic's wall clock.
    minute: i64,
    minutes: i64,
    status: &'static str,
    note: Option<&'static str>,
    /// Whether a message reminded the patient of it.
    pub(crate) reminded: bool,
    /// Whether it is the first of several made at once.
    pub(crate) begins_series: bool,
}

impl Visit {
    fn time(&self) -> String {
        format!("{:02}:{:02}:00", self.minute / 60, self.minute % 60)
    }
}

/// A reminder to call the patient.
pub(crate) struct Recall {
    id: u64,
    patient: u64,
    professional: usize,
    due: Date,
    contacted: Option<Date>,
    attended: bool,
}

/// A visit for each day something was done, those that failed, and those to come.
pub(crate) fn visits(clinic: &Clinic, dice: &mut Dice, patient: &Patient, treatments: &[Treatment]) -> Vec<Visit> {
    let phases = treatments
        .iter()
        .flat_map(|treatment| treatment.phases.iter().filter_map(move |phase| Some((phase.done?, treatment))));
    let done = treatments.iter().filter_map(|treatment| Some((treatment.done?, treatment)));
    let mut days: Vec<_> = phases.chain(done).collect();
    days.sort_by_key(|(day, treatment)| (*day, treatment.id));
    days.dedup_by_key(|(day, _)| *day);

    let mut visits = Vec::new();
    for (day, treatment) in days {
        if dice.percent(12) {
            let status = dice.pick(&["cancelled", "cancelled", "no_show"]);
            let missed = working_day(days_after(day, -dice.between(3, 9)));
            visits.push(visit(clinic, dice, patient, (missed, status), treatment));
        }
        visits.push(visit(clinic, dice, patient, (day, "attended"), treatment));
    }
    if let (None, Some(last)) = (patient.left, treatments.last().filter(|_| dice.percent(35))) {
        let coming = working_day(days_after(clinic.today, dice.between(1, 120)));
        let status = dice.pick(&["scheduled", "confirmed", "unknown"]);
        visits.push(visit(clinic, dice, patient, (coming, status), last));
    }
    for (nth, visit) in (0..).zip(&mut visits) {
        visit.id = patient.id * 1_000 + nth;
    }
    visits
}

fn visit(
    clinic: &Clinic,
    dice: &mut Dice,
    patient: &Patient,
    (day, status): (Date, &'static str),
    treatment: &Treatment,
) -> Visit {
    // Mornings from nine, afternoons from half past three, every five minutes.
    let slot = dice.between(0, 101);
    let minute = if slot < 56 { 9 * 60 + slot * 5 } else { 15 * 60 + 30 + (slot - 56) * 5 };
    Visit {
        id: 0,
        patient: patient.id,
        professional: treatment.professional,
        chair: 1 + treatment.professional % clinic.chairs,
        day,
        minute,
        minutes: treatment.act.minutes,
        status,
        note: dice.percent(15).then(|| dice.pick(&VISIT_NOTES)),
        // Messages began eight years ago.
        reminded: days_after(day, 8 * 365) > clinic.today && dice.percent(85),
        begins_series: treatment.phases.len() > 2 && treatment.phases.first().is_some_and(|p| p.done == Some(day)),
    }
}

pub(crate) fn recalls(clinic: &Clinic, dice: &mut Dice, patient: &Patient) -> Vec<Recall> {
    let end = patient.left.unwrap_or(days_after(clinic.today, 240));
    let mut due = patient.registered;
    let mut recalls = Vec::new();
    loop {
        due = days_after(due, dice.between(300, 800));
        if due > end {
            break recalls;
        }
        let contacted = (due < clinic.today && dice.percent(70)).then(|| days_after(due, dice.between(-5, 5)));
        recalls.push(Recall {
            id: patient.id * 100 + recalls.len() as u64,
            patient: patient.id,
            professional: patient.dentist,
            due,
            contacted: contacted.filter(|day| *day <= clinic.today),
            attended: due < clinic.today && dice.percent(55),
        });
    }
}

pub(crate) fn appointment_recurrences(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for visit in household.visits.iter().filter(|visit| visit.begins_series) {
        let source = Object::new().plain("IdCita", visit.id).text("Patron", "cada 4 semanas");
        let fields = Object::new()
            .refers("patient_uuid", "patient", visit.patient)
            .refers("professional_uuid", "professional", household.staff_id(visit.professional))
            .quoted("start_date", visit.day)
            .plain("interval_weeks", 4)
            .plain("occurrences", 3);
        out.row(visit.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn appointments(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for visit in &household.visits {
        let source = Object::new()
            .plain("IdCita", visit.id)
            .plain("IdPac", visit.patient)
            .plain("IdBox", visit.chair)
            .quoted("Fecha", visit.day)
            .quoted("Hora", visit.time());
        let fields = Object::new()
            .refers("patient_uuid", "patient", visit.patient)
            .refers("professional_uuid", "professional", household.staff_id(visit.professional))
            .quoted("scheduled_date", visit.day)
            .quoted("scheduled_time", visit.time())
            .plain("duration_minutes", visit.minutes)
            .text("coarse_status", visit.status)
            .text_if("notes", visit.note)
            .refers("chair_uuid", "catalog_item", chair_id(visit.chair));
        out.row(visit.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn recall_rows(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for recall in &household.recalls {
        let source = Object::new()
            .plain("IdRecall", recall.id)
            .plain("IdMotivo", 1 + recall.id % 3)
            .text("Comentario", "Revisión y limpieza")
            .date_or_null("FechaContacto", recall.contacted);
        let unanswered = recall.contacted.filter(|_| !recall.attended);
        let fields = Object::new()
            .refers("patient_uuid", "patient", recall.patient)
            .refers("professional_uuid", "professional", household.staff_id(recall.professional))
            .quoted("scheduled_date", recall.due)
            .date_or_null("contact_date", recall.contacted)
            .plain("attended", recall.attended)
            .plain("scheduled", false)
            .plain("status_code", u8::from(recall.attended))
            .text("comments", "Revisión y limpieza")
            .text_if("observations", unanswered.map(|_| "No contesta, dejar mensaje"));
        out.row(recall.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn communications(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for visit in household.visits.iter().filter(|visit| visit.reminded) {
        let day = days_after(visit.day, -1);
        let text = format!("Le recordamos su cita el {} a las {}. Clínica Dental del Puente", visit.day, visit.time());
        let source = Object::new().plain("IdSms", visit.id).quoted("FecEnvio", day).plain("Estado", 1);
        let fields = Object::new()
            .refers("patient_uuid", "patient", visit.patient)
            .text("channel", "sms")
            .quoted("sent_at", format_args!("{day}T10:00:00"))
            .text("body", &text)
            .text("status", "delivered");
        out.row(visit.id, &source, &fields)?;
    }
    Ok(())
}
