//! Budgets, treatments, plans and the state of teeth (`docs/mapping/budgets.md`, `docs/mapping/treatments.md`).
//!
//! What one row becomes depends on others that come later: a budget's totals on its lines, a plan's state on its
//! treatments, a tooth's on all that was done to it. So all rows are seen first and kept in short ([`facts`]); when the
//! first of them is mapped, what they mean together is worked out once ([`Clinical::settle`]).

mod amounts;
mod budgets;
mod facts;
mod held;
mod lines;
mod memos;
mod moment;
mod nature;
mod numbers;
mod odontogram;
mod offers;
mod phases;
mod plans;
mod recall;
mod shadows;
mod teeth;
mod tooth_records;
mod treatments;

use std::collections::HashMap;

use dpmf::row::EntityRow;
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::acts::Acts;
use crate::catalog::Catalog;
use crate::context::{Context, Destination, ExistingVatType};
use crate::order;
use crate::reconciliation::Reconciliation;
use crate::record::Record;
use crate::resolver::Mappings;
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

use facts::{Facts, NONE, TreatmentFact};
use held::Held;
use nature::Nature;
use odontogram::Odontogram;
use phases::Phases;
use plans::Plans;
use tooth_records::ToothRecords;

/// The types mapped here.
pub(crate) const TYPES: [&str; 4] = ["budget", "budget_line", "applied_treatment", "applied_treatment_phase"];

/// What mappers of budgets and treatments know.
#[derive(Debug, Default)]
pub(crate) struct Clinical {
    facts: Facts,
    is_settled: bool,
    is_closed: bool,
    odontogram: Odontogram,
    plans: Plans,
    phases: Phases,
    teeth: ToothRecords,
    held: Held,
    vat_types: Vec<ExistingVatType>,
    budget_numbers: Vec<String>,
    /// Budgets that got another number than their own, until that is said.
    renumbered: usize,
    /// Treatments and their first line, by the treatments' keys: what lines say of treatments.
    lines_of: Vec<(Uuid, Uuid)>,
    /// Lines and the first treatment that names each, by the lines' keys: what treatments say of lines.
    treatments_of: Vec<(Uuid, Uuid)>,
}

impl Clinical {
    pub(crate) fn new(destination: &mut Destination) -> Self {
        Self {
            plans: Plans::new(std::mem::take(&mut destination.treatment_plans)),
            phases: Phases::new(std::mem::take(&mut destination.sessions)),
            teeth: ToothRecords::new(std::mem::take(&mut destination.teeth)),
            vat_types: std::mem::take(&mut destination.vat_types),
            budget_numbers: std::mem::take(&mut destination.budget_numbers),
            ..Self::default()
        }
    }

