//! Treatment plans: one for each budget, one for each year of a patient's treatments without budget
//! (`docs/mapping/treatments.md#plans`).

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use uuid::Uuid;

use super::facts::{Facts, NONE, Origin};
use super::moment;
use super::numbers;
use crate::context::{Context, ExistingPlan};
use crate::order;
use crate::phrases::{self, Language};
use crate::record::TreatmentPlan;
use crate::row::Row;
use crate::warning::kinds;

/// What holds a plan together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    /// By [`crate::ids::key`] of the budget.
    Budget(Uuid),
    /// A patient's year; `None` of what has no date.
    Year(Uuid, Option<i16>),
}

#[derive(Debug)]
struct Plan {
    key: Key,
    items: u32,
    completed: u32,
    first: Option<Date>,
    /// Its id, and the place of the last treatment it had before.
    made: Option<(Uuid, i32)>,
}

/// The plans of an import, and those the clinic has.
#[derive(Debug, Default)]
pub(super) struct Plans {
    all: Vec<Plan>,
    by_budget: HashMap<Uuid, ExistingPlan>,
    by_number: HashMap<Box<str>, ExistingPlan>,
    numbers: HashSet<Box<str>>,
}

impl Plans {
    pub(super) fn new(existing: Vec<ExistingPlan>) -> Self {
        let mut plans = Self::default();
        for plan in existing {
            plans.numbers.insert(plan.plan_number.as_str().into());
            match plan.budget_id {
                Some(budget) => plans.by_budget.insert(budget, plan),
                None => plans.by_number.insert(plan.plan_number.as_str().into(), plan),
            };
        }
        plans
    }

    /// Puts every treatment that takes part into its plan, in the order of their dates. `budget_of` says which budget
    /// one belongs to.
    pub(super) fn lay_out(
        &mut self,
        facts: &mut Facts,
        takes_part: impl Fn(&Facts, usize) -> bool,
        budget_of: impl Fn(&Facts, usize) -> Option<Uuid>,
    ) {
        let mut members: Vec<(Key, usize)> = (0..facts.treatments.len())
            .filter(|at| takes_part(facts, *at))
            .map(|at| {
                let fact = &facts.treatments[at];
                let year = || Key::Year(fact.patient, fact.start.or(fact.end).map(Date::year));
                (budget_of(facts, at).map_or_else(year, Key::Budget), at)
            })
            .collect();
        order::by_key(&mut members, |(key, at)| (*key, facts.treatments[*at].rank()));
        for (key, at) in members {
            if self.all.last().is_none_or(|plan| plan.key != key) {
                self.all.push(Plan { key, items: 0, completed: 0, first: None, made: None });
            }
            let position = u32::try_from(self.all.len()).map_or(NONE, |count| count - 1);
            let Some(plan) = self.all.last_mut() else { continue };
            let fact = &mut facts.treatments[at];
            plan.items += 1;
            plan.completed += u32::from(fact.is_performed);
            plan.first = [plan.first, fact.start.or(fact.end)].into_iter().flatten().min();
            (fact.plan, fact.sequence) = (position, plan.items);
        }
    }

    /// The id of a plan and the place of the last treatment the clinic had in it. Makes the plan when it is first needed.
    pub(super) fn make(
        &mut self,
        row: &mut Row<'_>,
        facts: &Facts,
        plan: u32,
        patient_id: Uuid,
    ) -> Option<(Uuid, i32)> {
        let plan = self.all.get_mut(plan as usize)?;
        if let Some(made) = plan.made {
            return Some(made);
        }
        let budget_id = match plan.key {
            Key::Budget(budget) => row.resolve("budget", &facts.name(budget)),
            Key::Year(..) => None,
        };
        let (mut number, title, reason) = describe(row.context.language, plan.key, facts, (budget_id, patient_id));
        let existing = match budget_id {
            Some(budget) => self.by_budget.get(&budget),
            None => self.by_number.get(&*number).filter(|existing| existing.patient_id == patient_id),
        };
        if let Some(existing) = existing.filter(|existing| !existing.is_open && plan.completed < plan.items) {
            row.warn(&kinds::ACT_PLAN_CLOSED, [("plan", &existing.plan_number)]);
        }
        let existing = existing.map(|existing| (existing.id, existing.last_sequence));
        let made = existing.unwrap_or_else(|| {
            // Two patients' ids can begin alike.
            let whole =
                || format!("MIG-{}", row.id_of(entity(plan.key).0, &facts.name(entity(plan.key).1), &part(plan.key)));
            if !self.numbers.insert(number.as_str().into()) {
                number = whole();
                self.numbers.insert(number.as_str().into());
            }
            (write(row, facts, plan, budget_id, patient_id, &number, &title, &reason), 0)
        });
        plan.made = Some(made);
        Some(made)
    }
}

