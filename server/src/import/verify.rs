//! Recomputes the file's integrity hash from the batches that were received.
//!
//! A batch sequence is accepted only when it is the file: every table in the order of the hash, every row in its
//! place, none missing and none too many.

use std::collections::VecDeque;

use dpmf::batch::{Batch, Rows, Table};
use dpmf::integrity::IntegrityHasher;
use dpmf::row::{EntityCount, EntityRow, FileRow, WarningRow};
use dpmf::{EntityType, LogicalHash};
use uuid::Uuid;

use super::manifest::Declared;
use super::{Failure, staged};
use crate::store::Database;

/// Why the batches are not the file the manifest declares.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("batch {seq} holds {found} where {expected} was expected")]
    OutOfPlace { seq: u64, expected: String, found: String },
    #[error("batch {seq}: rows of {table} are not in the order of the integrity hash at row {index}")]
    OutOfOrder { seq: u64, table: String, index: u64 },
    #[error("row {index} of _entities is not what the manifest declares")]
    OtherCounts { index: u64 },
    #[error("{table} ends at row {received}, where {declared} are declared")]
    TooFew { table: String, received: u64, declared: u64 },
    #[error("declared {declared}, computed {computed}")]
    OtherDigest { declared: LogicalHash, computed: LogicalHash },
}

/// Hashes batches as they pass and watches their order.
pub(crate) struct Verifier<'m> {
    declared: &'m Declared,
    /// Tables still to come; the first is the one being read.
    tables: VecDeque<(Table, u64)>,
    /// Rows of that table seen so far.
    next: u64,
    last_key: String,
    last_id: Option<i64>,
    hasher: IntegrityHasher,
}

impl<'m> Verifier<'m> {
    pub(crate) fn new(declared: &'m Declared) -> Self {
        Self {
            declared,
            tables: declared.tables().into(),
            next: 0,
            last_key: String::new(),
            last_id: None,
            hasher: IntegrityHasher::new(),
        }
    }

    /// Takes the next batch.
    pub(crate) fn batch(&mut self, seq: u64, batch: &Batch<'_>) -> Result<(), Refusal> {
        let complete = self.expect(seq, batch)?;
        match &batch.rows {
            Rows::Entities(rows) => rows.iter().try_for_each(|row| self.count(seq, row)),
            Rows::Entity(entity_type, rows) => rows.iter().try_for_each(|row| self.entity(seq, entity_type, row)),
            Rows::Files(rows) => rows.iter().try_for_each(|row| self.file(seq, row)),
            Rows::Warnings(rows) => rows.iter().try_for_each(|row| self.warning(seq, row)),
        }?;
        if complete {
            self.tables.pop_front();
            self.next = 0;
        }
        Ok(())
    }

    /// The digest, when everything declared has passed and the digest is the declared one.
    pub(crate) fn finish(self) -> Result<LogicalHash, Refusal> {
        if let Some((table, declared)) = self.tables.front() {
            let table = table.name().to_owned();
            return Err(Refusal::TooFew { table, received: self.next, declared: *declared });
        }
        let (declared, computed) = (self.declared.digest, self.hasher.finish());
        if declared == computed { Ok(computed) } else { Err(Refusal::OtherDigest { declared, computed }) }
    }

    /// Checks that the batch is the one that comes next; says whether it completes its table.
    fn expect(&self, seq: u64, batch: &Batch<'_>) -> Result<bool, Refusal> {
        let table = batch.rows.table();
        let end = batch.first_index.saturating_add(batch.rows.len() as u64);
        let out_of_place = |expected: String| {
            let found = format!("rows {}..{end} of {}", batch.first_index, table.name());
            Err(Refusal::OutOfPlace { seq, expected, found })
        };
        match self.tables.front() {
            Some((expected, declared)) if *expected == table && batch.first_index == self.next && end <= *declared => {
                Ok(end == *declared)
            }
            Some((expected, declared)) => {
                out_of_place(format!("row {} of the {declared} of {}", self.next, expected.name()))
            }
            None => out_of_place("nothing more".to_owned()),
        }
    }