    /// Learns from a row, before any is mapped.
    pub(crate) fn prepare<'a>(
        &mut self,
        mappings: &Mappings,
        entity_type: &str,
        row: &EntityRow<'a>,
        fields: &mut Fields<'a>,
    ) {
        let is_known = mappings.get(row.source_system, entity_type, row.canonical_uuid).is_some();
        match entity_type {
            "budget" => self.facts.budget(row, fields, is_known),
            "budget_line" => self.facts.line(row, fields),
            "applied_treatment" => self.facts.treatment(row, fields, is_known),
            "applied_treatment_phase" => self.facts.phase(row, fields),
            _ => {}
        }
    }

    /// Maps a row of one of [`TYPES`].
    pub(crate) fn map<'a>(
        &mut self,
        catalog: &mut Catalog,
        acts: &mut Acts,
        reconciliation: &mut Reconciliation,
        row: &mut Row<'a>,
        fields: &mut Fields<'a>,
        columns: &mut Fields<'a>,
    ) -> Disposition {
        self.settle(catalog, row);
        match row.entity_type() {
            "budget" => self.budget(row, fields),
            "budget_line" => self.line(catalog, reconciliation, row, fields),
            "applied_treatment" => self.treatment(catalog, acts, row, fields, columns),
            "applied_treatment_phase" => self.phase(acts, row, fields),
            _ => Disposition::Archived,
        }
    }

    /// Learns what an earlier import made of a row.
    pub(crate) fn recall(&mut self, catalog: &Catalog, acts: &mut Acts, entity_type: &str, row: &mut Row<'_>) {
        if entity_type == "applied_treatment" {
            self.settle(catalog, row);
            self.recall_treatment(catalog, acts, row);
        }
    }

    /// Forgets what nobody asks for once the last row of [`TYPES`] is mapped.
    pub(crate) fn close(&mut self) {
        if !self.is_closed {
            let held = std::mem::take(&mut self.held);
            *self = Self { held, is_settled: true, is_closed: true, ..Self::default() };
        }
    }

    /// What had to wait for the last row: lines whose treatments never came.
    pub(crate) fn finish(&mut self, context: &Context, records: &mut Vec<Record>) {
        self.held.finish(context, records);
    }

    /// Works out what all rows together mean. Patients and the catalog are mapped by now.
    fn settle(&mut self, catalog: &Catalog, row: &Row<'_>) {
        if std::mem::replace(&mut self.is_settled, true) {
            return;
        }
        let Self { facts, plans, .. } = self;
        let mappings = row.mappings();
        let resolve = |system: u8, entity_type: &str, key: Uuid| {
            let system = facts.systems.get(usize::from(system))?;
            mappings.get(system, entity_type, &facts.name(key)).map(|target| target.id)
        };
        let is_here: Vec<bool> =
            facts.treatments.iter().map(|fact| resolve(fact.system, "patient", fact.patient).is_some()).collect();
        let system = facts.systems.first().map_or("", |system| system);
        let is_extraction = |variant: Uuid| {
            let item = mappings.get(system, "treatment_catalog_variant", &variant.to_string());
            item.is_some_and(|item| catalog.clinical_type(item.id) == Some("extraction"))
        };
        let events = std::mem::take(&mut facts.events);
        self.odontogram = Odontogram::new(events, is_extraction);

        let mut is_here = is_here.into_iter();
        // Rows of patients who are not here become nothing; nothing depends on them.
        facts.treatments.retain(|_| is_here.next().unwrap_or_default());
        facts.treatments.shrink_to_fit();
        facts.lines.shrink_to_fit();
        order::by_key(&mut facts.treatments, |fact| fact.key);
        order::by_key(&mut facts.lines, |line| line.key);
        self.lines_of = lines_of(facts);
        self.treatments_of = treatments_of(facts);
        let lines_of = &self.lines_of;
        shadows::pair(&mut facts.treatments, |fact| is_act(fact, lines_of));

        let this_year = moment::today(row.context).year();
        self.renumbered = numbers::assign(&mut facts.budgets, &self.budget_numbers, this_year);
        self.budget_numbers = Vec::new();
        note_performed(facts, lines_of);
        plans.lay_out(
            facts,
            |facts, at| {
                let fact = &facts.treatments[at];
                is_act(fact, lines_of) && !fact.is_known && !is_shadow(fact)
            },
            |facts, at| {
                let fact = &facts.treatments[at];
                budget_of(facts, fact, line_of(facts, lines_of, fact)?)
            },
        );
        let twins: HashMap<Uuid, Uuid> = facts
            .treatments
            .iter()
            .filter(|fact| is_shadow(fact))
            .filter_map(|fact| Some((fact.key, facts.treatments.get(fact.twin as usize)?.key)))
            .collect();
        self.phases.take(std::mem::take(&mut facts.phases), &twins);
    }

    /// What was kept of a treatment; `None` of one whose patient is not here.
    fn fact(&self, canonical_uuid: &str) -> Option<&TreatmentFact> {
        let key = crate::ids::key(canonical_uuid);
        let at = self.facts.treatments.binary_search_by_key(&key, |fact| fact.key).ok()?;
        self.facts.treatments.get(at)
    }

    /// Someone of the staff, by the entity types they may be. One who was not imported leaves a warning.
    fn staff(row: &mut Row<'_>, role: &str, types: [&str; 2], uuid: Option<&str>) -> Option<Uuid> {
        let uuid = uuid?;
        let found = types.iter().find_map(|entity_type| row.resolve(entity_type, uuid));
        if found.is_none() {
            row.warn(&kinds::CLINICAL_STAFF, [("role", role), ("reference", uuid)]);
            row.keep_source();
        }
        found
    }
}

