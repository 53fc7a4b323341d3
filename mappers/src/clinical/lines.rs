//! A `budget_line` (`docs/mapping/budgets.md#lines`).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use super::amounts::{Amounts, Notice};
use super::facts::{BudgetFact, Origin};
use super::held::Line;
use super::offers::Offer;
use super::{Clinical, find, is_act, is_shadow, moment, teeth};
use crate::accounting::Disposition;
use crate::catalog::Catalog;
use crate::entity::BudgetLine;
use crate::ids;
use crate::phrases;
use crate::reconciliation::{Kind, Reconciliation, reason};
use crate::row::Row;
use crate::text::Lines;
use crate::value::Fields;
use crate::warning::kinds;

const ITEMS: &str = "budget_items";

impl Clinical {
    /// Maps a `budget_line`.
    pub(super) fn line(
        &mut self,
        catalog: &mut Catalog,
        reconciliation: &mut Reconciliation,
        row: &mut Row<'_>,
        fields: &mut Fields<'_>,
    ) -> Disposition {
        let source = BudgetLine::read(fields);
        let amounts = Amounts::of(&source);
        let problems = fields.take_problems();
        let offer = Offer::of(&source, &amounts, &problems);
        row.report(problems);
        let patient = self.patient_of(row, &source);
        let budget_id = match budget(row, &source) {
            Ok(budget_id) => budget_id,
            Err(code) => {
                reconciliation.note(row, Kind::Budgets, patient, offer.amount, Decimal::ZERO, code);
                return Disposition::Skipped;
            }
        };
        reconciliation.note(row, Kind::Budgets, patient, offer.amount, amounts.total(), offer.why);
        let fact = self.budget_fact(&source);
        if fact.is_none_or(|fact| fact.origin != Origin::File) {
            row.warn(&kinds::LINE_LATE, []);
        }
        if source.patient.as_deref().map(ids::key) != fact.map(|fact| fact.patient) {
            row.keep_source();
        }
        report(row, &source, &amounts);
        let teeth = teeth::read(fields, &source.teeth);
        let quoted = fact.and_then(|fact| fact.quoted);
        let id = row.id("line");
        let item = catalog_item(catalog, row, &source);
        if let Some(review) = row.review() {
            review.treatments.offered(names(&source), amounts.total());
        }
        let mut line = Line::new(id, budget_id, item, &amounts);
        line.vat_type_id = self.vat_type(&amounts);
        line.created_at = quoted.map_or(row.context.now, |day| moment::midnight(day, row.context));
        line.notes = notes(row, &source, &amounts, &teeth, catalog.left_out(names(&source)));
        line.display_order = source.order.and_then(|order| i32::try_from(order).ok()).unwrap_or(0);
        line.tooth_number = teeth.first().copied();
        row.map_to(ITEMS, id);
        self.add(row, &source, line);
        Disposition::Created
    }

    /// Counts what a line offers that an earlier import brought in.
    pub(crate) fn linked(&self, reconciliation: &mut Reconciliation, row: &Row<'_>) {
        if row.entity_type() != "budget_line" {
            return;
        }
        let Ok(mut fields) = Fields::read(row.source.payload) else { return };
        let source = BudgetLine::read(&mut fields);
        let offer = Offer::of(&source, &Amounts::of(&source), &fields.take_problems());
        let patient = self.patient_of(row, &source);
        reconciliation.note(row, Kind::Budgets, patient, offer.amount, Decimal::ZERO, reason::IMPORTED_BEFORE);
    }

    /// Whom a line was offered to: the patient of its budget, or else its own.
    fn patient_of(&self, row: &Row<'_>, source: &BudgetLine<'_>) -> Option<Uuid> {
        let patient = self.budget_fact(source).and_then(|fact| row.resolve_key("patient", fact.patient));
        patient.or_else(|| row.resolve("patient", source.patient.as_deref()?))
    }

    fn budget_fact(&self, source: &BudgetLine<'_>) -> Option<&BudgetFact> {
        self.facts.budgets.get(&ids::key(source.budget.as_deref()?))
    }

    /// Adds a line, now or after the treatment it refers to.
    fn add(&mut self, row: &mut Row<'_>, source: &BudgetLine<'_>, line: Line) {
        let named = source.applied_treatment.as_deref();
        let treatment = named.map(ids::key).or_else(|| find(&self.treatments_of, ids::key(row.source.canonical_uuid)));
        let patient = self.budget_fact(source).map(|budget| budget.patient);
        let mut treatment_id = None;
        if let Some((key, is_known)) = treatment.and_then(|key| self.made(key, patient)) {
            if !is_known {
                self.held.hold(key, line);
                return;
            }
            treatment_id = row.resolve("applied_treatment_record", &self.facts.name(key));
        }
        row.insert(line.record(row.context, treatment_id));
    }

