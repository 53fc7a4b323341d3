//! Notes: what was written about a treatment, and rows that are nothing else (`docs/mapping/treatments.md#notes`).

use jiff::Timestamp;
use uuid::Uuid;

use crate::context::Context;
use crate::record::ClinicalNote;
use crate::row::Row;

/// What a note is on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Patient(Uuid),
    Treatment(Uuid),
}

/// Writes a note; returns its id.
pub(super) fn write(
    row: &mut Row<'_>,
    owner: Owner,
    body: &str,
    author: Option<Uuid>,
    written_at: Option<Timestamp>,
) -> Uuid {
    let Context { clinic_id, imported_by, now, .. } = *row.context;
    let (note_type, owner_type, owner_id) = match owner {
        Owner::Patient(id) => ("administrative", "patient", id),
        Owner::Treatment(id) => ("treatment", "treatment", id),
    };
    let id = row.id("note");
    let written_at = written_at.unwrap_or(now);
    row.insert(ClinicalNote {
        id,
        clinic_id,
        note_type,
        owner_type,
        owner_id,
        tooth_number: None,
        body: body.into(),
        author_id: author.unwrap_or(imported_by),
        deleted_at: None,
        created_at: written_at,
        updated_at: written_at.min(now),
    });
    id
}
