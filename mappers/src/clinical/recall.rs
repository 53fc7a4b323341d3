//! What money and documents find of a treatment: in the import that makes it, and in those that follow.

use super::treatments::{Draft, RECORD};
use super::{Clinical, amounts, budget_of, is_shadow, line_of, moment, nature, teeth};
use crate::acts::{Act, Acts, Surfaces};
use crate::catalog::Catalog;
use crate::entity::AppliedTreatment;
use crate::row::Row;
use crate::value::Fields;
use uuid::Uuid;

impl Clinical {
    /// Keeps what money and documents need to know of a treatment, under its own name and that of its plan.
    pub(super) fn remember(
        &self,
        acts: &mut Acts,
        row: &Row<'_>,
        draft: &Draft<'_>,
        treatment: Uuid,
        (tooth, surfaces): (Option<u8>, Surfaces),
    ) {
        let act = Act {
            treatment,
            patient: draft.patient_id,
            clinical_type: draft.clinical_type,
            catalog_item: draft.catalog_item,
            budget: draft.budget,
            budget_item: draft.budget_item,
            professional: draft.professional,
            at: draft.performed_at.unwrap_or(draft.recorded_at),
            is_performed: draft.fact.is_performed,
            price: draft.price,
            tooth,
            surfaces,
        };
        acts.insert(row.source.canonical_uuid, act);
        if let Some(planned) = self.facts.treatments.get(draft.fact.twin as usize) {
            let name = self.facts.name(planned.key);
            if !planned.is_known || row.resolve(RECORD, &name) == Some(treatment) {
                acts.insert(&name, act);
            }
        }
    }

    /// Learns what an earlier import made of an `applied_treatment`.
    pub(super) fn recall_treatment(&self, catalog: &Catalog, acts: &mut Acts, row: &mut Row<'_>) {
        let Some(treatment) = row.resolve(RECORD, row.source.canonical_uuid) else { return };
        let Some(fact) = self.fact(row.source.canonical_uuid).copied() else { return };
        if is_shadow(&fact) && treatment != row.id("treatment") {
            return;
        }
        let mut fields = Fields::read(row.source.payload).unwrap_or_default();
        let mut columns = Fields::read(row.source.raw_source_data).unwrap_or_default();
        let source = AppliedTreatment::read(&mut fields, &mut columns);
        let Some(patient_id) = source.patient.as_deref().and_then(|uuid| row.resolve("patient", uuid)) else { return };
        let catalog_item = source.variant.as_deref().and_then(|uuid| row.resolve("treatment_catalog_variant", uuid));
        let professional = source
            .professional
            .as_deref()
            .and_then(|uuid| row.resolve("professional", uuid).or_else(|| row.resolve("user", uuid)));
        let [start, end] = [&source.start, &source.end]
            .map(|text| text.as_deref().and_then(|text| moment::moment(text, &row.context.timezone)));
        let line = line_of(&self.facts, &self.lines_of, &fact);
        let budget = line.and_then(|line| budget_of(&self.facts, &fact, line));
        let draft = Draft {
            fact,
            patient_id,
            catalog_item,
            left_out: None,
            professional,
            budget: budget.and_then(|budget| row.resolve("budget", &self.facts.name(budget))),
            budget_item: line
                .filter(|_| budget.is_some())
                .and_then(|line| row.resolve("budget_line", &self.facts.name(line))),
            price: source.amount.and_then(amounts::fitting),
            recorded_at: start.or(end).unwrap_or(row.context.as_of()),
            performed_at: end.or(start).filter(|_| fact.is_performed),
            clinical_type: nature::clinical_type(
                source.kind,
                catalog_item.and_then(|item| catalog.clinical_type(item)),
            ),
            source: &source,
        };
        let teeth = teeth::known(&source.teeth);
        let place = match teeth.as_slice() {
            [tooth] if nature::scope(source.kind, &teeth).0 != "global_mouth" => {
                (Some(*tooth), teeth::placed(&source, &teeth).unwrap_or_default())
            }
            _ => (None, Surfaces::default()),
        };
        self.remember(acts, row, &draft, treatment, place);
    }
}
