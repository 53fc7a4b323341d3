//! A small clinic, and rows mapped into it.
#![allow(clippy::expect_used)]

use dpmf::EntityType;
use dpmf::row::EntityRow;
use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use crate::context::{Context, Destination, ProfessionalFilters};
use crate::import::{Import, Output};
use crate::record::Record;
use crate::resolver::{Mappings, Target};
use crate::{Disposition, LegalAddition, Warning};
use api::decisions::Decisions;

pub(crate) const CLINIC: Uuid = Uuid::from_u128(0xc11);
pub(crate) const ADMIN: Uuid = Uuid::from_u128(0xad);

/// When tests import: noon of a Sunday in winter, in Madrid.
pub(crate) const NOW: &str = "2026-11-22T11:00:00Z";

pub(crate) fn context() -> Context {
    Context {
        clinic_id: CLINIC,
        job_id: Uuid::from_u128(0x10b),
        imported_by: ADMIN,
        now: NOW.parse().expect("an instant"),
        exported_at: None,
        timezone: TimeZone::get("Europe/Madrid").expect("known"),
        language: crate::phrases::Language::default(),
        professional_filters: ProfessionalFilters::default(),
        import_legal_data: false,
        fallback_professional: None,
        decisions: Decisions::default(),
    }
}

/// What one row became.
#[derive(Debug)]
pub(crate) struct Mapped {
    pub(crate) disposition: Disposition,
    pub(crate) records: Vec<Record>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) legal: Vec<LegalAddition>,
}

impl Mapped {
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.warnings.iter().map(|warning| warning.code).collect()
    }

    pub(crate) fn tables(&self) -> Vec<&'static str> {
        self.records.iter().map(Record::table).collect()
    }
}

/// The first record of a kind.
macro_rules! record_of {
    ($mapped:expr, $kind:ident) => {
        $mapped
            .records
            .iter()
            .find_map(|record| if let $crate::record::Record::$kind(record) = record { Some(record) } else { None })
            .expect(concat!("a ", stringify!($kind)))
    };
}
pub(crate) use record_of;

/// An import into a clinic.
pub(crate) struct Desk(pub(crate) Import);

impl Desk {
    pub(crate) fn empty() -> Self {
        Self::with(Destination::default())
    }

    pub(crate) fn with(destination: Destination) -> Self {
        Self(Import::new(context(), destination))
    }

    /// A dry run, with decisions on single rows.
    pub(crate) fn deciding(destination: Destination, decisions: Decisions) -> Self {
        Self(Import::dry_run(Context { decisions, ..context() }, destination))
    }

    pub(crate) fn prepare(&mut self, entity_type: &str, uuid: &str, payload: &Value) {
        let payload = payload.to_string();
        self.0.prepare(&parse(entity_type), &row(uuid, uuid, &payload, "{}"));
    }

    /// Maps a row whose source id is its canonical uuid.
    pub(crate) fn map(&mut self, entity_type: &str, uuid: &str, payload: &Value) -> Mapped {
        self.map_text(entity_type, uuid, &payload.to_string(), "{}")
    }

    /// What waited for the last row.
    pub(crate) fn finish(&mut self) -> Output {
        let mut output = Output::default();
        self.0.finish(&mut output);
        output
    }

    pub(crate) fn map_text(&mut self, entity_type: &str, uuid: &str, payload: &str, columns: &str) -> Mapped {
        let mut output = Output::default();
        let disposition = self.0.map(&parse(entity_type), &row(uuid, uuid, payload, columns), &mut output);
        let Output { records, warnings, legal } = output;
        Mapped { disposition, records, warnings, legal }
    }
}

/// What the next import finds mapped.
pub(crate) fn mappings<'a>(mut before: Mappings, records: impl IntoIterator<Item = &'a Record>) -> Mappings {
    for record in records {
        if let Record::EntityMapping(it) = record {
            let target = Target { table: it.dentalpin_table, id: it.dentalpin_id };
            before.insert(&it.source_system, &it.entity_type, &it.source_canonical_uuid, target);
        }
    }
    before
}

pub(crate) fn parse(entity_type: &str) -> EntityType {
    EntityType::parse(entity_type).expect("well-formed")
}

pub(crate) fn row<'a>(uuid: &'a str, source_id: &'a str, payload: &'a str, columns: &'a str) -> EntityRow<'a> {
    EntityRow { canonical_uuid: uuid, source_id, source_system: "gesden", payload, raw_source_data: columns }
}
