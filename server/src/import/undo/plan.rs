//! What undoing an import removes, and what stays because somebody has worked on it since.
//!
//! The rows an import made are laid out in temporary tables, one beside each table of the clinic, and marked there. A row
//! stays when it was changed since, when a row that the import did not make uses it, when a row that stays needs it, or
//! when it is part of one that stays (its foreign key says `ON DELETE CASCADE`).

use std::fmt::Write as _;

use api::undo::{KeptRow, KeptRows, TableRows};
use jiff::Timestamp;
use uuid::Uuid;

use super::super::made;
use super::kept::{self, kept_row};
use super::loose;
use super::restore::{self, Restored};
use crate::store::{Dialect, Error, Result, Session, ranks, timestamp};
use crate::values;

/// Kept rows that are shown one by one.
const EXAMPLES: usize = 200;

/// Rows that can be removed without an index on what refers to them.
const FEW: u64 = 50;

/// Why a row stays, as the temporary tables have it.
mod mark {
    pub(super) const GOES: u8 = 0;
    pub(super) const CHANGED: u8 = 1;
    pub(super) const USED: u8 = 2;
    pub(super) const HANGS_ON: u8 = 3;
}

/// The rows of an import, marked.
pub(super) struct Plan<'c> {
    session: &'c Session,
    /// Where the clinic's tables are.
    home: &'static str,
    /// Those with rows of the import.
    tables: Vec<Table>,
    references: Vec<Reference>,
    pub(super) kept: KeptRows,
    /// Changes of rows that were there before, which are put back.
    pub(super) restored: u64,
}

#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    pub(super) columns: &'static [&'static str],
}

impl Table {
    /// Those an import may make rows in.
    pub(super) fn all() -> Vec<Self> {
        made::tables().map(|(name, key, columns)| Self { name, key, columns }).collect()
    }
}

/// A column that refers to one of those tables.
struct Reference {
    from: String,
    column: String,
    /// The key of the table it is in, when the import made rows there too.
    from_key: Option<&'static str>,
    to: &'static str,
    is_part: bool,
    /// Whether the database itself sees to it.
    is_foreign_key: bool,
    /// The column that names the table, where one may refer to several.
    named_by: Option<&'static str>,
}

impl<'c> Plan<'c> {
    /// Lays the rows out and marks them. `imported_at` is the instant of the import, which its rows bear.
    pub(super) fn make(session: &'c Session, job: Uuid, imported_at: Timestamp) -> Result<Self> {
        let tables = lay_out(session, job)?;
        let references = references(session, &tables)?;
        let mut plan = Self {
            session,
            home: session.dialect().home(),
            tables,
            references,
            kept: KeptRows::default(),
            restored: 0,
        };
        plan.mark_changed(imported_at)?;
        plan.mark_used()?;
        plan.mark_what_hangs_on()?;
        plan.kept.total = plan.count_kept()?;
        plan.see_to_changes(job)?;
        Ok(plan)
    }

    /// Says of the rows that are shown one by one whose they are and what was changed in them.
    pub(super) fn describe_kept(&mut self, job: Uuid) -> Result<()> {
        kept::describe(self.session, job, &mut self.kept.examples)
    }

    /// Rows that go, by table, most first.
    pub(super) fn removed(&self) -> Result<Vec<TableRows>> {
        count_rows(self.tables.iter().collect(), |table| {
            let sql = format!(
                "SELECT count(*) FROM made_{0} JOIN {3}.{0} AS it ON it.{1} = made_{0}.id WHERE mark = {2}",
                table.name,
                table.key,
                mark::GOES,
                self.home
            );
            self.session.fetch_one(&sql, &[]).map(i64::unsigned_abs)
        })
    }

    /// Removes them. Nothing that stays refers to what goes.
    pub(super) fn remove(&self) -> Result<Vec<TableRows>> {
        let in_need = match self.session.dialect() {
            // It checks once, at the end.
            Dialect::Sqlite => Vec::new(),
            Dialect::Postgres => self.columns_in_need()?,
        };
        let quick = self.session.quicken(&in_need)?;
        // What refers to others goes before them.
        let pairs = self.foreign_keys().map(|it| (it.from.as_str(), it.to));
        let ranks = ranks(&pairs.filter(|(from, to)| from != to).collect::<Vec<_>>());
        let mut tables: Vec<&Table> = self.tables.iter().collect();
        tables.sort_by_key(|table| std::cmp::Reverse(ranks.get(table.name).copied().unwrap_or_default()));
        let removed = count_rows(tables, |table| {
            let sql = format!(
                "DELETE FROM {3}.{0} WHERE {1} IN (SELECT id FROM made_{0} WHERE mark = {2})",
                table.name,
                table.key,
                mark::GOES,
                self.home
            );
            self.session.execute(&sql, &[])
        })?;
        self.session.batch(&quick)?;
        Ok(removed)
    }

