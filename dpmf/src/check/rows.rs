//! The pass over every row: one side reads them, the other hashes them and looks into their payloads. Natively each
//! side has its own thread; in a browser's worker they take turns.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::json::{self, Fault};
use super::references::{Index, References};
use super::summary::Summary;
use super::{Dangling, JsonErrors};
use crate::batch::Table;
use crate::container::{Container, DeclaredEntity, EntityReader, KeyOrder, Position, Row, Window};
use crate::entity::EntityType;
use crate::integrity::{self, Digester, LogicalHash};
use crate::limits::at_most;
use crate::progress::{Observer, Stage, report};
use crate::row::EntityRow;
use crate::{Error, Limits};

/// Bytes of lines gathered before they are hashed.
const BLOCK_BYTES: usize = 128 * 1024;

/// What passes from one side to the other.
enum Rows {
    /// Rows of an entity table.
    Entities(EntityType, Window),
    /// Rows of another table, as the lines that are hashed.
    Lines(Vec<u8>),
}

/// What the pass found.
pub(super) struct Found {
    pub(super) digest: LogicalHash,
    pub(super) dangling: Vec<Dangling>,
    pub(super) json_errors: Vec<JsonErrors>,
}

/// The reading side.
struct Reader<'a> {
    container: &'a Container,
    index: &'a Index,
    limits: &'a Limits,
    summary: &'a mut Summary,
    observer: &'a mut dyn Observer,
    /// Takes rows to the other side, and brings a window back from there when one is free.
    hand_over: HandOver<'a>,
    done: u64,
    total: u64,
}

/// See [`Reader::hand_over`].
type HandOver<'a> = &'a mut dyn FnMut(Rows) -> Result<Window, Error>;

