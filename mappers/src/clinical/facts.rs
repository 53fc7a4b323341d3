//! What is kept of budgets, treatments and phases before any of them is mapped: as little as decides what becomes of
//! the others. A file has hundreds of thousands.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use dpmf::row::EntityRow;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::amounts::Amounts;
use super::nature::{self, Nature};
use super::odontogram::{self, Event};
use super::{moment, teeth};
use crate::entity::{AppliedTreatment, Budget, BudgetLine, Phase};
use crate::ids;
use crate::value::{self, Fields};

/// No position.
pub(super) const NONE: u32 = u32::MAX;

/// Gesdén's states of what was done.
pub(super) fn is_done(status: Option<i64>) -> bool {
    matches!(status, Some(5 | 6))
}

/// Where a budget comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// Only lines of it were seen.
    #[default]
    Elsewhere,
    /// The file; it is new.
    File,
    /// An earlier import mapped it.
    Before,
}

/// A `budget`, and what its lines come to.
#[derive(Debug, Default)]
pub(super) struct BudgetFact {
    pub(super) patient: Uuid,
    pub(super) quoted: Option<Date>,
    /// The number the source gives it.
    pub(super) said: u64,
    /// The number it gets: of its year.
    pub(super) number: (i16, u64),
    pub(super) order: u64,
    pub(super) system: u8,
    pub(super) origin: Origin,
    pub(super) rejected: Option<Date>,
    /// Whether something was done about one of its lines, and whether that is finished.
    pub(super) is_acted_on: bool,
    pub(super) is_performed: bool,
    pub(super) subtotal: Decimal,
    pub(super) discounted: Decimal,
    pub(super) tax: Decimal,
}

/// A `budget_line`.
#[derive(Debug)]
pub(super) struct LineFact {
    pub(super) key: Uuid,
    pub(super) budget: Uuid,
    /// The treatment it says was done about it; nil when it names none.
    pub(super) treatment: Uuid,
    pub(super) order: u64,
}

/// An `applied_treatment`.
#[derive(Clone, Copy, Debug)]
pub(super) struct TreatmentFact {
    pub(super) key: Uuid,
    pub(super) patient: Uuid,
    /// Its line of a budget; nil when it has none.
    pub(super) line: Uuid,
    /// Equal for what is the same treatment of the same teeth of one patient; 0 when that cannot be said.
    pub(super) identity: u64,
    pub(super) order: u64,
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
    /// Its plan, its place there, and the row that is the same treatment, planned or performed.
    pub(super) plan: u32,
    pub(super) sequence: u32,
    pub(super) twin: u32,
    pub(super) system: u8,
    pub(super) nature: Nature,
    pub(super) is_performed: bool,
    /// Whether an earlier import mapped it.
    pub(super) is_known: bool,
}

impl TreatmentFact {
    /// When it was done, or else planned.
    pub(super) fn date(&self) -> Option<Date> {
        self.end.or(self.start)
    }

    /// Its place among others.
    pub(super) fn rank(&self) -> (Option<Date>, u64, Uuid) {
        (self.date(), self.order, self.key)
    }
}

/// An `applied_treatment_phase`.
#[derive(Debug)]
pub(super) struct PhaseFact {
    pub(super) key: Uuid,
    pub(super) treatment: Uuid,
    pub(super) order: u64,
    pub(super) number: Option<i64>,
    pub(super) date: Option<Date>,
    pub(super) percent: Option<Decimal>,
    /// Its place and what it comes to, once the price of its treatment is known.
    pub(super) place: i32,
    pub(super) amount: Decimal,
    /// Whether it is of a plan that was performed as another row.
    pub(super) is_of_plan: bool,
}

/// What the file says, in short.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) budgets: HashMap<Uuid, BudgetFact>,
    pub(super) lines: Vec<LineFact>,
    pub(super) treatments: Vec<TreatmentFact>,
    pub(super) phases: Vec<PhaseFact>,
    pub(super) events: Vec<Event>,
    /// Source systems: one, as a rule.
    pub(super) systems: Vec<Box<str>>,
    /// Canonical uuids that are not spelled like UUIDs, by their key.
    names: HashMap<Uuid, Box<str>>,
}

impl Facts {
    pub(super) fn budget(&mut self, row: &EntityRow<'_>, fields: &mut Fields<'_>, is_known: bool) {
        let source = Budget::read(fields);
        let system = self.system(row.source_system);
        let key = self.key(row.canonical_uuid);
        let patient = source.patient.as_deref().map_or(Uuid::nil(), ids::key);
        let fact = self.budgets.entry(key).or_default();
        fact.patient = patient;
        fact.quoted = source.quoted.or(source.accepted).or(source.rejected);
        fact.said = source.number.and_then(|number| u64::try_from(value::integer(&number)?).ok()).unwrap_or(0);
        fact.order = order(row.source_id);
        fact.system = system;
        fact.origin = if is_known { Origin::Before } else { Origin::File };
        fact.rejected = source.rejected;
    }