    fn foreign_keys(&self) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(|it| it.is_foreign_key)
    }

    /// Columns that refer to a table many rows go from.
    fn columns_in_need(&self) -> Result<Vec<(&str, &str)>> {
        let removed = self.removed()?;
        let is_many = |table: &str| removed.iter().any(|it| it.table == table && it.rows > FEW);
        let references = self.foreign_keys().filter(|it| is_many(it.to));
        Ok(references.map(|it| (it.from.as_str(), it.column.as_str())).collect())
    }

    /// Forgets what source rows became, but for those whose row stays.
    pub(super) fn forget_mappings(&self, job: Uuid) -> Result<()> {
        let mut sql = "DELETE FROM migration_import_entity_mappings WHERE job_id = ?1".to_owned();
        for Table { name, .. } in self.tables.iter().filter(|_| self.kept.total > 0) {
            // Writing to a string cannot fail.
            let _infallible = write!(
                sql,
                " AND NOT (dentalpin_table = '{name}' AND dentalpin_id IN (SELECT id FROM made_{name} WHERE mark > 0))"
            );
        }
        self.session.execute(&sql, &values![job]).map(drop)
    }

    /// Changes that cannot be put back, as their rows were edited since, are something that stays.
    fn see_to_changes(&mut self, job: Uuid) -> Result<()> {
        let Restored { restored, edited } = restore::preview(self.session, job)?;
        self.restored = restored;
        self.kept.changed += edited.len() as u64;
        self.kept.total += edited.len() as u64;
        let room = EXAMPLES.saturating_sub(self.kept.examples.len());
        self.kept.examples.extend(edited.into_iter().take(room));
        Ok(())
    }

    fn mark_changed(&mut self, imported_at: Timestamp) -> Result<()> {
        let home = self.home;
        for Table { name, key, .. } in self.tables.iter().filter(|table| table.columns.contains(&"updated_at")) {
            let is_changed = self.is_changed(name);
            let sql = format!(
                "UPDATE made_{name} SET mark = {} WHERE EXISTS
                    (SELECT 1 FROM {home}.{name} AS it WHERE it.{key} = made_{name}.id AND {is_changed})",
                mark::CHANGED
            );
            let changed = self.session.execute(&sql, &values![imported_at])?;
            self.kept.changed += changed;
            if changed > 0 {
                let sql = format!(
                    "SELECT id, (SELECT updated_at FROM {home}.{name} AS it WHERE it.{key} = made_{name}.id)
                     FROM made_{name} WHERE mark = {} LIMIT {}",
                    mark::CHANGED,
                    EXAMPLES.saturating_sub(self.kept.examples.len())
                );
                for (id, at) in self.session.fetch_all::<(Uuid, Option<Timestamp>)>(&sql, &[])? {
                    self.kept.examples.push(KeptRow { changed_at: at.map(timestamp), ..kept_row(name, id) });
                }
            }
        }
        Ok(())
    }

    /// The condition that a row is no more as the import wrote it. Clocks may go back, so an edit need not be later than the
    /// import; it only bears another instant.
    fn is_changed(&self, table: &str) -> String {
        // Documents arrive after the import, and notes have the instant of the source: they are as old as they say.
        let is_other = "it.updated_at <> ?1 AND it.updated_at <> it.created_at";
        if table != "budgets" {
            return is_other.to_owned();
        }
        // These have the day on which they were decided. An edit's instant has microseconds, a day has none.
        let is_whole = self.session.dialect().is_whole_second("it.updated_at");
        format!("{is_other} AND NOT (it.updated_at < ?1 AND {is_whole})")
    }

    fn mark_used(&mut self) -> Result<()> {
        let home = self.home;
        for reference in &self.references {
            let Reference { from, column, from_key, to, named_by, .. } = reference;
            let named = named_by.map_or_else(String::new, |name| format!(" AND child.{name} = '{to}'"));
            let foreign = from_key.map_or_else(String::new, |key| {
                format!(" AND NOT EXISTS (SELECT 1 FROM made_{from} AS own WHERE own.id = child.{key})")
            });
            let users = format!(
                "SELECT child.\"{column}\" FROM {home}.\"{from}\" AS child
                 WHERE child.\"{column}\" IS NOT NULL{named}{foreign}"
            );
            let sql = format!(
                "UPDATE made_{to} SET mark = {} WHERE mark = {} AND id IN ({users}) RETURNING id",
                mark::USED,
                mark::GOES
            );
            self.session.each(&sql, &[], |row| {
                self.kept.used += 1;
                if self.kept.examples.len() < EXAMPLES {
                    let used_by = Some(from.clone());
                    self.kept.examples.push(KeptRow { used_by, ..kept_row(to, row.get(0)?) });
                }
                Ok::<_, Error>(())
            })?;
        }
        Ok(())
    }

    /// Until nothing more is found: rows that those which stay refer to, and rows that are part of them.
    fn mark_what_hangs_on(&self) -> Result<()> {
        let home = self.home;
        let (goes, hangs_on) = (mark::GOES, mark::HANGS_ON);
        let mut found = u64::from(self.kept.changed + self.kept.used > 0);
        while found > 0 {
            found = 0;
            for Reference { from, column, from_key, to, is_part, .. } in &self.references {
                let Some(key) = from_key else { continue };
                let needed = format!(
                    "SELECT child.\"{column}\" FROM {home}.{from} AS child JOIN made_{from} AS own ON own.id = child.{key}
                     WHERE own.mark > {goes}"
                );
                let sql = format!("UPDATE made_{to} SET mark = {hangs_on} WHERE mark = {goes} AND id IN ({needed})");
                found += self.session.execute(&sql, &[])?;
                if *is_part {
                    let parts = format!(
                        "SELECT child.{key} FROM {home}.{from} AS child JOIN made_{to} AS whole
                         ON whole.id = child.\"{column}\" WHERE whole.mark > {goes}"
                    );
                    let sql =
                        format!("UPDATE made_{from} SET mark = {hangs_on} WHERE mark = {goes} AND id IN ({parts})");
                    found += self.session.execute(&sql, &[])?;
                }
            }
        }
        Ok(())
    }

    fn count_kept(&self) -> Result<u64> {
        let mut total = 0;
        for Table { name, .. } in &self.tables {
            let sql = format!("SELECT count(*) FROM made_{name} WHERE mark > {}", mark::GOES);
            total += self.session.fetch_one(&sql, &[]).map(i64::unsigned_abs)?;
        }
        Ok(total)
    }
}