impl Reader<'_> {
    fn read(mut self, orders: Vec<(EntityType, Arc<KeyOrder>)>) -> Result<(), Error> {
        self.others(&Table::Entities)?;
        let (mut window, mut spare) = (Window::default(), String::new());
        for (entity_type, order) in orders {
            let mut reader = EntityReader::new(self.container, &entity_type, order);
            while reader.fill(&mut window)? {
                self.count(window.len())?;
                if cfg!(not(target_family = "wasm")) {
                    // The other side has more to do: this takes some work off it.
                    window.lay_in_order(&mut spare);
                }
                window = (self.hand_over)(Rows::Entities(entity_type.clone(), window))?;
            }
        }
        self.others(&Table::Files)?;
        self.others(&Table::Warnings)
    }

    fn others(&mut self, table: &Table) -> Result<(), Error> {
        let mut position = Position::default();
        loop {
            let (mut lines, mut rows) = (Vec::new(), 0);
            let more = self.container.read(table, &mut position, |row| {
                match &row {
                    Row::EntityCount(row) => integrity::write_entity_count(&mut lines, row),
                    Row::File(row) => integrity::write_file(&mut lines, row),
                    Row::Warning(row) => integrity::write_warning(&mut lines, row),
                    Row::Entity(_) => {}
                }
                self.summary.add(&row, self.index);
                rows += 1;
                Ok(if lines.len() < BLOCK_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
            self.count(rows)?;
            (self.hand_over)(Rows::Lines(lines))?;
            if more.is_continue() {
                return Ok(());
            }
        }
    }

    fn count(&mut self, rows: usize) -> Result<(), Error> {
        self.done += rows as u64;
        at_most(self.done, self.limits.rows, "rows in the file")?;
        report(self.observer, Stage::Verify, self.done, Some(self.total.max(self.done)))
    }
}

/// The other side: hashes rows and scans payloads.
struct Inspector<'a, D> {
    digester: D,
    lines: Vec<u8>,
    last: Position,
    references: References<'a>,
    json_errors: BTreeMap<EntityType, u64>,
    json_depth: u32,
}

impl<'a, D: Digester> Inspector<'a, D> {
    fn new(index: &'a Index, digester: D, json_depth: u32) -> Self {
        Self {
            digester,
            lines: Vec::new(),
            last: Position::default(),
            references: index.references(),
            json_errors: BTreeMap::new(),
            json_depth,
        }
    }

    /// Takes rows in; gives the window back for more.
    fn inspect(&mut self, rows: Rows) -> Result<Option<Window>, Error> {
        match rows {
            Rows::Lines(lines) => {
                self.digester.lines(&lines)?;
                Ok(None)
            }
            Rows::Entities(entity_type, window) => {
                if window.starts_table() {
                    self.last = Position::default();
                }
                for row in window.rows() {
                    self.entity(&entity_type, &row)?;
                }
                self.settle(&entity_type)?;
                Ok(Some(window))
            }
        }
    }

    fn entity(&mut self, entity_type: &EntityType, row: &EntityRow<'_>) -> Result<(), Error> {
        self.last.advance_text(row.canonical_uuid, entity_type.as_str())?;
        integrity::write_entity(&mut self.lines, entity_type, row);
        if self.lines.len() >= BLOCK_BYTES {
            self.settle(entity_type)?;
        }
        match json::scan(row.payload, self.json_depth, |field, value| self.references.note(field, value)) {
            Ok(()) => {}
            Err(Fault::NotAnObject) => *self.json_errors.entry(entity_type.clone()).or_default() += 1,
            Err(Fault::TooDeep) => {
                let limit = u64::from(self.json_depth);
                return Err(Error::OverLimit { what: "nesting of JSON in a payload", found: limit + 1, limit });
            }
        }
        Ok(())
    }

    /// Hashes the lines gathered, and follows the references noted, since the last time.
    fn settle(&mut self, entity_type: &EntityType) -> Result<(), Error> {
        self.digester.lines(&self.lines)?;
        self.lines.clear();
        self.references.follow(entity_type);
        Ok(())
    }

    fn finish(self) -> Result<Found, Error> {
        let json_errors = self.json_errors.into_iter();
        Ok(Found {
            digest: self.digester.finish()?,
            dangling: self.references.dangling(),
            json_errors: json_errors
                .map(|(entity_type, count)| JsonErrors { entity_type: entity_type.to_string(), count })
                .collect(),
        })
    }
}

/// Reads every row: first the keys of all tables, which counts them, then the rows themselves.
pub(super) fn inspect(
    container: &Container,
    entities: &[DeclaredEntity],
    limits: &Limits,
    digester: impl Digester,
    summary: &mut Summary,
    observer: &mut dyn Observer,
) -> Result<Found, Error> {
    let total = entities.iter().fold(0, |total: u64, declared| total.saturating_add(declared.row_count));
    at_most(total, limits.rows, "rows in the file")?;
    let mut index = Index::default();
    let mut orders = Vec::new();
    for DeclaredEntity { entity_type, row_count, .. } in entities {
        report(observer, Stage::Verify, 0, Some(total))?;
        let order = index.add(container, entity_type)?;
        if order.len() != *row_count {
            let declared = i64::try_from(*row_count).unwrap_or(i64::MAX);
            return Err(Error::RowCount { entity_type: entity_type.to_string(), declared, actual: order.len() });
        }
        orders.push((entity_type.clone(), order));
    }
    let inspector = Inspector::new(&index, digester, limits.json_depth);
    inspect_with(inspector, |hand_over| {
        Reader { container, index: &index, limits, summary, observer, hand_over, done: 0, total }.read(orders)
    })
}

#[cfg(target_family = "wasm")]
fn inspect_with(
    mut inspector: Inspector<'_, impl Digester>,
    read: impl FnOnce(HandOver<'_>) -> Result<(), Error>,
) -> Result<Found, Error> {
    read(&mut |rows| Ok(inspector.inspect(rows)?.unwrap_or_default()))?;
    inspector.finish()
}

#[cfg(not(target_family = "wasm"))]
fn inspect_with(
    mut inspector: Inspector<'_, impl Digester>,
    read: impl FnOnce(HandOver<'_>) -> Result<(), Error>,
) -> Result<Found, Error> {
    use std::sync::mpsc;

    std::thread::scope(|scope| {
        let (full, arriving) = mpsc::sync_channel::<Rows>(1);
        let (free, returning) = mpsc::channel::<Window>();
        let inspecting = scope.spawn(move || {
            for rows in arriving {
                if let Some(window) = inspector.inspect(rows)? {
                    // The reader may be done and gone.
                    let _unneeded = free.send(window);
                }
            }
            inspector.finish()
        });
        let read = read(&mut |rows| {
            full.send(rows).map_err(|_| Error::Cancelled)?;
            Ok(returning.try_recv().unwrap_or_default())
        });
        drop(full);
        // When the other side stopped, its error is the one that counts: it was looking at earlier rows.
        let found = inspecting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        read.map(|()| found)
    })
}