/// Whether a row becomes a treatment.
fn is_act(fact: &TreatmentFact, lines_of: &[(Uuid, Uuid)]) -> bool {
    match fact.nature {
        Nature::Act => true,
        Nature::Memo => false,
        Nature::ActIfBudgeted => !fact.line.is_nil() || find(lines_of, fact.key).is_some(),
    }
}

/// Whether a row is the plan of a treatment that another row performed.
fn is_shadow(fact: &TreatmentFact) -> bool {
    fact.twin != NONE && !fact.is_performed
}

/// Lines by the treatment they name, the first of each.
fn lines_of(facts: &Facts) -> Vec<(Uuid, Uuid)> {
    let mut named: Vec<_> = facts.lines.iter().filter(|line| !line.treatment.is_nil()).collect();
    order::by_key(&mut named, |line| (line.treatment, line.order, line.key));
    named.dedup_by_key(|line| line.treatment);
    named.into_iter().map(|line| (line.treatment, line.key)).collect()
}

/// Treatments by the line they name, the first of each.
fn treatments_of(facts: &Facts) -> Vec<(Uuid, Uuid)> {
    let mut naming: Vec<_> = facts.treatments.iter().filter(|fact| !fact.line.is_nil()).collect();
    order::by_key(&mut naming, |fact| (fact.line, fact.rank()));
    naming.dedup_by_key(|fact| fact.line);
    naming.into_iter().map(|fact| (fact.line, fact.key)).collect()
}

/// What a key leads to.
fn find(pairs: &[(Uuid, Uuid)], key: Uuid) -> Option<Uuid> {
    let at = pairs.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    pairs.get(at).map(|(_, found)| *found)
}

/// The budget line of a treatment: the one it names, the one that names it, or that of its plan.
fn line_of(facts: &Facts, lines_of: &[(Uuid, Uuid)], fact: &TreatmentFact) -> Option<Uuid> {
    let own = |fact: &TreatmentFact| (!fact.line.is_nil()).then_some(fact.line).or_else(|| find(lines_of, fact.key));
    own(fact).or_else(|| own(facts.treatments.get(fact.twin as usize)?))
}

/// The budget of a line, unless it is another patient's.
fn budget_of(facts: &Facts, fact: &TreatmentFact, line: Uuid) -> Option<Uuid> {
    let at = facts.lines.binary_search_by_key(&line, |line| line.key).ok()?;
    let budget = facts.lines.get(at)?.budget;
    let is_theirs = facts.budgets.get(&budget)?.patient == fact.patient;
    is_theirs.then_some(budget)
}

/// Notes of each budget whether something of it was done.
fn note_performed(facts: &mut Facts, lines_of: &[(Uuid, Uuid)]) {
    let budgets: Vec<(Uuid, bool)> = facts
        .treatments
        .iter()
        .filter(|fact| is_act(fact, lines_of))
        .filter_map(|fact| Some((budget_of(facts, fact, line_of(facts, lines_of, fact)?)?, fact.is_performed)))
        .collect();
    for (budget, is_performed) in budgets {
        if let Some(budget) = facts.budgets.get_mut(&budget) {
            budget.is_acted_on = true;
            budget.is_performed |= is_performed;
        }
    }
}

#[cfg(test)]
mod tests;
