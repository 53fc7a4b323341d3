//! From staged batches to inserted records.
//!
//! One thread decodes and maps, another inserts; a bounded channel between them keeps memory flat.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use dpmf::EntityType;
use dpmf::batch::{Rows, Table};
use mappers::{Context, Import, Output};
use uuid::Uuid;

use super::Failure;
use super::made::{Ledger, Made};
use super::manifest::Declared;
use super::outcomes::{self, Noted, Picker};
use super::progress::Meter;
use super::staged::{Reader, Staged};
use super::warnings::Warnings;
use crate::store::load::{Loader, NotTaken};
use crate::store::{self, Session};
use crate::values;

/// Batches mapped and not yet inserted, beside the one being mapped and the one being inserted. Inserting takes longer,
/// so one that waits is enough.
const BATCHES_IN_FLIGHT: usize = 1;

/// Shows the import the rows it must know of in advance.
pub(super) fn prepare(reader: &Reader<'_>, import: &mut Import, batches: &[Staged]) -> Result<(), Failure> {
    let is_prepared = |staged: &&Staged| Import::PREPARED.contains(&staged.table.name());
    for staged in batches.iter().filter(is_prepared) {
        reader.read(staged, |batch| {
            if let Rows::Entity(entity_type, rows) = &batch.rows {
                for row in rows {
                    import.prepare(entity_type, row);
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Maps on another thread, inserts on this one. Returns the import, which knows what became of every row.
pub(super) fn load(
    reader: Session,
    writer: &mut Writer<'_>,
    import: Import,
    batches: &[Staged],
) -> Result<Import, Failure> {
    let (sender, receiver) = sync_channel(BATCHES_IN_FLIGHT);
    let job = writer.job;
    thread::scope(|scope| {
        let mapping = scope.spawn(move || map_batches(&Reader::new(&reader, job), import, batches, &sender));
        // Dropping the receiver, at the end of this line, stops the mapping when a row could not be inserted.
        let loaded = receiver.into_iter().try_for_each(|mapped| writer.load(&mapped));
        let mapped = mapping.join().map_err(|_| Failure::Panicked)?;
        loaded.and(mapped)
    })
}

/// What goes from the thread that maps to the thread that inserts.
enum Mapped {
    Batch(MappedBatch),
    /// What waited for the last row.
    Rest(Output, Made),
}

/// A batch of source rows, mapped.
struct MappedBatch {
    seq: u64,
    entity_type: EntityType,
    /// Of each source row: its id, and where its records end in `output`.
    rows: Vec<(Box<str>, usize)>,
    /// Those that are listed with the report.
    listed: Vec<Noted>,
    output: Output,
    made: Made,
}

fn map_batches(
    reader: &Reader<'_>,
    mut import: Import,
    batches: &[Staged],
    sender: &SyncSender<Mapped>,
) -> Result<Import, Failure> {
    let mut picker = Picker::default();
    for staged in batches {
        let mapped = reader.read(staged, |batch| Ok(map_batch(&mut import, &mut picker, staged.seq, &batch.rows)))?;
        if mapped.is_some_and(|mapped| sender.send(Mapped::Batch(mapped)).is_err()) {
            return Ok(import);
        }
    }
    let mut rest = Output::default();
    import.finish(&mut rest);
    let made = Made::of(&rest.records);
    // Who does not listen any more says why.
    let _stopped = sender.send(Mapped::Rest(rest, made));
    Ok(import)
}

/// Maps a batch, when it holds entities.
fn map_batch(import: &mut Import, picker: &mut Picker, seq: u64, rows: &Rows<'_>) -> Option<MappedBatch> {
    let Rows::Entity(entity_type, rows) = rows else { return None };
    let mut output = Output::default();
    let mut ends = Vec::with_capacity(rows.len());
    let mut listed = Vec::new();
    for row in rows {
        let disposition = import.map(entity_type, row, &mut output);
        listed.extend(picker.pick(entity_type, row, disposition.into()));
        ends.push((row.source_id.into(), output.records.len()));
    }
    // Here, as the thread that inserts has more to do.
    let made = Made::of(&output.records);
    Some(MappedBatch { seq, entity_type: entity_type.clone(), rows: ends, listed, output, made })
}

/// What inserts, and says how far it is.
pub(super) struct Writer<'a> {
    session: &'a Session,
    job: Uuid,
    loader: Loader<'a>,
    ledger: Ledger<'a>,
    warnings: Warnings,
    declared: &'a Declared,
    meter: &'a mut Meter,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        session: &'a Session,
        context: &Context,
        declared: &'a Declared,
        meter: &'a mut Meter,
    ) -> store::Result<Self> {
        Ok(Self {
            session,
            job: context.job_id,
            loader: Loader::new(session)?,
            ledger: Ledger::new(session, context.job_id),
            warnings: Warnings::new(context),
            declared,
            meter,
        })
    }

    fn load(&mut self, mapped: &Mapped) -> Result<(), Failure> {
        match mapped {
            Mapped::Batch(batch) => self.load_batch(batch),
            Mapped::Rest(output, made) => self.load_rest(output, made),
        }
    }

    /// Inserts what a batch became. The space the batch took is then used by what comes next.
    fn load_batch(&mut self, mapped: &MappedBatch) -> Result<(), Failure> {
        let MappedBatch { seq, entity_type, rows, listed, output, made } = mapped;
        let mut records = output.records.iter();
        let mut inserted = 0;
        let not_taken = |it: NotTaken| match it.origin.and_then(|origin| rows.get(origin)) {
            Some((source_id, _)) => Failure::Row {
                entity_type: entity_type.to_string(),
                source_id: source_id.clone(),
                table: it.table,
                source: it.source,
            },
            None => Failure::Rest { table: it.table, source: it.source },
        };
        for (origin, (_, end)) in rows.iter().enumerate() {
            for record in records.by_ref().take(end - inserted) {
                self.loader.insert(record, origin).map_err(not_taken)?;
            }
            inserted = *end;
        }
        self.warn(output)?;
        self.loader.flush().map_err(not_taken)?;
        self.ledger.write(made)?;
        outcomes::store(self.session, self.job, entity_type, listed)?;
        let sql = "DELETE FROM puente_import_batches WHERE job_id = ?1 AND seq = ?2";
        self.session.execute(sql, &values![self.job, seq.cast_signed()])?;
        let declared = self.declared.rows_of(&Table::Entity(entity_type.clone()));
        self.meter.loaded(entity_type, declared, rows.len() as u64);
        Ok(())
    }

    fn warn(&mut self, output: &Output) -> store::Result<()> {
        output.warnings.iter().try_for_each(|warning| self.warnings.insert(&mut self.loader, warning))
    }

    fn load_rest(&mut self, output: &Output, made: &Made) -> Result<(), Failure> {
        let not_taken = |it: NotTaken| Failure::Rest { table: it.table, source: it.source };
        for record in &output.records {
            self.loader.insert(record, usize::MAX).map_err(not_taken)?;
        }
        self.warn(output)?;
        self.loader.flush().map_err(not_taken)?;
        Ok(self.ledger.write(made)?)
    }

    /// What is left to do with the loader, and the warnings given so far.
    pub(super) fn rest(self) -> (Loader<'a>, Warnings) {
        (self.loader, self.warnings)
    }
}
