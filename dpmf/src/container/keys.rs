//! The order of a table's keys.

use std::sync::Arc;

use super::Container;
use super::columns::Columns;
use super::reader::{Position, next};
use crate::Error;
use crate::entity::EntityType;
use crate::key::{id, uuid};

/// For each row, in the order in which the rows lie, its rank among the keys.
pub(crate) struct KeyOrder {
    pub(super) ranks: Vec<u32>,
}

impl KeyOrder {
    /// How many rows the table has.
    pub(crate) fn len(&self) -> u64 {
        self.ranks.len() as u64
    }
}

impl Container {
    /// The order of an entity table's keys. They are read once: whoever asks next is told from memory, 4 bytes a row.
    pub(crate) fn key_order(&self, entity_type: &EntityType) -> Result<Arc<KeyOrder>, Error> {
        let known = self.orders.borrow().get(entity_type).cloned();
        known.map_or_else(|| self.read_keys(entity_type, |_| Ok(())), Ok)
    }

    /// Reads the keys of an entity table; `each` is handed their ids, in the order of the keys.
    pub(crate) fn read_keys(
        &self,
        entity_type: &EntityType,
        each: impl FnMut(u128) -> Result<(), Error>,
    ) -> Result<Arc<KeyOrder>, Error> {
        let keys = if self.jumps { None } else { self.keys_as_they_lie(entity_type)? };
        let order = Arc::new(match keys {
            Some(keys) => sorted(keys, entity_type, each)?,
            None => self.keys_along_index(entity_type, each)?,
        });
        self.orders.borrow_mut().insert(entity_type.clone(), Arc::clone(&order));
        Ok(order)
    }

    fn keys_along_index(
        &self,
        entity_type: &EntityType,
        mut each: impl FnMut(u128) -> Result<(), Error>,
    ) -> Result<KeyOrder, Error> {
        let sql = format!("SELECT canonical_uuid, rowid FROM \"{entity_type}\" ORDER BY canonical_uuid");
        let mut statement = self.database.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut position = Position::default();
        let mut places: Vec<i64> = Vec::new();
        while let Some(row) = next(&mut rows, &self.limits)? {
            let columns = Columns { row, table: entity_type.as_str(), limits: &self.limits };
            let key = columns.text(0, "canonical_uuid")?;
            position.advance_text(key, entity_type.as_str())?;
            each(id(key))?;
            places.try_reserve(1).map_err(|_| Error::OutOfMemory { needed: 8 * places.len() as u64 })?;
            places.push(row.get(1)?);
        }
        let mut ranks: Vec<u32> = (0..count(places.len())?).collect();
        ranks.sort_unstable_by_key(|rank| places.get(*rank as usize));
        Ok(KeyOrder { ranks })
    }

    /// The ids of a table's keys in the order in which the rows lie, each with its place. Nothing when one is not spelled
    /// as ids usually are: then they do not give the order of the keys.
    fn keys_as_they_lie(&self, entity_type: &EntityType) -> Result<Option<Vec<(u128, u32)>>, Error> {
        // The index has the keys too, but not in this order.
        let sql = format!("SELECT canonical_uuid FROM \"{entity_type}\" NOT INDEXED ORDER BY rowid");
        let mut statement = self.database.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut keys = Vec::new();
        while let Some(row) = next(&mut rows, &self.limits)? {
            let columns = Columns { row, table: entity_type.as_str(), limits: &self.limits };
            let Some(id) = uuid(columns.text(0, "canonical_uuid")?.as_bytes()) else { return Ok(None) };
            keys.try_reserve(1).map_err(|_| Error::OutOfMemory { needed: 32 * keys.len() as u64 })?;
            keys.push((id, count(keys.len())?));
        }
        Ok(Some(keys))
    }
}

fn sorted(
    mut keys: Vec<(u128, u32)>,
    entity_type: &EntityType,
    mut each: impl FnMut(u128) -> Result<(), Error>,
) -> Result<KeyOrder, Error> {
    keys.sort_unstable();
    let mut ranks = vec![0; keys.len()];
    let mut last = None;
    for (rank, (id, place)) in (0..).zip(keys) {
        if last == Some(id) {
            return Err(Error::DamagedSqlite { detail: format!("a key is in {entity_type} twice") });
        }
        last = Some(id);
        each(id)?;
        if let Some(at) = ranks.get_mut(place as usize) {
            *at = rank;
        }
    }
    Ok(KeyOrder { ranks })
}

fn count(rows: usize) -> Result<u32, Error> {
    u32::try_from(rows).map_err(|_| Error::OverLimit {
        what: "rows in a table",
        found: rows as u64,
        limit: u32::MAX.into(),
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// A table with these keys, without an index that would keep them apart.
    fn container(keys: &[&str]) -> Container {
        let connection = Connection::open_in_memory().expect("in memory");
        connection
            .execute_batch("CREATE TABLE patient (canonical_uuid TEXT, source_id TEXT, source_system TEXT, payload TEXT, raw_source_data TEXT)")
            .expect("a table");
        for key in keys {
            connection.execute("INSERT INTO patient VALUES (?1, '', '', '', '')", [key]).expect("a row");
        }
        Container::from_connection(connection, &crate::Limits::default()).expect("a database")
    }

    fn read(container: &Container) -> Result<(Vec<u32>, Vec<u128>), Error> {
        let mut ids = Vec::new();
        let patient = EntityType::parse("patient").expect("well-formed");
        let order = container.read_keys(&patient, |id| {
            ids.push(id);
            Ok(())
        })?;
        assert!(Arc::ptr_eq(&order, &container.key_order(&patient)?), "they are read once");
        Ok((order.ranks.clone(), ids))
    }

    const KEYS: [&str; 3] = [
        "c5a1e3ab-203b-5258-bd1e-aa0505bb9fc4",
        "01486a67-5c4a-57cf-9c6b-f0b03da6273e",
        "c5a1e3ab-203b-5258-bd1e-aa0505bb9fc3",
    ];

    #[test]
    fn both_ways_lead_to_the_same_order() {
        for keys in [&KEYS[..], &["b", KEYS[0], "ñ", "A"], &[]] {
            let jumping = read(&container(keys)).expect("keys");
            assert_eq!(jumping, read(&container(keys).read_in_passes(1000)).expect("keys"), "{keys:?}");
        }
        assert_eq!(read(&container(&KEYS)).expect("keys").0, [2, 0, 1]);
    }

    #[test]
    fn a_key_that_comes_twice_is_refused_either_way() {
        let keys = [KEYS[0], KEYS[1], KEYS[0]];
        for container in [container(&keys), container(&keys).read_in_passes(1000)] {
            assert!(matches!(read(&container), Err(Error::DamagedSqlite { .. })));
        }
    }
}
