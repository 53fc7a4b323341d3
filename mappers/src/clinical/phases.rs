//! An `applied_treatment_phase` (`docs/mapping/treatments.md#phases`).

use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::facts::{PhaseFact, is_done};
use super::memos::{self, Owner};
use super::treatments::PLAN_ITEMS;
use super::{Clinical, amounts, is_shadow, moment};
use crate::accounting::Disposition;
use crate::acts::{Acts, Session};
use crate::context::Context;
use crate::entity::Phase;
use crate::ids;
use crate::order;
use crate::phrases;
use crate::record::PlannedTreatmentItemSession;
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

/// Characters of a session's label.
const LABEL_WIDTH: usize = 120;
/// No percentage is more.
const MAX_PERCENT: Decimal = Decimal::from_parts(1000, 0, 0, false, 0);

/// The phases of all treatments, those of one together, in their order.
#[derive(Debug, Default)]
pub(super) struct Phases {
    phases: Vec<PhaseFact>,
    /// The last session of each planned treatment that was there before.
    last: HashMap<Uuid, i32>,
}

/// How a treatment's price was shared out.
pub(super) struct Shared {
    pub(super) count: usize,
    /// What the percentages add up to, when that is not plainly 100.
    pub(super) odd_sum: Option<Decimal>,
}

impl Phases {
    pub(super) fn new(last: HashMap<Uuid, i32>) -> Self {
        Self { phases: Vec::new(), last }
    }

    /// Takes all phases. Those of a plan that was performed as another row are that row's, unless it has its own.
    pub(super) fn take(&mut self, mut phases: Vec<PhaseFact>, twins: &HashMap<Uuid, Uuid>) {
        for phase in &mut phases {
            if let Some(performed) = twins.get(&phase.treatment) {
                (phase.treatment, phase.is_of_plan) = (*performed, true);
            }
        }
        order::by_key(&mut phases, |phase| {
            let number = (phase.number.is_none(), phase.number);
            (phase.treatment, phase.is_of_plan, number, phase.date, phase.order, phase.key)
        });
        phases.shrink_to_fit();
        self.phases = phases;
    }

    /// Shares a treatment's price out to its phases; the last one takes what is left.
    pub(super) fn share(&mut self, treatment: Uuid, price: Decimal) -> Shared {
        let phases = self.of(treatment);
        let percents: Vec<_> = phases.iter().map(|phase| usable(phase.percent)).collect();
        let said: Decimal = percents.iter().flatten().sum();
        let silent = percents.iter().filter(|percent| percent.is_none()).count();
        let even = (Decimal::ONE_HUNDRED - said).max(Decimal::ZERO) / Decimal::from(silent.max(1));
        let is_plain = if silent == 0 { said == Decimal::ONE_HUNDRED } else { phases.len() < 2 };
        let shared = Shared {
            count: phases.len(),
            odd_sum: (!is_plain && !phases.is_empty() && !price.is_zero()).then_some(said),
        };
        let mut left = price;
        let mut percent_left = Decimal::ONE_HUNDRED;
        let last = phases.len().saturating_sub(1);
        for (position, (phase, percent)) in phases.iter_mut().zip(percents).enumerate() {
            let percent = percent.unwrap_or(even).min(percent_left);
            percent_left -= percent;
            let part = amounts::cents(price * percent / Decimal::ONE_HUNDRED);
            // Rounding up must not take more than there is.
            let part = if part.abs() > left.abs() { left } else { part };
            phase.amount = if position == last { left } else { part };
            phase.place = i32::try_from(position + 1).unwrap_or(i32::MAX);
            left -= phase.amount;
        }
        // From here on they are looked up.
        order::by_key(phases, |phase| phase.key);
        shared
    }

    /// Whether a phase is one of those that a treatment's price is shared out to.
    fn counts(&mut self, treatment: Uuid, phase: Uuid) -> bool {
        self.of(treatment).iter().any(|other| other.key == phase)
    }

    /// The place of a phase among the sessions of its treatment, and what it comes to; `None` of one that does not count.
    fn place(&mut self, treatment: Uuid, phase: Uuid) -> Option<(i32, Decimal)> {
        let phases = self.of(treatment);
        let at = phases.binary_search_by_key(&phase, |other| other.key).ok()?;
        phases.get(at).map(|phase| (phase.place, phase.amount))
    }

    /// The next place among sessions that were there before.
    fn next(&mut self, plan_item: Uuid) -> i32 {
        let last = self.last.entry(plan_item).or_default();
        *last = last.saturating_add(1);
        *last
    }

    /// The phases of a treatment that count.
    fn of(&mut self, treatment: Uuid) -> &mut [PhaseFact] {
        let from = self.phases.partition_point(|phase| phase.treatment < treatment);
        let of_plan = self.phases.get(from).is_some_and(|phase| phase.is_of_plan);
        let to = self.phases.partition_point(|phase| (phase.treatment, phase.is_of_plan) <= (treatment, of_plan));
        self.phases.get_mut(from..to.max(from)).unwrap_or_default()
    }
}

