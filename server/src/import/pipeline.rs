//! From staged batches to inserted records.
//!
//! One thread decodes and maps, another inserts; a bounded channel between them keeps memory flat. Inserting takes several
//! times as long, so all that can be done for it is done on the thread that maps: records come in the order in which the
//! database takes them best, and go back to be freed where they were made.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use dpmf::EntityType;
use dpmf::batch::{Rows, Table};
use mappers::{Context, Import, Learner, Output, Record};
use uuid::Uuid;

use super::made::{Ledger, Made};
use super::manifest::Declared;
use super::outcomes::{self, Noted, Picker};
use super::progress::Meter;
use super::staged::{self, Staged};
use super::warnings::Warnings;
use super::{Failure, changes};
use crate::store::load::{Loader, NotTaken};
use crate::store::{self, Database, Session};
use crate::values;

/// Batches mapped and not yet inserted, beside the one being mapped and the one being inserted. Inserting takes longer,
/// so one that waits is enough.
const BATCHES_IN_FLIGHT: usize = 1;

/// Sorts batches as tables are imported: entity types by what depends on what, then what accompanies them.
pub(super) fn in_processing_order(batches: &mut [Staged]) {
    batches.sort_by(|a, b| processing_key(&a.table).cmp(&processing_key(&b.table)));
}

fn processing_key(table: &Table) -> (usize, &str) {
    match table {
        Table::Entity(entity_type) => entity_type.processing_key(),
        Table::Entities | Table::Files | Table::Warnings => (usize::MAX, table.name()),
    }
}

/// Shows the import the rows it must know of in advance, on several threads.
pub(super) fn prepare(database: &Database, job: Uuid, import: &mut Import) -> Result<(), Failure> {
    thread::scope(|scope| {
        let learning = import.learners().map(|learner| scope.spawn(move || teach(database, job, learner)));
        learning.into_iter().try_for_each(|taught| taught.join().unwrap_or(Err(Failure::Panicked)))
    })
}

fn teach(database: &Database, job: Uuid, mut learner: Learner<'_>) -> Result<(), Failure> {
    let types: Vec<_> = Import::PREPARED.iter().copied().filter(|name| learner.learns_from(name)).collect();
    let arrange = |batches: &mut Vec<Staged>| {
        batches.retain(|staged| types.contains(&staged.table.name()));
        in_processing_order(batches);
    };
    staged::each(database, job, arrange, |_, batch| {
        if let Rows::Entity(entity_type, rows) = &batch.rows {
            for row in rows {
                learner.learn(entity_type, row);
            }
        }
        Ok(())
    })
}

/// Maps on another thread, inserts on this one. Returns the import, which knows what became of every row.
pub(super) fn load(database: &Database, writer: &mut Writer<'_>, import: Import) -> Result<Import, Failure> {
    let (sender, receiver) = sync_channel(BATCHES_IN_FLIGHT);
    let (back, loaded) = channel();
    let job = writer.job;
    let mut mapper = Mapper { import, picker: Picker::default(), ranks: store::table_ranks(writer.session)? };
    thread::scope(|scope| {
        let mapping = scope.spawn(move || {
            mapper.map_batches(database, job, &sender, &loaded)?;
            Ok(mapper.import)
        });
        // Dropping the receiver, at the end of this statement, stops the mapping when a row could not be inserted.
        let loaded = receiver.into_iter().try_for_each(|mapped| {
            let loaded = writer.load(mapped)?;
            // Who does not listen any more has mapped everything.
            let _finished = back.send(loaded);
            Ok(())
        });
        let import = mapping.join().map_err(|_| Failure::Panicked)?;
        loaded.and(import)
    })
}

/// What goes from the thread that maps to the thread that inserts.
enum Mapped {
    Batch(Source, Ordered),
    /// What waited for the last row.
    Rest(Ordered),
}

/// What a batch came from.
struct Source {
    seq: u64,
    entity_type: EntityType,
    /// Of each source row: its id, and where its records end in the output.
    rows: Vec<(Box<str>, usize)>,
    /// Those that are listed with the report.
    listed: Vec<Noted>,
}

/// Records table by table, those that others refer to first: what an index is asked for lies together then.
struct Ordered {
    output: Output,
    order: Vec<usize>,
    made: Made,
}

struct Mapper {
    import: Import,
    picker: Picker,
    /// A table after all those it refers to.
    ranks: HashMap<String, usize>,
}

impl Mapper {
    fn map_batches(
        &mut self,
        database: &Database,
        job: Uuid,
        sender: &SyncSender<Mapped>,
        loaded: &Receiver<Ordered>,
    ) -> Result<(), Failure> {
        // Who does not listen any more says why.
        let send = |mapped| sender.send(mapped).map_err(|_| None);
        let mapped = staged::each(
            database,
            job,
            |batches| in_processing_order(batches),
            |staged, batch| {
                loaded.try_iter().for_each(drop);
                match self.map_batch(staged.seq, &batch.rows) {
                    Some((source, ordered)) => send(Mapped::Batch(source, ordered)),
                    None => Ok(()),
                }
            },
        );
        let finished = mapped.and_then(|()| {
            let mut rest = Output::default();
            self.import.finish(&mut rest);
            send(Mapped::Rest(self.ordered(rest)))
        });
        finished.or_else(|failure: Option<Failure>| failure.map_or(Ok(()), Err))
    }