    fn count(&mut self, seq: u64, row: &EntityCount<'_>) -> Result<(), Refusal> {
        self.ascending(seq, "_entities", row.entity_type)?;
        let index = self.next;
        let same = usize::try_from(index).ok().and_then(|i| self.declared.types.get(i)).is_some_and(|declared| {
            declared.entity_type.as_str() == row.entity_type
                && u64::try_from(row.row_count) == Ok(declared.rows)
                && declared.schema_version == row.schema_version
        });
        if !same {
            return Err(Refusal::OtherCounts { index });
        }
        self.hasher.entity_count(row);
        self.next += 1;
        Ok(())
    }

    fn entity(&mut self, seq: u64, entity_type: &EntityType, row: &EntityRow<'_>) -> Result<(), Refusal> {
        self.ascending(seq, entity_type.as_str(), row.canonical_uuid)?;
        self.hasher.entity(entity_type, row);
        self.next += 1;
        Ok(())
    }

    fn file(&mut self, seq: u64, row: &FileRow<'_>) -> Result<(), Refusal> {
        self.ascending(seq, "_files", row.canonical_uuid)?;
        self.hasher.file(row);
        self.next += 1;
        Ok(())
    }

    fn warning(&mut self, seq: u64, row: &WarningRow<'_>) -> Result<(), Refusal> {
        if self.next > 0 && self.last_id >= Some(row.id) {
            return Err(Refusal::OutOfOrder { seq, table: "_warnings".to_owned(), index: self.next });
        }
        self.last_id = Some(row.id);
        self.hasher.warning(row);
        self.next += 1;
        Ok(())
    }

    /// Checks that the key is above the one before it, byte for byte.
    fn ascending(&mut self, seq: u64, table: &str, key: &str) -> Result<(), Refusal> {
        if self.next > 0 && self.last_key.as_str() >= key {
            return Err(Refusal::OutOfOrder { seq, table: table.to_owned(), index: self.next });
        }
        self.last_key.clear();
        self.last_key.push_str(key);
        Ok(())
    }
}

/// Verifies what was staged for a job. The outer error means that it could not be read.
pub(super) fn staged(
    database: &Database,
    job: Uuid,
    declared: &Declared,
) -> Result<Result<LogicalHash, Refusal>, Failure> {
    let mut verifier = Verifier::new(declared);
    let passed = staged::each(database, job, |_| {}, |staged, batch| Ok(verifier.batch(staged.seq, batch)?));
    match passed {
        Ok(()) => Ok(verifier.finish()),
        Err(Stopped::Refused(refusal)) => Ok(Err(refusal)),
        Err(Stopped::Failed(failure)) => Err(failure),
    }
}

/// Why not all batches were looked at.
enum Stopped {
    Refused(Refusal),
    Failed(Failure),
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use api::job::{DeclaredEntities, Manifest};
    use dpmf::Limits;

    use super::*;

    const COUNT: EntityCount<'_> = EntityCount { entity_type: "patient", row_count: 3, schema_version: "0.1.0" };