/// A percentage that can be one.
fn usable(percent: Option<Decimal>) -> Option<Decimal> {
    percent.filter(|percent| !percent.is_sign_negative() && *percent <= MAX_PERCENT)
}

impl Clinical {
    /// Maps an `applied_treatment_phase`.
    pub(super) fn phase(&mut self, acts: &mut Acts, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = Phase::read(fields);
        let Some(parent) = source.treatment.as_deref() else {
            row.warn(&kinds::PHASE_NO_PARENT, []);
            return Disposition::Skipped;
        };
        let target = row.mappings().get(row.source.source_system, "applied_treatment", parent);
        let Some((is_planned, plan_item)) = target.map(|target| (target.table == PLAN_ITEMS, target.id)) else {
            row.warn(&kinds::PHASE_UNMAPPED_PARENT, [("treatment", parent)]);
            return Disposition::Skipped;
        };
        let professional = Self::staff(row, "professional", ["professional", "user"], source.professional.as_deref());
        let executed = source.executed.as_deref().and_then(|text| {
            let instant = moment::moment(text, &row.context.timezone);
            if instant.is_none() {
                fields.problem(&kinds::BAD_DATE, "executed_on", text);
            }
            instant
        });
        if !is_planned {
            return self.phase_of_note(row, &source, parent, professional, executed);
        }
        let (treatment, is_known) = match self.fact(parent) {
            Some(fact) if is_shadow(fact) => match self.facts.treatments.get(fact.twin as usize) {
                Some(twin) => (twin.key, twin.is_known),
                None => (fact.key, fact.is_known),
            },
            Some(fact) => (fact.key, fact.is_known),
            None => (ids::key(parent), true),
        };
        let key = ids::key(row.source.canonical_uuid);
        let place = if is_known && self.phases.counts(treatment, key) {
            row.warn(&kinds::PHASE_LATE, []);
            row.keep_source();
            Some((self.phases.next(plan_item), Decimal::ZERO))
        } else if is_known {
            None
        } else {
            self.phases.place(treatment, key)
        };
        let Some((sequence, amount)) = place else {
            row.warn(&kinds::PHASE_OF_PLAN, []);
            return Disposition::Archived;
        };
        let act = acts.get(parent).copied();
        let is_done = match source.status {
            Some(_) => is_done(source.status),
            None => executed.is_some() || act.is_some_and(|act| act.is_performed),
        };
        let done_at = executed.or_else(|| act.filter(|act| act.is_performed).map(|act| act.at));
        let Context { now, .. } = *row.context;
        let id = row.id("session");
        let label = label(row, &source);
        row.insert(PlannedTreatmentItemSession {
            id,
            plan_item_id: plan_item,
            sequence,
            label,
            amount,
            status: if is_done { "completed" } else { "pending" },
            completed_at: done_at.filter(|_| is_done),
            completed_by: professional.or(act.and_then(|act| act.professional)).filter(|_| is_done),
            notes: source.notes.as_deref().map(Into::into),
            created_at: done_at.or(act.map(|act| act.at)).map_or(now, |at| at.min(now)),
            updated_at: now,
        });
        row.map_to("planned_treatment_item_sessions", id);
        if let Some(act) = act {
            if let Some(number) = source.number {
                acts.insert_session(act.treatment, number, Session { id, amount });
            }
            if !is_done {
                acts.insert_pending(act.treatment, id);
            }
        }
        Disposition::Created
    }

    /// A phase of a remark: a remark too.
    fn phase_of_note(
        &self,
        row: &mut Row<'_>,
        source: &Phase<'_>,
        parent: &str,
        professional: Option<Uuid>,
        executed: Option<jiff::Timestamp>,
    ) -> Disposition {
        row.warn(&kinds::PHASE_OF_NOTE, []);
        let patient = self.fact(parent).map(|fact| self.facts.name(fact.patient));
        let patient_id = patient.and_then(|patient| row.resolve("patient", &patient));
        let (Some(patient_id), Some(notes)) = (patient_id, source.notes.as_deref()) else {
            return Disposition::Archived;
        };
        let body = label(row, source).map_or_else(|| notes.to_owned(), |label| format!("{label}\n{notes}"));
        let id = memos::write(row, Owner::Patient(patient_id), &body, professional, executed);
        row.keep_source();
        row.map_to("clinical_notes", id);
        Disposition::Created
    }
}

/// `Fase 2 · 50%`, as far as the source says.
fn label(row: &mut Row<'_>, source: &Phase<'_>) -> Option<Box<str>> {
    let number = source.number.filter(|number| *number != 0).map(|number| row.say(phrases::PHASE, &[&number]));
    let percent = source.percent.filter(|percent| !percent.is_zero()).map(|percent| format!("{percent}%"));
    let parts: Vec<_> = [number, percent].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| row.fit("label", &parts.join(" · "), LABEL_WIDTH))
}