/// What is counted of each table, most first.
fn count_rows(tables: Vec<&Table>, mut count: impl FnMut(&Table) -> Result<u64>) -> Result<Vec<TableRows>> {
    let mut counted = Vec::new();
    for table in tables {
        let rows = count(table)?;
        if rows > 0 {
            counted.push(TableRows { table: table.name.to_owned(), rows });
        }
    }
    counted.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.table.cmp(&b.table)));
    Ok(counted)
}

/// Lays the rows of an import out beside the tables they are in.
fn lay_out(session: &Session, job: Uuid) -> Result<Vec<Table>> {
    let known = Table::all();
    let mut laid_out: Vec<Table> = Vec::new();
    for name in made::tables_of(session, job)? {
        let Some(table) = known.iter().find(|table| table.name == name) else {
            // A table this program no longer writes to.
            return Err(Error::Column { column: "table_name".to_owned(), found: "an unknown table" });
        };
        session.batch(&session.dialect().marked_ids(&format!("made_{name}")))?;
        made::lay_out(session, job, &name)?;
        laid_out.push(*table);
    }
    Ok(laid_out)
}

/// What refers to those tables, in all tables but the importer's own.
fn references(session: &Session, tables: &[Table]) -> Result<Vec<Reference>> {
    let key_of = |name: &str| tables.iter().find(|table| table.name == name).map(|table| table.key);
    let keys: Vec<(String, String, String, bool)> = session.fetch_all(session.dialect().references(), &[])?;
    let mut references = Vec::new();
    for (from, column, to, is_part) in keys {
        if let Some(to) = tables.iter().find(|table| table.name == to) {
            let from_key = key_of(&from);
            let (is_foreign_key, named_by) = (true, None);
            references.push(Reference { from, column, from_key, to: to.name, is_part, is_foreign_key, named_by });
        }
    }
    for it in loose::REFERENCES {
        // DentalPin's modules may be uninstalled, with their tables.
        if !session.has_column(it.from, it.column)? {
            continue;
        }
        references.extend(tables.iter().filter(|table| it.leads_to(table.name)).map(|to| Reference {
            from: it.from.to_owned(),
            column: it.column.to_owned(),
            from_key: key_of(it.from),
            to: to.name,
            is_part: false,
            is_foreign_key: false,
            named_by: it.named_by,
        }));
    }
    Ok(references)
}
