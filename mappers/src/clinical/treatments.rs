//! An `applied_treatment` (`docs/mapping/treatments.md`).

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::facts::{Origin, TreatmentFact};
use super::memos::{self, Owner};
use super::{Clinical, amounts, budget_of, is_act, is_shadow, line_of, moment, nature, teeth};
use crate::accounting::Disposition;
use crate::acts::{Acts, Surfaces};
use crate::catalog::Catalog;
use crate::context::Context;
use crate::entity::AppliedTreatment;
use crate::phrases;
use crate::record::{PlannedTreatmentItem, PlannedTreatmentItemSession, Treatment, TreatmentTooth};
use crate::row::Row;
use crate::text::Lines;
use crate::value::Fields;
use crate::warning::kinds;

pub(super) const PLAN_ITEMS: &str = "planned_treatment_items";
const TREATMENTS: &str = "treatments";
/// What else a treatment is mapped as: its row of `treatments`, beside its place in a plan.
pub(super) const RECORD: &str = "applied_treatment_record";

/// Days after which a planned treatment asks for a look, and with how long a note even earlier.
const LONG_AGO: i64 = 1825;
const SOME_TIME_AGO: i64 = 730;
const LONG_NOTE: usize = 40;

/// A treatment about to be written.
pub(super) struct Draft<'s> {
    pub(super) source: &'s AppliedTreatment<'s>,
    pub(super) fact: TreatmentFact,
    pub(super) patient_id: Uuid,
    pub(super) catalog_item: Option<Uuid>,
    /// What its treatment of the catalog was called, when an admin left that out.
    pub(super) left_out: Option<&'s str>,
    pub(super) professional: Option<Uuid>,
    pub(super) budget: Option<Uuid>,
    pub(super) budget_item: Option<Uuid>,
    pub(super) price: Option<Decimal>,
    pub(super) recorded_at: Timestamp,
    pub(super) performed_at: Option<Timestamp>,
    pub(super) clinical_type: &'static str,
}