    pub(super) fn line(&mut self, row: &EntityRow<'_>, fields: &mut Fields<'_>) {
        let source = BudgetLine::read(fields);
        let Some(budget) = source.budget.as_deref().map(ids::key) else { return };
        let key = self.key(row.canonical_uuid);
        let treatment = source.applied_treatment.as_deref().map_or(Uuid::nil(), ids::key);
        let amounts = Amounts::of(&source);
        let fact = self.budgets.entry(budget).or_default();
        fact.subtotal += amounts.subtotal;
        fact.discounted += amounts.discounted;
        fact.tax += amounts.tax;
        fact.is_acted_on |= !treatment.is_nil();
        self.lines.push(LineFact { key, budget, treatment, order: order(row.source_id) });
    }

    pub(super) fn treatment<'a>(&mut self, row: &EntityRow<'a>, fields: &mut Fields<'a>, is_known: bool) {
        let mut columns = Fields::read(row.raw_source_data).unwrap_or_default();
        let source = AppliedTreatment::read(fields, &mut columns);
        let Some(patient) = source.patient.as_deref().map(ids::key) else { return };
        let day = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().and_then(moment::day);
        let (start, end) = (day(&source.start), day(&source.end));
        let is_performed = is_done(source.status) || end.is_some();
        let system = self.system(row.source_system);
        let teeth = teeth::known(&source.teeth);
        if is_performed {
            self.events.extend(odontogram::events(
                patient,
                source.kind,
                source.variant.as_deref(),
                &teeth,
                end.or(start),
            ));
        }
        let has_price = source.amount.is_some_and(|amount| !amount.is_zero());
        let fact = TreatmentFact {
            key: self.key(row.canonical_uuid),
            patient,
            line: source.budget_line.as_deref().map_or(Uuid::nil(), ids::key),
            identity: identity(system, patient, &source, &teeth),
            order: order(row.source_id),
            start,
            end,
            plan: NONE,
            sequence: 0,
            twin: NONE,
            system,
            nature: nature::nature(source.kind, source.variant.is_some() || source.tariff.is_some(), has_price),
            is_performed,
            is_known,
        };
        self.treatments.push(fact);
    }

    pub(super) fn phase(&mut self, row: &EntityRow<'_>, fields: &mut Fields<'_>) {
        let source = Phase::read(fields);
        let Some(treatment) = source.treatment.as_deref().map(ids::key) else { return };
        self.phases.push(PhaseFact {
            key: ids::key(row.canonical_uuid),
            treatment,
            order: order(row.source_id),
            number: source.number,
            date: source.executed.as_deref().and_then(moment::day),
            percent: source.percent,
            place: 0,
            amount: Decimal::ZERO,
            is_of_plan: false,
        });
    }

    /// The canonical uuid that a key stands for.
    pub(super) fn name(&self, key: Uuid) -> String {
        self.names.get(&key).map_or_else(|| key.to_string(), ToString::to_string)
    }

    fn key(&mut self, canonical_uuid: &str) -> Uuid {
        let key = ids::key(canonical_uuid);
        let mut buffer = Uuid::encode_buffer();
        if key.hyphenated().encode_lower(&mut buffer) != canonical_uuid {
            self.names.insert(key, canonical_uuid.into());
        }
        key
    }

    /// Positions of more systems than a byte counts are of the last of them; nobody has that many.
    fn system(&mut self, name: &str) -> u8 {
        let position = self.systems.iter().position(|system| **system == *name).unwrap_or_else(|| {
            self.systems.push(name.into());
            self.systems.len() - 1
        });
        u8::try_from(position).unwrap_or(u8::MAX)
    }
}

/// Equal for rows that are one treatment, but for what neither the tariff nor the odontogram knows.
fn identity(system: u8, patient: Uuid, source: &AppliedTreatment<'_>, teeth: &[u8]) -> u64 {
    let variant = source.variant.as_deref().map(ids::key);
    let is_drawn = nature::clinical_type(source.kind, Some("extraction")) != nature::NOT_DRAWN;
    if source.tariff.is_none() && variant.is_none() && !is_drawn {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    let tariff = source.tariff.map_or((None, variant), |tariff| (Some(tariff), None));
    (system, patient, tariff, source.kind, teeth).hash(&mut hasher);
    hasher.finish().max(1)
}

/// The place of a row among those of its day: the number its source id ends with.
pub(super) fn order(source_id: &str) -> u64 {
    let digits = source_id.len() - source_id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    source_id.get(source_id.len() - digits..).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn source_ids_are_ordered_by_their_number() {
        for (id, number) in [("TTM00012", 12), ("12", 12), ("a", 0), ("", 0), ("9-3", 3), ("ñ7", 7)] {
            assert_eq!(order(id), number, "{id:?}");
        }
        assert_eq!(order(&"9".repeat(40)), 0);
    }
}
