//! Rows, read by type: what a column holds is the same on every engine, however it is stored.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::error::{Error, Result};
use super::{postgres, sqlite, timestamp};

/// A row of a result.
pub struct Row<'r>(pub(super) Source<'r>);

pub(super) enum Source<'r> {
    Sqlite(SqliteRow),
    SqliteStep(&'r rusqlite::Row<'r>),
    Postgres(PgRow),
}

/// What a column holds, as the engine tells it.
#[derive(Clone, Debug)]
pub enum Cell<'r> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'r, str>),
    Bytes(&'r [u8]),
    Bool(bool),
    Uuid(Uuid),
    Decimal(Decimal),
    Date(Date),
    Timestamp(Timestamp),
}

impl Cell<'_> {
    /// Every value has a spelling: that of the embedded database.
    #[must_use]
    pub fn spelled(&self) -> Option<String> {
        Some(match self {
            Self::Null | Self::Bytes(_) => return None,
            Self::Integer(it) => it.to_string(),
            Self::Real(it) => it.to_string(),
            Self::Text(it) => it.clone().into_owned(),
            Self::Bool(it) => u8::from(*it).to_string(),
            Self::Uuid(it) => it.to_string(),
            Self::Decimal(it) => it.to_string(),
            Self::Date(it) => it.to_string(),
            Self::Timestamp(it) => timestamp(*it),
        })
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Integer(_) => "a whole number",
            Self::Real(_) => "a number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Bool(_) => "a boolean",
            Self::Uuid(_) => "an id",
            Self::Decimal(_) => "a decimal",
            Self::Date(_) => "a date",
            Self::Timestamp(_) => "an instant",
        }
    }
}

/// A column: by its name, or by its place.
#[derive(Clone, Copy)]
pub enum Place<'n> {
    At(usize),
    Named(&'n str),
}

/// What names a column.
pub trait Column: Copy {
    fn place<'n>(self) -> Place<'n>
    where
        Self: 'n;
}

impl Column for usize {
    fn place<'n>(self) -> Place<'n> {
        Place::At(self)
    }
}

impl Column for &str {
    fn place<'n>(self) -> Place<'n>
    where
        Self: 'n,
    {
        Place::Named(self)
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::At(at) => write!(f, "{at}"),
            Self::Named(name) => f.write_str(name),
        }
    }
}

impl Row<'_> {
    /// The names of the columns, in their order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match &self.0 {
            Source::Sqlite(row) => row.columns().iter().map(sqlx::Column::name).collect(),
            Source::SqliteStep(row) => row.as_ref().column_names(),
            Source::Postgres(row) => row.columns().iter().map(sqlx::Column::name).collect(),
        }
    }

    /// A column's value.
    pub fn get<T: FromColumn>(&self, column: impl Column) -> Result<T> {
        let cell = self.cell_at(column.place())?;
        let found = cell.kind();
        T::from_cell(cell).ok_or_else(|| Error::Column { column: column.place().to_string(), found })
    }

    /// What a column holds.
    pub fn cell(&self, column: impl Column) -> Result<Cell<'_>> {
        self.cell_at(column.place())
    }

    /// A column's text, where it is.
    pub fn text(&self, column: impl Column) -> Result<Cow<'_, str>> {
        match self.cell_at(column.place())? {
            Cell::Text(text) => Ok(text),
            other => Err(Error::Column { column: column.place().to_string(), found: other.kind() }),
        }
    }

    /// A column's bytes, where they are.
    pub fn bytes(&self, column: impl Column) -> Result<&[u8]> {
        match self.cell_at(column.place())? {
            Cell::Bytes(bytes) => Ok(bytes),
            other => Err(Error::Column { column: column.place().to_string(), found: other.kind() }),
        }
    }

    fn cell_at(&self, place: Place<'_>) -> Result<Cell<'_>> {
        match &self.0 {
            Source::Sqlite(row) => sqlite::cell(row, place),
            Source::SqliteStep(row) => sqlite::cell_of_step(row, place),
            Source::Postgres(row) => postgres::cell(row, place),
        }
    }
}

/// A type that a column can be read as.
pub trait FromColumn: Sized {
    /// Nothing when it holds something else.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if matches!(cell, Cell::Null) { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

impl FromColumn for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.into_owned()) } else { cell.spelled() }
    }
}

impl FromColumn for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell { Some(bytes.to_vec()) } else { None }
    }
}

impl FromColumn for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Integer(it) = cell { Some(it) } else { None }
    }
}

macro_rules! narrower {
    ($($type:ty),*) => {
        $(impl FromColumn for $type {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                i64::from_cell(cell)?.try_into().ok()
            }
        })*
    };
}

narrower!(i16, i32);

impl FromColumn for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bool(it) => Some(it),
            cell => i64::from_cell(cell).map(|it| it != 0),
        }
    }
}

impl FromColumn for f64 {
    #[allow(clippy::cast_precision_loss)] // rates and seconds
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Real(it) => Some(it),
            Cell::Integer(it) => Some(it as f64),
            _ => None,
        }
    }
}

macro_rules! native_or_spelled {
    ($($type:ident),*) => {
        $(impl FromColumn for $type {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                match cell {
                    Cell::$type(it) => Some(it),
                    Cell::Text(text) => text.parse().ok(),
                    _ => None,
                }
            }
        })*
    };
}

native_or_spelled!(Uuid, Decimal, Date, Timestamp);

/// Reads a row as a struct whose fields are named like the columns.
#[macro_export]
macro_rules! from_row {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::store::FromRow for $name {
            fn from_row(row: &$crate::store::Row<'_>) -> $crate::store::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}

/// What a row is read as.
pub trait FromRow: Sized {
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

macro_rules! single {
    ($($type:ty),*) => {
        $(impl FromRow for $type {
            fn from_row(row: &Row<'_>) -> Result<Self> {
                row.get(0)
            }
        })*
    };
}

single!(String, Vec<u8>, i64, i32, bool, f64, Uuid, Decimal, Date, Timestamp);

impl<T: FromColumn> FromRow for Option<T> {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        row.get(0)
    }
}

macro_rules! tuples {
    ($(($($type:ident $at:literal),*);)*) => {
        $(impl<$($type: FromColumn),*> FromRow for ($($type,)*) {
            fn from_row(row: &Row<'_>) -> Result<Self> {
                Ok(($(row.get($at)?,)*))
            }
        })*
    };
}

tuples! {
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}