impl Clinical {
    /// Maps an `applied_treatment`.
    pub(super) fn treatment<'a>(
        &mut self,
        catalog: &Catalog,
        acts: &mut Acts,
        row: &mut Row<'a>,
        fields: &mut Fields<'a>,
        columns: &mut Fields<'a>,
    ) -> Disposition {
        let source = AppliedTreatment::read(fields, columns);
        let Some(patient) = source.patient.as_deref() else {
            row.warn(&kinds::ACT_NO_PATIENT, []);
            return Disposition::Skipped;
        };
        let Some(patient_id) = row.resolve("patient", patient) else {
            row.warn(&kinds::ACT_UNMAPPED_PATIENT, [("patient", patient)]);
            return Disposition::Skipped;
        };
        let Some(fact) = self.fact(row.source.canonical_uuid).copied() else {
            return Disposition::Archived; // never shown in advance
        };
        if is_shadow(&fact) {
            return self.shadow(row, &fact);
        }
        let dates = [("start_date", &source.start), ("end_date", &source.end)].map(|(field, text)| {
            let text = text.as_deref()?;
            let instant = moment::moment(text, &row.context.timezone);
            if instant.is_none() {
                fields.problem(&kinds::BAD_DATE, field, text);
            }
            instant
        });
        if !is_act(&fact, &self.lines_of) {
            return memo(row, &source, patient_id, dates);
        }
        let draft = self.draft(catalog, row, fields, &source, fact, patient_id, dates);
        self.write(acts, row, fields, &draft)
    }

    /// A planned treatment that another row performed: it is that one.
    fn shadow(&self, row: &mut Row<'_>, fact: &TreatmentFact) -> Disposition {
        let Some(twin) = self.facts.treatments.get(fact.twin as usize) else { return Disposition::Archived };
        let name = self.facts.name(twin.key);
        let made = |entity_type: &str, part: &str| {
            row.resolve(entity_type, &name).unwrap_or_else(|| row.id_of("applied_treatment", &name, part))
        };
        let (item, treatment) = (made("applied_treatment", "plan_item"), made(RECORD, "treatment"));
        row.warn(&kinds::ACT_SHADOW, [("performed", &name)]);
        row.keep_source();
        row.map_to(PLAN_ITEMS, item);
        row.map_as(RECORD, row.source.canonical_uuid, "record_mapping", TREATMENTS, treatment);
        Disposition::Merged
    }

    #[expect(clippy::too_many_arguments)]
    fn draft<'s>(
        &self,
        catalog: &'s Catalog,
        row: &mut Row<'_>,
        fields: &mut Fields<'_>,
        source: &'s AppliedTreatment<'s>,
        fact: TreatmentFact,
        patient_id: Uuid,
        [start, end]: [Option<Timestamp>; 2],
    ) -> Draft<'s> {
        let as_of = row.context.as_of();
        let catalog_item = catalog_item(catalog, row, source);
        if !nature::is_known(source.kind) {
            row.warn(&kinds::ACT_UNKNOWN_KIND, [("kind", &kind(source))]);
        }
        let price = source.amount.and_then(amounts::fitting);
        if let (Some(amount), None) = (source.amount, price) {
            fields.problem(&kinds::BAD_NUMBER, "amount", &amount.to_string());
        }
        if start.or(end).is_none() {
            row.warn(&kinds::ACT_NO_DATE, []);
        }
        if let (true, None, Some(start)) = (fact.is_performed, end, start) {
            let used = start.to_zoned(row.context.timezone.clone()).date().to_string();
            row.warn(&kinds::ACT_APPROXIMATE, [("used", &used)]);
        }
        let recorded_at = start.or(end).unwrap_or(as_of);
        if !fact.is_performed {
            ask_about_completion(row, source, recorded_at);
        }
        let professional = Self::staff(row, "professional", ["professional", "user"], source.professional.as_deref());
        let (budget, budget_item) = self.budget_link(row, source, &fact);
        Draft {
            source,
            fact,
            patient_id,
            catalog_item,
            left_out: catalog.left_out([source.variant.as_deref(), None]),
            professional,
            budget,
            budget_item,
            price,
            recorded_at,
            performed_at: end.or(start).filter(|_| fact.is_performed),
            clinical_type: nature::clinical_type(
                source.kind,
                catalog_item.and_then(|item| catalog.clinical_type(item)),
            ),
        }
    }

    /// The budget of a treatment and its line there.
    fn budget_link(
        &self,
        row: &mut Row<'_>,
        source: &AppliedTreatment<'_>,
        fact: &TreatmentFact,
    ) -> (Option<Uuid>, Option<Uuid>) {
        let Some(line) = line_of(&self.facts, &self.lines_of, fact) else { return (None, None) };
        let item = row.resolve("budget_line", &self.facts.name(line));
        if let Some(budget) = budget_of(&self.facts, fact, line) {
            return (row.resolve("budget", &self.facts.name(budget)), item);
        }
        if item.is_some() && !self.is_in_file(line) {
            return (None, item);
        }
        match (item, source.budget_line.as_deref()) {
            (None, Some(line)) => row.warn(&kinds::ACT_UNMAPPED_LINE, [("line", line)]),
            (None, None) => {}
            (Some(_), _) => row.warn(&kinds::ACT_OTHER_BUDGET, []),
        }
        row.keep_source();
        (None, None)
    }

    /// Whether the file says whose budget a line is of.
    fn is_in_file(&self, line: Uuid) -> bool {
        let at = self.facts.lines.binary_search_by_key(&line, |line| line.key).ok();
        let budget = at.and_then(|at| self.facts.budgets.get(&self.facts.lines.get(at)?.budget));
        budget.is_some_and(|budget| budget.origin != Origin::Elsewhere)
    }

    fn write(&mut self, acts: &mut Acts, row: &mut Row<'_>, fields: &mut Fields<'_>, draft: &Draft<'_>) -> Disposition {
        let Draft { source, fact, patient_id, .. } = draft;
        let Some((plan, before)) = self.plans.make(row, &self.facts, fact.plan, *patient_id) else {
            return Disposition::Archived;
        };
        let Context { clinic_id, now, .. } = *row.context;
        let teeth = teeth::read(fields, &source.teeth);
        let (scope, arch) = nature::scope(source.kind, &teeth);
        let has_teeth = scope != "global_mouth";
        let surfaces = teeth::surfaces(row, source, if has_teeth { &teeth } else { &[] });
        let records: Vec<(u8, Uuid)> = teeth
            .iter()
            .filter(|_| has_teeth)
            .map(|tooth| {
                let context = (&self.facts, fact, &self.odontogram);
                (*tooth, self.teeth.of(row, context, *patient_id, *tooth))
            })
            .collect();
        let performed = (fact.is_performed).then_some(draft.professional).flatten();
        let id = row.id("treatment");
        let made_at = draft.recorded_at.min(now);
        row.insert(Treatment {
            id,
            clinic_id,
            patient_id: *patient_id,
            clinical_type: draft.clinical_type,
            scope,
            arch,
            catalog_item_id: draft.catalog_item,
            status: if fact.is_performed { "performed" } else { "planned" },
            recorded_at: draft.recorded_at,
            performed_at: draft.performed_at,
            performed_by: performed,
            price_snapshot: draft.price,
            duration_snapshot: None,
            vat_rate_snapshot: None,
            budget_item_id: draft.budget_item,
            notes: notes(row, draft, &surfaces, if has_teeth { &[] } else { &teeth }),
            source_module: "migration_import",
            deleted_at: None,
            created_at: made_at,
            updated_at: now,
        });
        self.held.release(row, fact.key, id);
        for (tooth, tooth_record_id) in records {
            let role =
                (draft.clinical_type == "bridge").then(|| self.odontogram.role(fact.patient, tooth, fact.date()));
            row.insert(TreatmentTooth {
                id: row.id(&format!("tooth-{tooth}")),
                treatment_id: id,
                tooth_record_id,
                tooth_number: i32::from(tooth),
                role: role.flatten(),
                surfaces: surfaces.as_ref().ok().and_then(|surfaces| surfaces.json()),
                created_at: now,
                updated_at: now,
            });
        }
        let sequence = before.saturating_add(i32::try_from(fact.sequence).unwrap_or(i32::MAX));
        if let Some(session) = self.plan_item(row, draft, plan, sequence) {
            acts.insert_pending(id, session);
        }
        let author = author(row, source);
        if let Some(body) = source.notes.as_deref() {
            let author = author.or(draft.professional);
            memos::write(
                row,
                Owner::Treatment(id),
                body,
                author,
                Some(draft.performed_at.unwrap_or(draft.recorded_at)),
            );
        }
        row.map_as(RECORD, row.source.canonical_uuid, "record_mapping", TREATMENTS, id);
        if let Some(review) = row.review() {
            review.treatments.applied(source.variant.as_deref(), draft.price.unwrap_or_default());
        }
        let tooth = match teeth.as_slice() {
            [tooth] if has_teeth => Some(*tooth),
            _ => None,
        };
        self.remember(acts, row, draft, id, (tooth, surfaces.unwrap_or_default()));
        Disposition::Created
    }

    /// The treatment's place in its plan, with a session of its own if no phases follow: returned if it is still to be
    /// done.
    fn plan_item(&mut self, row: &mut Row<'_>, draft: &Draft<'_>, plan: Uuid, sequence_order: i32) -> Option<Uuid> {
        let Draft { source, fact, .. } = draft;
        let Context { clinic_id, now, .. } = *row.context;
        let status = if fact.is_performed { "completed" } else { "pending" };
        let completed_by = draft.professional.filter(|_| fact.is_performed);
        let created_at = draft.recorded_at.min(now);
        let id = row.id("plan_item");
        row.insert(PlannedTreatmentItem {
            id,
            clinic_id,
            treatment_plan_id: plan,
            treatment_id: row.id("treatment"),
            sequence_order,
            status,
            completed_without_appointment: false,
            completed_at: draft.performed_at,
            completed_by,
            assigned_professional_id: draft.professional,
            notes: source.notes.as_deref().map(Into::into),
            created_at,
            updated_at: now,
        });
        row.map_to(PLAN_ITEMS, id);
        let price = draft.price.unwrap_or_default();
        let shared = self.phases.share(fact.key, price);
        if let Some(sum) = shared.odd_sum {
            row.warn(&kinds::PHASE_PERCENTS, [("sum", &sum.normalize().to_string())]);
        }
        if shared.count > 0 {
            return None;
        }
        let session = row.id("session");
        row.insert(PlannedTreatmentItemSession {
            id: session,
            plan_item_id: id,
            sequence: 1,
            label: None,
            amount: price,
            status,
            completed_at: draft.performed_at,
            completed_by,
            notes: None,
            created_at,
            updated_at: now,
        });
        (!fact.is_performed).then_some(session)
    }
}