    /// The key of the treatment that a row becomes, its own or its twin's, and whether an earlier import made it; `None`
    /// when it becomes none, or is another patient's.
    fn made(&self, key: Uuid, patient: Option<Uuid>) -> Option<(Uuid, bool)> {
        let treatments = &self.facts.treatments;
        let at = treatments.binary_search_by_key(&key, |fact| fact.key).ok()?;
        let fact = treatments.get(at).filter(|fact| is_act(fact, &self.lines_of) && Some(fact.patient) == patient)?;
        let fact = if is_shadow(fact) { treatments.get(fact.twin as usize)? } else { fact };
        Some((fact.key, fact.is_known))
    }

    fn vat_type(&self, amounts: &Amounts) -> Option<Uuid> {
        let rate = amounts.vat_rate.to_f64()?;
        let mut types = self.vat_types.iter().filter(|vat_type| (vat_type.rate - rate).abs() < 0.005);
        types.clone().find(|vat_type| vat_type.is_default).or_else(|| types.next()).map(|vat_type| vat_type.id)
    }
}

/// The budget of a line; the code of the warning when it has none here.
fn budget(row: &mut Row<'_>, source: &BudgetLine<'_>) -> Result<Uuid, &'static str> {
    let Some(budget) = source.budget.as_deref() else {
        row.warn(&kinds::LINE_NO_BUDGET, []);
        return Err(kinds::LINE_NO_BUDGET.code);
    };
    row.resolve("budget", budget).ok_or_else(|| {
        row.warn(&kinds::LINE_UNMAPPED_BUDGET, [("budget", budget)]);
        kinds::LINE_UNMAPPED_BUDGET.code
    })
}

/// The treatment of the catalog that a line offers, or the general one.
fn catalog_item(catalog: &mut Catalog, row: &mut Row<'_>, source: &BudgetLine<'_>) -> Uuid {
    let (treatment, variant) = (source.treatment.as_deref(), source.variant.as_deref());
    let item = treatment
        .and_then(|uuid| row.resolve("treatment_catalog_item", uuid))
        .or_else(|| row.resolve("treatment_catalog_variant", variant?));
    if let Some(item) = item {
        return item;
    }
    match (treatment.or(variant), catalog.left_out(names(source))) {
        (None, _) => row.warn(&kinds::LINE_NO_TREATMENT, []),
        (_, Some(label)) => row.warn(&kinds::CATALOG_UNLINKED, [("label", label)]),
        (Some(uuid), None) => row.warn(&kinds::LINE_UNMAPPED_TREATMENT, [("treatment", uuid)]),
    }
    row.keep_source();
    catalog.general(row)
}

/// What a line calls its treatment.
fn names<'s>(source: &'s BudgetLine<'_>) -> [Option<&'s str>; 2] {
    [source.treatment.as_deref(), source.variant.as_deref()]
}

/// Says where amounts are not quite the source's.
fn report(row: &mut Row<'_>, source: &BudgetLine<'_>, amounts: &Amounts) {
    let text = |amount: Option<Decimal>| amount.map_or_else(|| "—".to_owned(), |amount| amount.to_string());
    for notice in &amounts.notices {
        match notice {
            Notice::Unusable(found) => row.warn(&kinds::LINE_UNUSABLE, [("found", &found.to_string())]),
            Notice::NoUnits => row.warn(&kinds::LINE_NO_UNITS, []),
            Notice::Folded => {
                let (units, price) = (text(source.units), text(source.unit_amount.or(source.list_amount)));
                row.warn(&kinds::LINE_FOLDED, [("units", &units), ("price", &price)]);
            }
            Notice::RateDerived(rate) => row.warn(&kinds::LINE_RATE, [("rate", &rate.normalize().to_string())]),
            Notice::BadPercent(found) => row.warn(&kinds::LINE_PERCENT, [("found", &found.to_string())]),
            Notice::Differs(found, computed) => {
                let (found, computed) = (format!("{found:.2}"), format!("{computed:.2}"));
                row.warn(&kinds::LINE_DIFFERS, [("found", &found), ("computed", &computed)]);
            }
        }
        row.keep_source();
    }
    if source.list_amount.is_some_and(|list| Some(list) != source.unit_amount) {
        row.keep_source();
    }
}

fn notes(
    row: &Row<'_>,
    source: &BudgetLine<'_>,
    amounts: &Amounts,
    teeth: &[u8],
    left_out: Option<&str>,
) -> Option<Box<str>> {
    let mut notes = Lines::default();
    if let Some(label) = left_out {
        notes.push(row.say(phrases::TREATMENT, &[&label]));
    }
    if let Some(text) = &source.notes {
        notes.push(text.clone().into_owned());
    }
    if let [_, others @ ..] = teeth
        && !others.is_empty()
    {
        let others: Vec<_> = others.iter().map(u8::to_string).collect();
        notes.push(row.say(phrases::OTHER_TEETH, &[&others.join(", ")]));
    }
    if let (Some(units), true) = (source.units, amounts.notices.contains(&Notice::Folded)) {
        notes.push(row.say(phrases::UNITS, &[&units]));
    }
    notes.finish()
}