    /// Maps a batch, when it holds entities.
    fn map_batch(&mut self, seq: u64, rows: &Rows<'_>) -> Option<(Source, Ordered)> {
        let Rows::Entity(entity_type, rows) = rows else { return None };
        let mut output = Output::default();
        let mut ends = Vec::with_capacity(rows.len());
        let mut listed = Vec::new();
        for row in rows {
            let disposition = self.import.map(entity_type, row, &mut output);
            listed.extend(self.picker.pick(entity_type, row, disposition.into()));
            ends.push((row.source_id.into(), output.records.len()));
        }
        Some((Source { seq, entity_type: entity_type.clone(), rows: ends, listed }, self.ordered(output)))
    }

    fn ordered(&self, output: Output) -> Ordered {
        let mut order: Vec<usize> = (0..output.records.len()).collect();
        order.sort_by_cached_key(|at| {
            let table = output.records[*at].table();
            (self.ranks.get(table).copied().unwrap_or(usize::MAX), table)
        });
        Ordered { made: Made::of(&output.records), output, order }
    }
}

impl Ordered {
    /// Records with their places in the output.
    fn records(&self) -> impl Iterator<Item = (usize, &Record)> {
        self.order.iter().map(|at| (*at, &self.output.records[*at]))
    }
}

/// What inserts, and says how far it is.
pub(super) struct Writer<'a> {
    session: &'a Session,
    job: Uuid,
    loader: Loader<'a>,
    ledger: Ledger<'a>,
    warnings: Warnings,
    /// Batches whose rows are not all in the database yet.
    pending: Vec<Source>,
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
            pending: Vec::new(),
            declared,
            meter,
        })
    }

    /// Inserts what was mapped; answers what it was.
    fn load(&mut self, mapped: Mapped) -> Result<Ordered, Failure> {
        match mapped {
            Mapped::Batch(source, ordered) => {
                self.insert_batch(source, &ordered)?;
                if self.loader.is_full() {
                    self.settle()?;
                }
                Ok(ordered)
            }
            Mapped::Rest(rest) => {
                self.settle()?;
                self.load_rest(&rest)?;
                Ok(rest)
            }
        }
    }

    /// The origins of its records go on from those of the batches that are pending.
    fn insert_batch(&mut self, source: Source, ordered: &Ordered) -> Result<(), Failure> {
        let before: usize = self.pending.iter().map(|source| source.rows.len()).sum();
        self.pending.push(source);
        let rows = self.pending.last().map_or(&[][..], |source| &source.rows);
        for (at, record) in ordered.records() {
            let origin = before + rows.partition_point(|(_, end)| *end <= at);
            self.loader.insert(record, origin).map_err(|it| not_taken(&self.pending, it))?;
        }
        self.warn(&ordered.output)?;
        self.ledger.write(&ordered.made)?;
        Ok(changes::add_legal(self.session, self.job, &ordered.output.legal)?)
    }

    /// Sees to it that the rows of the pending batches are in the database, and that the batches are not. The space they took
    /// is used by what comes next.
    fn settle(&mut self) -> Result<(), Failure> {
        self.loader.flush().map_err(|it| not_taken(&self.pending, it))?;
        for Source { seq, entity_type, rows, listed } in self.pending.drain(..) {
            outcomes::store(self.session, self.job, &entity_type, &listed)?;
            let sql = "DELETE FROM puente_import_batches WHERE job_id = ?1 AND seq = ?2";
            self.session.execute(sql, &values![self.job, seq.cast_signed()])?;
            let declared = self.declared.rows_of(&Table::Entity(entity_type.clone()));
            self.meter.loaded(&entity_type, declared, rows.len() as u64);
        }
        Ok(())
    }

    fn warn(&mut self, output: &Output) -> store::Result<()> {
        output.warnings.iter().try_for_each(|warning| self.warnings.insert(&mut self.loader, warning))
    }

    fn load_rest(&mut self, rest: &Ordered) -> Result<(), Failure> {
        for (_, record) in rest.records() {
            self.loader.insert(record, usize::MAX).map_err(|it| not_taken(&[], it))?;
        }
        self.warn(&rest.output)?;
        self.loader.flush().map_err(|it| not_taken(&[], it))?;
        Ok(self.ledger.write(&rest.made)?)
    }

    /// What is left to do with the loader, and the warnings given so far.
    pub(super) fn rest(self) -> (Loader<'a>, Warnings) {
        (self.loader, self.warnings)
    }
}

/// Names the source row that a table did not take the record of.
fn not_taken(pending: &[Source], it: NotTaken) -> Failure {
    let NotTaken { table, origin, source } = it;
    let mut rows = pending.iter().flat_map(|batch| batch.rows.iter().map(|(id, _)| (&batch.entity_type, id)));
    match origin.and_then(|origin| rows.nth(origin)) {
        Some((entity_type, source_id)) => {
            Failure::Row { entity_type: entity_type.to_string(), source_id: source_id.clone(), table, source }
        }
        None => Failure::Rest { table, source },
    }
}