/// A row that says something rather than doing it: a note, if it says anything.
fn memo(
    row: &mut Row<'_>,
    source: &AppliedTreatment<'_>,
    patient_id: Uuid,
    [start, end]: [Option<Timestamp>; 2],
) -> Disposition {
    row.warn(&kinds::ACT_MEMO, [("kind", &kind(source))]);
    let Some(body) = source.notes.as_deref() else { return Disposition::Archived };
    let professional = source.professional.as_deref().and_then(|uuid| row.resolve("professional", uuid));
    let author = author(row, source).or(professional);
    let id = memos::write(row, Owner::Patient(patient_id), body, author, end.or(start));
    row.keep_source();
    row.map_to("clinical_notes", id);
    Disposition::Created
}

fn kind(source: &AppliedTreatment<'_>) -> String {
    source.kind.map_or_else(|| "—".to_owned(), |kind| kind.to_string())
}

/// Who entered the row, when they are staff here.
fn author(row: &mut Row<'_>, source: &AppliedTreatment<'_>) -> Option<Uuid> {
    Clinical::staff(row, "user", ["user", "professional"], source.author.as_deref())
}

fn catalog_item(catalog: &Catalog, row: &mut Row<'_>, source: &AppliedTreatment<'_>) -> Option<Uuid> {
    let variant = source.variant.as_deref()?;
    let item = row.resolve("treatment_catalog_variant", variant);
    if item.is_none() {
        match catalog.left_out([Some(variant), None]) {
            Some(label) => row.warn(&kinds::CATALOG_UNLINKED, [("label", label)]),
            None => row.warn(&kinds::ACT_UNMAPPED_VARIANT, [("variant", variant)]),
        }
        row.keep_source();
    }
    item
}