    fn patient(canonical_uuid: &str) -> EntityRow<'_> {
        EntityRow { canonical_uuid, source_id: "1", source_system: "gesden", payload: "{}", raw_source_data: "{}" }
    }

    fn patients<'a>(first_index: u64, uuids: &[&'a str]) -> Batch<'a> {
        let rows = uuids.iter().map(|uuid| patient(uuid)).collect();
        Batch { first_index, rows: Rows::Entity(EntityType::parse("patient").expect("well-formed"), rows) }
    }

    fn counts(row: EntityCount<'_>) -> Batch<'_> {
        Batch { first_index: 0, rows: Rows::Entities(vec![row]) }
    }

    fn warning(id: i64) -> WarningRow<'static> {
        WarningRow { id, entity_type: None, source_id: None, severity: "info", code: "c", message: "m", raw_data: None }
    }

    fn warnings(ids: &[i64]) -> Batch<'static> {
        Batch { first_index: 0, rows: Rows::Warnings(ids.iter().map(|id| warning(*id)).collect()) }
    }

    /// Three patients, a, b and c, and two warnings.
    fn declared() -> Declared {
        let mut hasher = IntegrityHasher::new();
        hasher.entity_count(&COUNT);
        let entity_type = EntityType::parse("patient").expect("well-formed");
        for uuid in ["a", "b", "c"] {
            hasher.entity(&entity_type, &patient(uuid));
        }
        for id in [-1, 2] {
            hasher.warning(&warning(id));
        }
        let manifest = Manifest {
            clinic_id: Uuid::nil(),
            file_name: String::new(),
            file_size: 0,
            meta: BTreeMap::from([("format_version".to_owned(), "0.1.0".to_owned())]),
            entities: vec![DeclaredEntities {
                entity_type: "patient".to_owned(),
                row_count: 3,
                schema_version: "0.1.0".to_owned(),
            }],
            files: 0,
            warnings: 2,
            digest: hasher.finish().to_string(),
        };
        Declared::parse(&manifest, &Limits::default()).expect("valid")
    }

    fn verify(batches: &[Batch<'_>]) -> Result<LogicalHash, Refusal> {
        let declared = declared();
        let mut verifier = Verifier::new(&declared);
        for (seq, batch) in (0..).zip(batches) {
            verifier.batch(seq, batch)?;
        }
        verifier.finish()
    }

    #[test]
    fn the_file_is_accepted_however_it_is_cut() {
        let end = || warnings(&[-1, 2]);
        assert!(verify(&[counts(COUNT), patients(0, &["a", "b", "c"]), end()]).is_ok());
        assert!(verify(&[counts(COUNT), patients(0, &["a"]), patients(1, &["b", "c"]), end()]).is_ok());
    }

    #[test]
    fn anything_else_is_not_the_file() {
        let end = || warnings(&[-1, 2]);
        let refused = |batches: &[Batch<'_>]| verify(batches).expect_err("not the file");
        let all = || patients(0, &["a", "b", "c"]);
        assert!(matches!(refused(&[]), Refusal::TooFew { .. }));
        assert!(matches!(refused(&[counts(COUNT), all()]), Refusal::TooFew { .. }));
        assert!(matches!(refused(&[all(), counts(COUNT), end()]), Refusal::OutOfPlace { seq: 0, .. }));
        assert!(matches!(refused(&[counts(COUNT), all(), end(), end()]), Refusal::OutOfPlace { seq: 3, .. }));
        let overlap = [counts(COUNT), patients(0, &["a", "b"]), patients(1, &["b", "c"]), end()];
        assert!(matches!(refused(&overlap), Refusal::OutOfPlace { seq: 2, .. }));
        let gap = [counts(COUNT), patients(0, &["a"]), patients(2, &["c"]), end()];
        assert!(matches!(refused(&gap), Refusal::OutOfPlace { seq: 2, .. }));
        let swapped = [counts(COUNT), patients(0, &["b", "a", "c"]), end()];
        assert!(matches!(refused(&swapped), Refusal::OutOfOrder { index: 1, .. }));
        let twice = [counts(COUNT), patients(0, &["a", "a"]), patients(2, &["c"]), end()];
        assert!(matches!(refused(&twice), Refusal::OutOfOrder { index: 1, .. }));
        let four = [counts(COUNT), patients(0, &["a", "b", "c", "d"]), end()];
        assert!(matches!(refused(&four), Refusal::OutOfPlace { .. }));
        let lie = [counts(EntityCount { row_count: 4, ..COUNT }), all(), end()];
        assert!(matches!(refused(&lie), Refusal::OtherCounts { index: 0 }));
        let warned_backwards = [counts(COUNT), all(), warnings(&[2, -1])];
        assert!(matches!(refused(&warned_backwards), Refusal::OutOfOrder { index: 1, .. }));
        let foreign = [counts(COUNT), patients(0, &["a", "b", "d"]), end()];
        assert!(matches!(refused(&foreign), Refusal::OtherDigest { .. }));
    }
}
