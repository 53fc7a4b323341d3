//! One source row on its way into the clinic, and what mappers do with it.

use std::cell::OnceCell;
use std::fmt::Display;

use dpmf::row::EntityRow;
use uuid::Uuid;

use crate::context::Context;
use crate::ids::{self, RowIds};
use crate::import::Output;
use crate::json;
use crate::money::LegalAddition;
use crate::phrases::Phrase;
use crate::record::{EntityMapping, RawEntity, Record};
use crate::resolver::{self, Mappings, Target};
use crate::review::Review;
use crate::text;
use crate::value::{Fields, Problem};
use crate::warning::Warning;
use crate::warning::kinds::{self, Kind};

/// Widths of the importer's own columns, in characters.
mod width {
    pub(super) const MAPPED_UUID: usize = 64;
    pub(super) const ARCHIVED_UUID: usize = 36;
    pub(super) const SOURCE_SYSTEM: usize = 50;
    pub(super) const SOURCE_ID: usize = 100;
}

/// Characters of an argument of a warning. The whole is with the row, in the archive or in the notes.
const ARGUMENT: usize = 200;

/// A row and the desk it is worked on.
pub(crate) struct Row<'a> {
    pub(crate) context: &'a Context,
    pub(crate) source: EntityRow<'a>,
    entity_type: &'a str,
    /// Of most rows that an earlier import brought in nobody asks for an id.
    ids: OnceCell<RowIds>,
    mappings: &'a mut Mappings,
    output: &'a mut Output,
    /// In a dry run.
    review: Option<&'a mut Review>,
    /// Whether something of the row found no place in the clinic's tables.
    is_partly_used: bool,
    /// Whether the payload, and the columns, were read, and so are JSON.
    reads: (bool, bool),
}

impl<'a> Row<'a> {
    pub(crate) fn new(
        context: &'a Context,
        mappings: &'a mut Mappings,
        entity_type: &'a str,
        mut source: EntityRow<'a>,
        output: &'a mut Output,
        review: Option<&'a mut Review>,
    ) -> Self {
        // Cut before anything is looked up by it, so that what a database gives back is found again.
        source.source_system = text::cut(source.source_system, width::SOURCE_SYSTEM).unwrap_or(source.source_system);
        Self {
            context,
            source,
            entity_type,
            ids: OnceCell::new(),
            mappings,
            output,
            review,
            is_partly_used: false,
            reads: (false, false),
        }
    }

