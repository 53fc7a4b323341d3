//! Reading an entity table in the order of its keys without jumping about in the file.
//!
//! Keys are hashes: in their order, every row lies somewhere else, and a read along the index would touch pages a million
//! times, hardly ever the same twice. So the table is read from front to back instead, keeping of each pass the rows that
//! come next in the order, as many as fit a window, until all have had their turn.

use std::sync::Arc;

use super::columns::Columns;
use super::keys::KeyOrder;
use super::reader::next;
use super::schema::Shape;
use super::{Container, OwnedRow};
use crate::Error;
use crate::batch::Table;
use crate::entity::EntityType;
use crate::row::EntityRow;

/// The least text a window holds, in bytes. A browser's memory is scarce; elsewhere most tables fit whole.
const MIN_WINDOW_BYTES: u64 = if cfg!(target_family = "wasm") { 64 * MIB } else { 128 * MIB };
/// The share of a large database's size that a window holds instead, which keeps the passes over a table few.
const WINDOW_SHARE: u64 = 32;
const MIB: u64 = 1024 * 1024;

/// The text a window may hold, in bytes, for a database of that size.
pub(super) fn window_bytes(database_bytes: u64) -> usize {
    let bytes = (database_bytes / WINDOW_SHARE).max(MIN_WINDOW_BYTES).min(database_bytes);
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

impl Container {
    /// The first rows of an entity table, in the order in which they lie.
    pub(super) fn first_entities(&self, entity_type: &EntityType, limit: usize) -> Result<Vec<OwnedRow>, Error> {
        let mut statement = self.database.prepare(&format!("{} LIMIT ?1", select(entity_type)))?;
        let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut sample = Vec::new();
        while let Some(row) = next(&mut rows, &self.limits)? {
            sample.push(Columns { row, table: entity_type.as_str(), limits: &self.limits }.entity()?.into());
        }
        Ok(sample)
    }

    /// The row of a key.
    pub(super) fn entity(&self, entity_type: &EntityType, key: &str) -> Result<Option<OwnedRow>, Error> {
        let sql = format!("SELECT {} FROM \"{entity_type}\" WHERE canonical_uuid = ?1", columns(entity_type));
        let mut statement = self.database.prepare(&sql)?;
        let mut rows = statement.query([key])?;
        let Some(row) = next(&mut rows, &self.limits)? else { return Ok(None) };
        Ok(Some(Columns { row, table: entity_type.as_str(), limits: &self.limits }.entity()?.into()))
    }
}

fn select(entity_type: &EntityType) -> String {
    format!("SELECT {} FROM \"{entity_type}\" ORDER BY rowid", columns(entity_type))
}

fn columns(entity_type: &EntityType) -> String {
    Shape::of(&Table::Entity(entity_type.clone())).columns.join(", ")
}

/// Reads the rows of an entity table into windows, each row once, in the order of their keys.
pub(crate) struct EntityReader<'c> {
    container: &'c Container,
    entity_type: EntityType,
    order: Arc<KeyOrder>,
    /// The rank of the row that comes next.
    next: u32,
}

impl<'c> EntityReader<'c> {
    pub(crate) fn new(container: &'c Container, entity_type: &EntityType, order: Arc<KeyOrder>) -> Self {
        Self { container, entity_type: entity_type.clone(), order, next: 0 }
    }

    /// Fills a window with the rows that come next, in one pass over the table. `false` when there are no more.
    pub(crate) fn fill(&mut self, window: &mut Window) -> Result<bool, Error> {
        let rows_in_table = self.order.ranks.len();
        if self.next as usize >= rows_in_table {
            return Ok(false);
        }
        let Container { database, limits, window_bytes, .. } = self.container;
        let mut statement = database.prepare(&select(&self.entity_type))?;
        let mut rows = statement.query([])?;
        let mut ranks = self.order.ranks.iter();
        window.open(self.next, *window_bytes)?;
        while let Some(row) = next(&mut rows, limits)? {
            let rank = *ranks.next().ok_or_else(|| self.disagrees())?;
            if window.wants(rank) {
                let columns = Columns { row, table: self.entity_type.as_str(), limits };
                window.push(rank, &columns.entity()?);
            }
        }
        if ranks.next().is_some() || window.rows.is_empty() {
            return Err(self.disagrees());
        }
        window.rows.sort_unstable_by_key(|kept| kept.rank);
        self.next = window.end.min(u32::try_from(rows_in_table).unwrap_or(u32::MAX));
        Ok(true)
    }

    fn disagrees(&self) -> Error {
        let detail = format!("{} and the index of its key do not have the same rows", self.entity_type);
        Error::DamagedSqlite { detail }
    }
}

/// Rows that follow each other in the order of their keys.
#[derive(Default)]
pub(crate) struct Window {
    text: String,
    rows: Vec<Kept>,
    /// The ranks wanted.
    start: u32,
    end: u32,
    /// The text it may hold, in bytes.
    budget: usize,
}

/// A row in a window: where its text starts, and how long each column is.
struct Kept {
    rank: u32,
    start: usize,
    lengths: [u32; 5],
}

impl Kept {
    fn bytes(&self) -> usize {
        self.lengths.iter().map(|length| *length as usize).sum()
    }
}

impl Window {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether its first row is the first of its table.
    pub(crate) fn starts_table(&self) -> bool {
        self.start == 0
    }

