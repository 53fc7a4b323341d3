//! Where rows came from: the importer's own tables.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Json, record};

record! {
    /// Which destination row a source row became.
    EntityMapping in "migration_import_entity_mappings" {
        id: Uuid,
        clinic_id: Uuid,
        job_id: Uuid,
        source_system: Box<str>,
        entity_type: Box<str>,
        source_canonical_uuid: Box<str>,
        dentalpin_table: &'static str,
        dentalpin_id: Uuid,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A source row kept whole.
    RawEntity in "migration_import_raw_entities" {
        id: Uuid,
        clinic_id: Uuid,
        job_id: Uuid,
        entity_type: Box<str>,
        canonical_uuid: Box<str>,
        source_system: Box<str>,
        source_id: Box<str>,
        payload: Json,
        raw_source_data: Json,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}
