//! Teeth on record: one row for each tooth of a patient that anything was done to.

use std::collections::HashMap;

use uuid::Uuid;

use super::facts::{Facts, TreatmentFact};
use super::odontogram::Odontogram;
use super::teeth;
use crate::context::{Context, ExistingTooth};
use crate::record::{Json, ToothRecord};
use crate::row::Row;
use crate::warning::kinds;

/// The teeth that are on record.
#[derive(Debug, Default)]
pub(super) struct ToothRecords {
    existing: HashMap<(Uuid, u8), (Uuid, Box<str>)>,
    /// Those that rows were of: of each patient, a bit for each tooth.
    seen: HashMap<Uuid, u128>,
}

impl ToothRecords {
    pub(super) fn new(existing: Vec<ExistingTooth>) -> Self {
        let existing = existing.into_iter().filter_map(|tooth| {
            let number = u8::try_from(tooth.tooth_number).ok()?;
            Some(((tooth.patient_id, number), (tooth.id, tooth.general_condition.into())))
        });
        Self { existing: existing.collect(), seen: HashMap::new() }
    }

    /// The id of a tooth's record. Writes it when it is first needed; one the clinic has stays as it is.
    pub(super) fn of(
        &mut self,
        row: &mut Row<'_>,
        (facts, fact, odontogram): (&Facts, &TreatmentFact, &Odontogram),
        patient_id: Uuid,
        tooth: u8,
    ) -> Uuid {
        let existing = self.existing.get(&(patient_id, tooth));
        let id = existing
            .map_or_else(|| row.id_of("patient", &facts.name(fact.patient), &format!("tooth-{tooth}")), |(id, _)| *id);
        // What happened to a tooth is looked at once, when the first row is of it.
        let seen = self.seen.entry(patient_id).or_default();
        if *seen & (1 << tooth) != 0 {
            return id;
        }
        *seen |= 1 << tooth;
        let state = odontogram.state(fact.patient, tooth);
        if let Some((id, was)) = existing {
            if state != "healthy" && **was != *state {
                let tooth = tooth.to_string();
                row.warn(&kinds::ACT_TOOTH_KEPT, [("tooth", &tooth), ("was", was), ("computed", state)]);
            }
            return *id;
        }
        let Context { clinic_id, now, .. } = *row.context;
        row.insert(ToothRecord {
            id,
            clinic_id,
            patient_id,
            tooth_number: i32::from(tooth),
            tooth_type: if teeth::is_permanent(tooth) { "permanent" } else { "deciduous" },
            general_condition: state,
            surfaces: Json::EMPTY_OBJECT,
            notes: None,
            is_displaced: false,
            is_rotated: false,
            displacement_notes: None,
            created_at: now,
            updated_at: now,
        });
        id
    }
}