    /// Its rows, in order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = EntityRow<'_>> {
        (0..self.len()).filter_map(|place| self.row(place))
    }

    /// The row at a place, counted from the first in the window.
    pub(crate) fn row(&self, place: usize) -> Option<EntityRow<'_>> {
        let kept = self.rows.get(place)?;
        let mut rest = self.text.get(kept.start..)?;
        let mut columns = [""; 5];
        for (column, length) in columns.iter_mut().zip(kept.lengths) {
            (*column, rest) = rest.split_at_checked(length as usize)?;
        }
        let [canonical_uuid, source_id, source_system, payload, raw_source_data] = columns;
        Some(EntityRow { canonical_uuid, source_id, source_system, payload, raw_source_data })
    }

    /// Empties it, to want everything from a rank on. Its whole budget is reserved: growing step by step, it would come
    /// to twice as much.
    fn open(&mut self, start: u32, budget: usize) -> Result<(), Error> {
        self.text.clear();
        self.text.try_reserve_exact(budget).map_err(|_| Error::OutOfMemory { needed: budget as u64 })?;
        self.rows.clear();
        (self.start, self.end) = (start, u32::MAX);
        self.budget = budget;
        Ok(())
    }

    fn wants(&self, rank: u32) -> bool {
        (self.start..self.end).contains(&rank)
    }

    fn push(&mut self, rank: u32, row: &EntityRow<'_>) {
        let columns = [row.canonical_uuid, row.source_id, row.source_system, row.payload, row.raw_source_data];
        let lengths = columns.map(|column| u32::try_from(column.len()).unwrap_or(u32::MAX));
        let kept = Kept { rank, start: self.text.len(), lengths };
        if self.text.len() + kept.bytes() > self.budget && !self.rows.is_empty() {
            self.shrink();
            if !self.wants(rank) {
                return;
            }
        }
        self.rows.push(Kept { start: self.text.len(), ..kept });
        self.text.extend(columns);
    }

    /// Lets go of the later half, for a later pass.
    fn shrink(&mut self) {
        self.rows.sort_unstable_by_key(|kept| kept.rank);
        let mut bytes = 0;
        let over = self.rows.iter().position(|row| {
            bytes += row.bytes();
            bytes > self.budget / 2
        });
        // One row always stays, so that every pass comes further.
        let stay = over.unwrap_or(self.rows.len()).max(1);
        self.end = self.rows.get(stay).map_or(self.end, |row| row.rank);
        self.rows.truncate(stay);
        self.close_gaps();
    }

    /// Lays the text in the order of the rows, with the help of another buffer: whoever reads them next need not jump
    /// about.
    pub(crate) fn lay_in_order(&mut self, spare: &mut String) {
        spare.clear();
        for row in &mut self.rows {
            let text = self.text.get(row.start..row.start + row.bytes()).unwrap_or_default();
            row.start = spare.len();
            spare.push_str(text);
        }
        std::mem::swap(&mut self.text, spare);
    }

    fn close_gaps(&mut self) {
        self.rows.sort_unstable_by_key(|row| row.start);
        let mut text = std::mem::take(&mut self.text).into_bytes();
        let mut end = 0;
        for row in &mut self.rows {
            text.copy_within(row.start..row.start + row.bytes(), end);
            row.start = end;
            end += row.bytes();
        }
        text.truncate(end);
        // Whole columns were moved, so it is still text.
        self.text = String::from_utf8(text).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    const ROWS: u32 = 1000;

    /// A table whose keys are in no order, with rows of very different lengths.
    fn container(window_bytes: usize) -> Container {
        let connection = Connection::open_in_memory().expect("in memory");
        connection
            .execute_batch(&format!(
                "CREATE TABLE patient (canonical_uuid TEXT PRIMARY KEY, source_id TEXT, source_system TEXT, payload TEXT,
                    raw_source_data TEXT);
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS} - 1)
                INSERT INTO patient SELECT printf('k%04d', (i * 7919) % {ROWS}), i, 'ñ', hex(zeroblob((i * 31) % 200)), '' FROM n;"
            ))
            .expect("a table");
        let mut container = Container::from_connection(connection, &crate::Limits::default()).expect("a database");
        container.window_bytes = window_bytes;
        container
    }

    fn keys_in_windows(container: &Container) -> Vec<Vec<String>> {
        let patient = EntityType::parse("patient").expect("well-formed");
        let order = container.key_order(&patient).expect("keys");
        let mut reader = EntityReader::new(container, &patient, order);
        let mut window = Window::default();
        let mut windows = Vec::new();
        while reader.fill(&mut window).expect("rows") {
            assert!(window.rows().all(|row| row.source_system == "ñ"));
            windows.push(window.rows().map(|row| row.canonical_uuid.to_owned()).collect());
        }
        windows
    }

    #[test]
    fn rows_come_once_and_in_order_whatever_the_window() {
        let all: Vec<String> = (0..ROWS).map(|i| format!("k{i:04}")).collect();
        for window_bytes in [1, 300, 5000, 50_000, 1 << 20] {
            let windows = keys_in_windows(&container(window_bytes));
            assert_eq!(windows.concat(), all, "windows of {window_bytes} bytes");
        }
        assert_eq!(keys_in_windows(&container(1 << 20)).len(), 1);
        assert!(keys_in_windows(&container(5000)).len() > 10);
    }

    #[test]
    fn a_row_is_found_by_its_key() {
        let patient = EntityType::parse("patient").expect("well-formed");
        let found = |key| container(usize::MAX).row(&patient, key).expect("a table").map(|row| row.source_id);
        // 7919 × 7 modulo 1000
        assert_eq!(found("k0433").as_deref(), Some("7"));
        assert_eq!(found("k0433' OR 1 --"), None);
    }
}