/// Number, title and note of a plan.
fn describe(
    language: Language,
    key: Key,
    facts: &Facts,
    (budget_id, patient_id): (Option<Uuid>, Uuid),
) -> (String, String, String) {
    match (key, budget_id) {
        (Key::Budget(budget), Some(budget_id)) => {
            let number = facts.budgets.get(&budget).filter(|budget| budget.origin == Origin::File);
            let number = number.map_or_else(|| short(budget_id), |budget| numbers::spell(budget.number));
            let reason = phrases::PLAN_OF_BUDGET.with(language, &[&number]);
            (format!("MIG-{number}"), phrases::PLAN.with(language, &[&number]), reason)
        }
        (Key::Year(_, Some(year)), _) => (
            format!("MIG-{}-{year}", short(patient_id)),
            phrases::PLAN.with(language, &[&year]),
            phrases::PLAN_OF_YEAR.with(language, &[&year]),
        ),
        _ => (
            format!("MIG-{}-ND", short(patient_id)),
            phrases::PLAN_UNDATED.text(language).to_owned(),
            phrases::PLAN_OF_NO_YEAR.text(language).to_owned(),
        ),
    }
}

fn short(id: Uuid) -> String {
    id.to_string().chars().take(8).collect()
}

/// The source row whose ids include the plan's.
fn entity(key: Key) -> (&'static str, Uuid) {
    match key {
        Key::Budget(budget) => ("budget", budget),
        Key::Year(patient, _) => ("patient", patient),
    }
}

fn part(key: Key) -> String {
    match key {
        Key::Budget(_) => "plan".to_owned(),
        Key::Year(_, year) => format!("plan-{}", year.map_or_else(|| "ND".to_owned(), |year| year.to_string())),
    }
}

#[expect(clippy::too_many_arguments)]
fn write(
    row: &mut Row<'_>,
    facts: &Facts,
    plan: &Plan,
    budget_id: Option<Uuid>,
    patient_id: Uuid,
    number: &str,
    title: &str,
    reason: &str,
) -> Uuid {
    let Context { clinic_id, imported_by, now, .. } = *row.context;
    let (entity_type, entity) = entity(plan.key);
    let id = row.id_of(entity_type, &facts.name(entity), &part(plan.key));
    let budget = budget_id.and_then(|_| facts.budgets.get(&entity));
    let rejected = budget.and_then(|budget| budget.rejected).filter(|_| plan.completed == 0);
    let status = if plan.items == plan.completed {
        "completed"
    } else if rejected.is_some() {
        "closed"
    } else {
        "active"
    };
    let created_at = plan.first.map_or(now, |day| moment::midnight(day, row.context).min(now));
    row.insert(TreatmentPlan {
        id,
        clinic_id,
        patient_id,
        plan_number: number.into(),
        title: Some(title.into()),
        status,
        closure_reason: rejected.map(|_| "rejected_by_patient"),
        closure_note: None,
        closed_at: rejected.map(|day| moment::midnight(day, row.context)),
        confirmed_at: None,
        budget_id,
        assigned_professional_id: None,
        created_by: imported_by,
        diagnosis_notes: None,
        internal_notes: Some(reason.into()),
        deleted_at: None,
        created_at,
        updated_at: now,
    });
    id
}
