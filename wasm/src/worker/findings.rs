//! What a dry run found, kept within bounds for the page to open (`docs/wire.md#lists-before-the-import`).

use api::decisions::ReviewedProfessional;
use api::job::{ExecuteOptions, WarningGroup, WarningLine};
use dpmf::EntityType;
use dpmf::container::Container;
use dpmf::row::EntityRow;
use mappers::{Disposition, Output, StaffReview, Warning, WarningGroups};
use uuid::Uuid;

use super::samples;
use super::shelf::Shelf;
use crate::protocol::{Outcome, PAGE_SIZE, SampleRow};

/// Warnings kept, in all and of one code.
const WARNINGS: usize = 20_000;
const WARNINGS_OF_CODE: usize = 1_000;
/// Rows kept, in all and of one fate of a type, and what is kept of what was said of one.
const ROWS: usize = 10_000;
const ROWS_OF_FATE: usize = 500;
const WARNINGS_OF_ROW: usize = 3;

/// Gathers what becomes of rows while they are mapped.
pub struct Gathering {
    warnings: Shelf<&'static str, Warning>,
    outcomes: Shelf<(EntityType, Outcome), Row>,
    groups: WarningGroups,
}

/// What a finished dry run found.
pub struct Findings {
    warnings: Shelf<&'static str, Warning>,
    outcomes: Shelf<(EntityType, Outcome), Row>,
    staff: StaffReview,
}

/// A row to find again in the file, and what was said of it.
struct Row {
    canonical_uuid: Box<str>,
    warnings: Vec<Warning>,
}

impl Gathering {
    pub fn new() -> Self {
        Self {
            warnings: Shelf::new(WARNINGS, WARNINGS_OF_CODE),
            outcomes: Shelf::new(ROWS, ROWS_OF_FATE),
            groups: WarningGroups::default(),
        }
    }

    /// Notes what became of a row, and lets go of its records.
    pub fn row(&mut self, entity_type: &EntityType, row: &EntityRow<'_>, fate: Disposition, output: &mut Output) {
        self.outcomes.put((entity_type.clone(), fate.into()), || Row {
            canonical_uuid: row.canonical_uuid.into(),
            warnings: output.warnings.iter().take(WARNINGS_OF_ROW).cloned().collect(),
        });
        self.rest(output);
    }

    /// Notes warnings that belong to no row in hand, and lets go of the records.
    pub fn rest(&mut self, output: &mut Output) {
        for warning in output.warnings.drain(..) {
            self.groups.add(&warning);
            self.warnings.put(warning.code, || warning);
        }
        output.clear();
    }

    /// The groups of warnings, and what is kept.
    pub fn finish(self, staff: StaffReview) -> (Vec<WarningGroup>, Findings) {
        let Self { warnings, outcomes, groups } = self;
        (groups.sorted(), Findings { warnings, outcomes, staff })
    }
}

impl Findings {
    /// The staff, judged by other options than those of the dry run.
    pub fn professionals(&self, options: &ExecuteOptions) -> Vec<ReviewedProfessional> {
        self.staff.judged(options.into(), &options.decisions)
    }

    /// A page of the warnings of a code about rows of a type, and how many there are.
    pub fn warnings(&self, code: &str, entity_type: Option<&str>, page: u32) -> (Vec<WarningLine>, u64) {
        let Some(code) = mappers::warning::kinds::ALL.iter().map(|kind| kind.code).find(|known| *known == code) else {
            return Default::default();
        };
        let is_of = |warning: &&Warning| entity_type.is_none_or(|entity_type| *warning.entity_type == *entity_type);
        let of_type: Vec<_> = self.warnings.group(&code).iter().filter(is_of).collect();
        let lines = page_of(&of_type, page).iter().map(|warning| warning.line(Uuid::nil()));
        (lines.collect(), of_type.len() as u64)
    }

    /// A page of the rows of a type that met a fate, and how many there are.
    pub fn outcomes(
        &self,
        container: &Container,
        entity_type: EntityType,
        outcome: Outcome,
        page: u32,
    ) -> (Vec<SampleRow>, u64) {
        let key = (entity_type, outcome);
        let all = self.outcomes.group(&key);
        let rows = page_of(all, page).iter().filter_map(|row| {
            // Every table of a checked file reads.
            let found = container.row(&key.0, &row.canonical_uuid).ok().flatten()?;
            let warnings = row.warnings.iter().map(|warning| warning.line(Uuid::nil())).collect();
            Some(SampleRow { warnings, ..samples::row(&found.source_id, &found.payload) })
        });
        (rows.collect(), all.len() as u64)
    }
}

/// Pages count from 1.
fn page_of<T>(all: &[T], page: u32) -> &[T] {
    all.chunks(PAGE_SIZE as usize).nth((page as usize).saturating_sub(1)).unwrap_or_default()
}
