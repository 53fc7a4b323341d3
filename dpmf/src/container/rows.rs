//! Reading one entity table, some rows at a time.

use super::Container;
use super::entities::{EntityReader, Window};
use crate::Error;
use crate::entity::EntityType;
use crate::row::EntityRow;

/// The rows of an entity table of a checked file, in the order of their keys.
pub struct EntityRows<'c> {
    reader: EntityReader<'c>,
    window: Window,
    /// The place in the window of the row that comes next.
    place: usize,
}

impl<'c> EntityRows<'c> {
    /// Before the first row.
    ///
    /// # Errors
    /// [`Error::DamagedSqlite`], [`Error::WrongShape`], [`Error::OverLimit`]; none of them in a file that passed
    /// [`check`](crate::check::check) and was not changed since.
    pub fn new(container: &'c Container, entity_type: &EntityType) -> Result<Self, Error> {
        let order = container.key_order(entity_type)?;
        Ok(Self { reader: EntityReader::new(container, entity_type, order), window: Window::default(), place: 0 })
    }

    /// Hands the next rows to `each`, at most `limit` of them. Returns how many there were: none at the end.
    ///
    /// # Errors
    /// As [`EntityRows::new`].
    pub fn next(&mut self, limit: usize, mut each: impl FnMut(&EntityRow<'_>)) -> Result<usize, Error> {
        if self.place == self.window.len() {
            self.place = 0;
            if !self.reader.fill(&mut self.window)? {
                self.window = Window::default();
                return Ok(0);
            }
        }
        let start = self.place;
        while let Some(row) = self.window.row(self.place).filter(|_| self.place - start < limit) {
            each(&row);
            self.place += 1;
        }
        Ok(self.place - start)
    }
}
