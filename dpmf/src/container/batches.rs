//! Encoding a file as the batches that travel.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::columns::Row;
use super::entities::{EntityReader, Window};
use super::reader::Position;
use super::{Container, tables};
use crate::Error;
use crate::batch::{BatchBuilder, Table};

/// Encodes a file as the batches that travel: `_entities`, each entity table in the order of their names, `_files`,
/// `_warnings`. The same file always gives the same batches, so their numbers are stable.
pub struct BatchReader<'c> {
    container: &'c Container,
    tables: VecDeque<Table>,
    current: Option<Current<'c>>,
}

/// A table under way.
struct Current<'c> {
    builder: BatchBuilder,
    rows: Rows<'c>,
}

enum Rows<'c> {
    Entities(EntityReader<'c>, Window, Place),
    Others(Table, Position),
}

/// How far a window has been read.
#[derive(Default)]
struct Place {
    next: usize,
    last: Position,
}

impl<'c> BatchReader<'c> {
    /// A reader before the first batch of a checked file.
    ///
    /// # Errors
    /// As [`Container::declared`].
    pub fn new(container: &'c Container) -> Result<Self, Error> {
        Ok(Self { container, tables: tables(&container.declared()?).into(), current: None })
    }

    /// The next batch, or `None` after the last.
    ///
    /// # Errors
    /// [`Error::DamagedSqlite`], [`Error::WrongShape`], [`Error::OverLimit`]; none of them in a file that passed
    /// [`check`](crate::check::check) and was not changed since.
    #[expect(clippy::should_implement_trait, reason = "an iterator of results would have to end after an error")]
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        loop {
            let mut current = match self.current.take() {
                Some(current) => current,
                None => match self.tables.pop_front() {
                    Some(table) => Current::new(self.container, table)?,
                    None => return Ok(None),
                },
            };
            if let Some(batch) = current.next(self.container)? {
                self.current = Some(current);
                return Ok(Some(batch));
            }
            if let Some(last) = current.builder.finish() {
                return Ok(Some(last));
            }
        }
    }
}

impl<'c> Current<'c> {
    fn new(container: &'c Container, table: Table) -> Result<Self, Error> {
        let builder = BatchBuilder::new(table.clone());
        let rows = match &table {
            Table::Entity(entity_type) => {
                let order = container.key_order(entity_type)?;
                let reader = EntityReader::new(container, entity_type, order);
                Rows::Entities(reader, Window::default(), Place::default())
            }
            _ => Rows::Others(table, Position::default()),
        };
        Ok(Self { builder, rows })
    }

    /// The next full batch, or `None` when the rows are through.
    fn next(&mut self, container: &Container) -> Result<Option<Vec<u8>>, Error> {
        let builder = &mut self.builder;
        match &mut self.rows {
            Rows::Entities(reader, window, place) => loop {
                while let Some(row) = window.row(place.next) {
                    place.next += 1;
                    place.last.advance_text(row.canonical_uuid, builder.table().name())?;
                    if let Some(full) = builder.entity(&row) {
                        return Ok(Some(full));
                    }
                }
                if !reader.fill(window)? {
                    return Ok(None);
                }
                place.next = 0;
            },
            Rows::Others(table, position) => {
                let mut full = None;
                let _through = container.read(table, position, |row| {
                    full = match row {
                        Row::EntityCount(row) => builder.entity_count(&row),
                        Row::Entity(row) => builder.entity(&row),
                        Row::File(row) => builder.file(&row),
                        Row::Warning(row) => builder.warning(&row),
                    };
                    Ok(if full.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
                })?;
                Ok(full)
            }
        }
    }
}
