//! What is planned and done in the mouth: plans with their budgets, treatments, phases.

use anyhow::Result;
use jiff::civil::{Date, Weekday};

use super::catalog::{self, ANNOTATION, Act, Area, FIRST_VISIT, HYGIENE, PANORAMIC, PRIVATE, planned_act};
use super::clinic::Clinic;
use super::dice::{Dice, days_after};
use super::household::Household;
use super::json::{Cents, Object};
use super::out::Out;
use super::people::Patient;
use super::text::TREATMENT_NOTES;

/// An offer: what should be done, for how much.
pub(crate) struct Plan {
    pub(crate) id: u64,
    pub(crate) patient: u64,
    pub(crate) number: u64,
    pub(crate) professional: usize,
    pub(crate) quoted: Date,
    pub(crate) accepted: Option<Date>,
    pub(crate) rejected: Option<Date>,
    pub(crate) lines: Vec<Line>,
}

/// One treatment offered.
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) act: &'static Act,
    pub(crate) teeth: Vec<u8>,
    pub(crate) units: Cents,
    pub(crate) discount_percent: Cents,
    /// Source id of what came of it.
    pub(crate) treatment: Option<u64>,
}

impl Line {
    /// Before the discount.
    pub(crate) fn gross(&self) -> Cents {
        self.act.price * self.units
    }

    pub(crate) fn discount(&self) -> Cents {
        self.gross() * self.discount_percent / 100
    }

    pub(crate) fn net(&self) -> Cents {
        self.gross() - self.discount()
    }
}

/// A treatment planned or done.
pub(crate) struct Treatment {
    pub(crate) id: u64,
    pub(crate) patient: u64,
    pub(crate) professional: usize,
    pub(crate) act: &'static Act,
    pub(crate) teeth: Vec<u8>,
    line: Option<u64>,
    pub(crate) start: Date,
    pub(crate) done: Option<Date>,
    pub(crate) units: Cents,
    /// What was taken off the price, in `amount` already.
    pub(crate) discount_percent: Cents,
    pub(crate) amount: Cents,
    pub(crate) phases: Vec<Phase>,
    note: Option<&'static str>,
    /// Typed freely among the treatments: neither a tariff nor a type stands behind it.
    is_memo: bool,
}

/// A part of a treatment that is billed by itself.
pub(crate) struct Phase {
    pub(crate) number: u8,
    /// In hundredths of a percent.
    pub(crate) share: u16,
    pub(crate) done: Option<Date>,
}

/// Everything one patient went through, in time.
pub(crate) fn course(clinic: &Clinic, dice: &mut Dice, patient: &Patient) -> (Vec<Plan>, Vec<Treatment>) {
    let mut course = Course {
        clinic,
        patient,
        end: patient.left.unwrap_or(clinic.today),
        plans: Vec::new(),
        treatments: Vec::new(),
    };
    let first = working_day(patient.registered);
    course.visit(dice, &FIRST_VISIT, first);
    if dice.percent(80) {
        course.visit(dice, &PANORAMIC, first);
    }
    if dice.percent(75) {
        course.plan(dice, first);
    }
    let mut day = first;
    loop {
        day = working_day(days_after(day, dice.between(150, 430)));
        if day > course.end {
            break;
        }
        let act = if dice.percent(88) { &HYGIENE } else { &ANNOTATION };
        course.visit(dice, act, day);
        if dice.percent(32) {
            course.plan(dice, day);
        }
    }
    (course.plans, course.treatments)
}

struct Course<'a> {
    clinic: &'a Clinic,
    patient: &'a Patient,
    end: Date,
    plans: Vec<Plan>,
    treatments: Vec<Treatment>,
}

impl Course<'_> {
    fn next_treatment(&self) -> u64 {
        self.patient.id * 1_000 + self.treatments.len() as u64
    }

    /// Something done the day it was asked for.
    fn visit(&mut self, dice: &mut Dice, act: &'static Act, day: Date) {
        let role = if act.code == HYGIENE.code { "hygienist" } else { "dentist" };
        let is_memo = act.code == ANNOTATION.code && dice.percent(40);
        self.treatments.push(Treatment {
            id: self.next_treatment(),
            patient: self.patient.id,
            professional: self.clinic.on_duty(dice, role, day),
            act,
            teeth: Vec::new(),
            line: None,
            start: day,
            done: Some(day).filter(|day| *day <= self.end),
            units: 1,
            discount_percent: 0,
            amount: act.price,
            phases: Vec::new(),
            note: (is_memo || dice.percent(20)).then(|| dice.pick(&TREATMENT_NOTES)),
            is_memo,
        });
    }

    fn plan(&mut self, dice: &mut Dice, quoted: Date) {
        let id = self.patient.id * 100 + self.plans.len() as u64;
        let fate = dice.between(0, 99);
        let is_rejected = fate < 10;
        let goes_ahead = fate >= 22;
        let mut lines = Vec::new();
        for number in 0..dice.between(1, 5).unsigned_abs() {
            let act = planned_act(dice);
            let mut line = Line {
                id: id * 10 + number,
                act,
                teeth: teeth(dice, act.area),
                units: if act.area == Area::Mouth && act.phases.is_empty() { dice.pick(&[1, 1, 1, 2, 4]) } else { 1 },
                discount_percent: if dice.percent(15) { dice.pick(&[5, 10, 10, 15]) } else { 0 },
                treatment: None,
            };
            if goes_ahead || (!is_rejected && dice.percent(60)) {
                let treatment = self.treatment(dice, &line, quoted, goes_ahead);
                line.treatment = dice.percent(95).then_some(treatment.id);
                self.treatments.push(treatment);
            }
            lines.push(line);
        }
        self.plans.push(Plan {
            id,
            patient: self.patient.id,
            number: self.plans.len() as u64 + 1,
            professional: self.patient.dentist,
            quoted,
            accepted: (goes_ahead && dice.percent(30)).then(|| days_after(quoted, dice.between(0, 20))),
            rejected: is_rejected.then(|| days_after(quoted, dice.between(1, 40))),
            lines,
        });
    }

    fn treatment(&self, dice: &mut Dice, line: &Line, quoted: Date, goes_ahead: bool) -> Treatment {
        let happened = |day: Date| Some(day).filter(|day| goes_ahead && *day <= self.end);
        let start = working_day(days_after(quoted, dice.between(5, 90)));
        let mut day = start;
        let mut phases = Vec::new();
        for (number, &share) in (1..).zip(line.act.phases) {
            if number > 1 {
                day = working_day(days_after(day, dice.between(14, 80)));
            }
            phases.push(Phase { number, share, done: happened(day) });
        }
        Treatment {
            id: self.next_treatment(),
            patient: self.patient.id,
            professional: self.clinic.on_duty(dice, "dentist", start),
            act: line.act,
            teeth: line.teeth.clone(),
            // Few sources point back from what was done to what was offered.
            line: dice.percent(3).then_some(line.id),
            start,
            done: happened(day),
            units: line.units,
            discount_percent: line.discount_percent,
            amount: line.net(),
            phases,
            note: dice.percent(35).then(|| dice.pick(&TREATMENT_NOTES)),
            is_memo: false,
        }
    }
}