    /// The type of the row.
    pub(crate) fn entity_type(&self) -> &'a str {
        self.entity_type
    }

    /// The row's id in the source system, as a column holds it.
    pub(crate) fn source_id(&self) -> Box<str> {
        fitting(self.source.source_id, width::SOURCE_ID)
    }

    /// The id of a part of what the row becomes.
    pub(crate) fn id(&self, part: &str) -> Uuid {
        let new = || self.ids_of(self.entity_type, self.source.canonical_uuid);
        self.ids.get_or_init(new).part(part)
    }

    fn ids_of(&self, entity_type: &str, canonical_uuid: &str) -> RowIds {
        RowIds::new(self.context.clinic_id, self.source.source_system, entity_type, canonical_uuid)
    }

    /// The id of a part of what another row of the same source system becomes.
    pub(crate) fn id_of(&self, entity_type: &str, canonical_uuid: &str, part: &str) -> Uuid {
        self.ids_of(entity_type, canonical_uuid).part(part)
    }

    /// What source rows became so far.
    pub(crate) fn mappings(&self) -> &Mappings {
        self.mappings
    }

    /// The id of something that the clinic has once, whichever row needs it first.
    pub(crate) fn clinic_wide_id(&self, part: &str) -> Uuid {
        RowIds::new(self.context.clinic_id, "", "", "").part(part)
    }

    /// What another row of the same source system became.
    pub(crate) fn resolve(&self, entity_type: &str, canonical_uuid: &str) -> Option<Uuid> {
        debug_assert!(resolver::is_referred_to(entity_type), "{entity_type}");
        self.living(self.mappings.get(self.source.source_system, entity_type, canonical_uuid)).map(|target| target.id)
    }

    /// Nothing new hangs on what the clinic has deleted since; but a treatment of the catalog still says what was done.
    fn living<'t>(&self, target: Option<Target<'t>>) -> Option<Target<'t>> {
        target.filter(|target| target.table == "treatment_catalog_items" || !self.mappings.is_deleted(target.id))
    }

    /// The account of one of the source's staff: some sources name people without an agenda column of their own.
    pub(crate) fn staff(&self, canonical_uuid: &str) -> Option<Uuid> {
        self.resolve("professional", canonical_uuid).or_else(|| self.resolve("user", canonical_uuid))
    }

    /// What the row with this [`ids::key`] became; nothing for the nil UUID.
    pub(crate) fn resolve_key(&self, entity_type: &str, key: Uuid) -> Option<Uuid> {
        self.target(entity_type, key).map(|target| target.id)
    }

    /// What the row with this [`ids::key`] became, with its table.
    pub(crate) fn target(&self, entity_type: &str, key: Uuid) -> Option<Target<'_>> {
        debug_assert!(resolver::is_referred_to(entity_type), "{entity_type}");
        if key.is_nil() {
            return None;
        }
        self.living(self.mappings.by_key(self.source.source_system, entity_type, key))
    }

    /// Words of one's own, in the clinic's language.
    pub(crate) fn say(&self, phrase: Phrase, values: &[&dyn Display]) -> String {
        phrase.with(self.context.language, values)
    }

    /// What the admin is asked about; nothing unless it is a dry run.
    pub(crate) fn review(&mut self) -> Option<&mut Review> {
        self.review.as_deref_mut()
    }

    /// Whether an earlier import mapped this row.
    pub(crate) fn is_mapped(&self) -> bool {
        self.mappings.get(self.source.source_system, self.entity_type, self.source.canonical_uuid).is_some()
    }

    /// Whether what an earlier import made of this row is deleted in the clinic since.
    pub(crate) fn is_deleted(&self) -> bool {
        let target = self.mappings.get(self.source.source_system, self.entity_type, self.source.canonical_uuid);
        target.is_some_and(|target| self.mappings.is_deleted(target.id))
    }

    /// Adds a row to the clinic.
    pub(crate) fn insert(&mut self, record: impl Into<Record>) {
        self.output.records.push(record.into());
    }

    /// Adds legal data to an invoice that an earlier import made of the row.
    pub(crate) fn add_legal(&mut self, addition: LegalAddition) {
        self.output.legal.push(addition);
    }

    /// Notes what the row became.
    pub(crate) fn map_to(&mut self, table: &'static str, id: Uuid) {
        self.map_as(self.entity_type, self.source.canonical_uuid, "mapping", table, id);
    }

    /// Notes what something else that the row brings along became, under an entity type and uuid of its own.
    pub(crate) fn map_as(
        &mut self,
        entity_type: &str,
        canonical_uuid: &str,
        part: &str,
        table: &'static str,
        id: Uuid,
    ) {
        let system = self.source.source_system;
        if resolver::is_referred_to(entity_type) {
            self.mappings.insert(system, entity_type, canonical_uuid, Target { table, id });
        }
        self.insert(EntityMapping {
            id: self.id(part),
            clinic_id: self.context.clinic_id,
            job_id: self.context.job_id,
            source_system: system.into(),
            entity_type: entity_type.into(),
            source_canonical_uuid: ids::stored(canonical_uuid, width::MAPPED_UUID),
            dentalpin_table: table,
            dentalpin_id: id,
            created_at: self.context.now,
            updated_at: self.context.now,
        });
    }

    /// Tells the admin something.
    pub(crate) fn warn<const N: usize>(&mut self, kind: &Kind, args: [(&'static str, &str); N]) {
        self.warn_of(self.source_id(), kind, args);
    }

    /// Tells the admin something of another row of the same type, which waited for this one.
    pub(crate) fn warn_of<const N: usize>(
        &mut self,
        source_id: Box<str>,
        kind: &Kind,
        args: [(&'static str, &str); N],
    ) {
        self.output.warnings.push(Warning {
            severity: kind.severity,
            code: kind.code,
            entity_type: self.entity_type.into(),
            source_id,
            args: args.map(|(name, value)| (name, text::cut(value, ARGUMENT).unwrap_or(value).to_owned())).into(),
        });
    }

    /// Tells the admin what was wrong with the row's fields. The row is archived, so nothing is lost.
    pub(crate) fn report(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            self.warn(problem.kind, [("field", problem.field), ("found", &problem.found)]);
            self.is_partly_used = true;
        }
    }

    /// Text as a column of `limit` characters holds it. What does not fit is cut, with a warning.
    pub(crate) fn fit(&mut self, field: &'static str, value: &str, limit: usize) -> Box<str> {
        let Some(cut) = text::cut(value, limit) else { return value.into() };
        self.warn(&kinds::CUT, [("field", field), ("limit", &limit.to_string())]);
        self.is_partly_used = true;
        cut.into()
    }

    /// Notes that something of the row found no place in the clinic's tables, so that the row is archived too.
    pub(crate) fn keep_source(&mut self) {
        self.is_partly_used = true;
    }

    /// Whether the row must be archived beside what it became.
    pub(crate) fn is_partly_used(&self) -> bool {
        self.is_partly_used
    }

    /// The fields of the payload.
    pub(crate) fn read_payload(&mut self) -> Result<Fields<'a>, serde_json::Error> {
        let fields = Fields::read(self.source.payload);
        self.reads.0 = fields.is_ok();
        fields
    }

    /// The columns of the source row; none, if they cannot be read.
    pub(crate) fn read_columns(&mut self) -> Fields<'a> {
        let columns = Fields::read(self.source.raw_source_data);
        self.reads.1 = columns.is_ok();
        columns.unwrap_or_default()
    }

    /// The id of the row in the archive.
    pub(crate) fn archive_id(&self) -> Uuid {
        self.id("archive")
    }

    /// Keeps the row whole. `is_read` says whether a mapper has read the payload, and complained when it could not.
    pub(crate) fn archive(&mut self, is_read: bool) {
        let source = self.source;
        let (payload, bad_payload) = json::archived(source.payload, self.reads.0);
        let (raw_source_data, bad_columns) = json::archived(source.raw_source_data, self.reads.1);
        if let Some(error) = bad_payload.filter(|_| !is_read) {
            self.warn(&kinds::DECODE_ERROR, [("error", &error.to_string())]);
        }
        if bad_columns.is_some() {
            self.warn(&kinds::RAW_UNDECODABLE, []);
        }
        self.insert(RawEntity {
            id: self.archive_id(),
            clinic_id: self.context.clinic_id,
            job_id: self.context.job_id,
            entity_type: self.entity_type.into(),
            canonical_uuid: ids::stored(source.canonical_uuid, width::ARCHIVED_UUID),
            source_system: source.source_system.into(),
            source_id: fitting(source.source_id, width::SOURCE_ID),
            payload,
            raw_source_data,
            created_at: self.context.now,
            updated_at: self.context.now,
        });
    }
}

/// An identifier as a column of `limit` characters holds it. The payload repeats identifiers, so none is lost.
fn fitting(text: &str, limit: usize) -> Box<str> {
    let text = text::cut(text, limit).unwrap_or(text);
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}