/// Asks about a treatment that has been planned for long, or has a long note: it may have been performed.
fn ask_about_completion(row: &mut Row<'_>, source: &AppliedTreatment<'_>, since: Timestamp) {
    let days = SignedDuration::as_hours(&row.context.as_of().duration_since(since)) / 24;
    let note = source.notes.as_deref().map_or(0, |notes| notes.chars().count());
    if days >= LONG_AGO || (days >= SOME_TIME_AGO && note > LONG_NOTE) {
        let since = since.to_zoned(row.context.timezone.clone()).date().to_string();
        row.warn(&kinds::ACT_UNCONFIRMED, [("since", &since)]);
    }
}

/// The source's notes, and below them what has no column.
fn notes(row: &Row<'_>, draft: &Draft<'_>, surfaces: &Result<Surfaces, String>, teeth: &[u8]) -> Option<Box<str>> {
    let source = draft.source;
    let mut notes = Lines::default();
    if let Some(text) = source.notes.as_deref() {
        notes.push(text.to_owned());
    }
    if let Some(label) = draft.left_out {
        notes.push(row.say(phrases::TREATMENT, &[&label]));
    }
    if let Some(units) = source.units.filter(|units| *units != Decimal::ONE) {
        notes.push(row.say(phrases::UNITS, &[&units]));
    }
    if !teeth.is_empty() {
        let teeth: Vec<_> = teeth.iter().map(u8::to_string).collect();
        notes.push(row.say(phrases::TEETH, &[&teeth.join(", ")]));
    }
    if let Err(zones) = surfaces {
        notes.push(row.say(phrases::SURFACES, &[zones]));
    }
    notes.finish()
}