/// That day, or the Monday after it.
pub(crate) fn working_day(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => days_after(day, 2),
        Weekday::Sunday => days_after(day, 1),
        _ => day,
    }
}

fn teeth(dice: &mut Dice, area: Area) -> Vec<u8> {
    let quadrant = dice.pick(&[10_u8, 20, 30, 40]);
    match area {
        Area::Mouth => Vec::new(),
        Area::Tooth => vec![quadrant + dice.pick(&[1, 2, 3, 4, 5, 6, 7])],
        Area::Molar => vec![quadrant + dice.pick(&[6, 7, 8])],
        Area::ChildTooth => vec![quadrant + 40 + dice.pick(&[1, 2, 3, 4, 5])],
        Area::Span => {
            let first = quadrant + dice.pick(&[3, 4, 5]);
            vec![first, first + 1, first + 2]
        }
    }
}

pub(crate) fn applied_treatments(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for treatment in &household.treatments {
        let status = match treatment.done {
            Some(_) if treatment.id % 3 == 0 => 6,
            Some(_) => 5,
            None => 3,
        };
        let act = (!treatment.is_memo).then_some(treatment.act);
        let variant = act.map(|act| catalog::variant_id(act, PRIVATE));
        let source = Object::new()
            .plain("IdTM", treatment.id)
            .plain("IdPac", treatment.patient)
            .plain_or_null("IdTto", act.and_then(catalog::list_number))
            .text_or_null("Codigo", act.map(|act| act.code))
            .plain_or_null("IdTipoOdg", act.map(|act| act.kind))
            .plain("StaTto", status)
            .quoted("FecIni", treatment.start)
            .text_if("ZonasPieza", surfaces(treatment))
            .money("Importe", treatment.act.price);
        let fields = Object::new()
            .refers("patient_uuid", "patient", treatment.patient)
            .refers("client_uuid", "client", household.payer_of(treatment.patient).id)
            .refers("professional_uuid", "professional", household.staff_id(treatment.professional))
            .refers_if("treatment_variant_uuid", "treatment_catalog_variant", variant)
            .refers_if("budget_line_uuid", "budget_line", treatment.line)
            .plain("status_code", status)
            .quoted("start_date", treatment.start)
            .date_or_null("end_date", treatment.done)
            .money("amount", treatment.amount)
            .plain("units", treatment.units)
            .text_if("notes", treatment.note)
            .numbers("teeth", &treatment.teeth);
        out.row(treatment.id, &source, &fields)?;
    }
    Ok(())
}

/// The surfaces of a filling, for most of them.
fn surfaces(treatment: &Treatment) -> Option<&'static str> {
    const SURFACES: [Option<&str>; 5] = [Some("O"), Some("MO"), Some("OD"), Some("MOD"), None];
    let nth = usize::try_from(treatment.id % SURFACES.len() as u64).unwrap_or(0);
    SURFACES.get(nth).copied().flatten().filter(|_| treatment.act.is_filling())
}

/// Hundredths of a percent as the source spells them: `30`, `33.33`.
fn percent(share: u16) -> String {
    match (share / 100, share % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

pub(crate) fn phases(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for treatment in &household.treatments {
        for phase in &treatment.phases {
            let status = if phase.done.is_some() { 5 } else { 3 };
            let source = Object::new()
                .plain("IdTM", treatment.id)
                .plain("NumFase", phase.number)
                .plain("StaFase", status)
                .plain("Porcentaje", percent(phase.share));
            let fields = Object::new()
                .refers("applied_treatment_uuid", "applied_treatment", treatment.id)
                .refers("professional_uuid", "professional", household.staff_id(treatment.professional))
                .plain("phase_number", phase.number)
                .plain("status_code", status)
                .date_or_null("executed_on", phase.done)
                .quoted("percent_to_bill", percent(phase.share));
            out.row(format_args!("{}-{}", treatment.id, phase.number), &source, &fields)?;
        }
    }
    Ok(())
}
