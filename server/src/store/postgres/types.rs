//! Values and columns in this engine's binary formats.

use std::borrow::Cow;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::{Arguments as _, Postgres, Row as _, Type, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use crate::store::error::{Error, Result};
use crate::store::row::{Cell, Place};
use crate::store::value::{Kind, Value};

/// What this engine counts from.
const EPOCH: Date = date(2000, 1, 1);
/// Microseconds from 1970 to then.
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// Values as this engine takes them.
pub(super) fn arguments(values: &[Value<'_>]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match *value {
            Value::Null(Kind::Bool) => arguments.add(None::<bool>),
            Value::Null(Kind::Integer) => arguments.add(None::<i64>),
            Value::Null(Kind::Real) => arguments.add(None::<f64>),
            Value::Null(Kind::Text) => arguments.add(None::<&str>),
            Value::Null(Kind::Uuid) => arguments.add(None::<Uuid>),
            Value::Null(Kind::Decimal) => arguments.add(None::<Decimal>),
            Value::Null(Kind::Date) => arguments.add(None::<Day>),
            Value::Null(Kind::Timestamp) => arguments.add(None::<Instant>),
            Value::Null(Kind::Json) => arguments.add(None::<JsonText<'_>>),
            Value::Null(Kind::Bytes) => arguments.add(None::<&[u8]>),
            Value::Bool(it) => arguments.add(it),
            Value::Integer(it) => arguments.add(it),
            Value::Real(it) => arguments.add(it),
            Value::Text(it) => arguments.add(it),
            Value::Uuid(it) => arguments.add(it),
            Value::Decimal(it) => arguments.add(it),
            Value::Date(it) => arguments.add(Day(it)),
            Value::Timestamp(it) => arguments.add(Instant(it)),
            Value::Json(it) => arguments.add(JsonText(it)),
            Value::Bytes(it) => arguments.add(it),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

struct Instant(Timestamp);

impl Type<Postgres> for Instant {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(1184))
    }
}

impl Encode<'_, Postgres> for Instant {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&(self.0.as_microsecond() - EPOCH_MICROSECONDS).to_be_bytes());
        Ok(IsNull::No)
    }
}

struct Day(Date);

impl Type<Postgres> for Day {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(1082))
    }
}

impl Encode<'_, Postgres> for Day {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        let days = i32::try_from(EPOCH.duration_until(self.0).as_hours() / 24)?;
        buffer.extend_from_slice(&days.to_be_bytes());
        Ok(IsNull::No)
    }
}

struct JsonText<'a>(&'a str);

impl Type<Postgres> for JsonText<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(3802))
    }
}

impl Encode<'_, Postgres> for JsonText<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        // The version of the format.
        buffer.push(1);
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

/// What a column holds.
pub(in crate::store) fn cell<'r>(row: &'r PgRow, place: Place<'_>) -> Result<Cell<'r>> {
    macro_rules! get {
        () => {
            match place {
                Place::At(at) => row.try_get_unchecked(at),
                Place::Named(name) => row.try_get_unchecked(name),
            }
        };
    }
    let stored = match place {
        Place::At(at) => row.try_get_raw(at),
        Place::Named(name) => row.try_get_raw(name),
    }?;
    if stored.is_null() {
        return Ok(Cell::Null);
    }
    let kind = stored.type_info();
    let bytes = stored.as_bytes().map_err(sqlx::Error::Decode)?;
    let odd = || Error::Column { column: place.to_string(), found: "an unknown type" };
    Ok(match kind.name() {
        "BOOL" => Cell::Bool(get!()?),
        "INT2" => Cell::Integer(get!().map(i16::into)?),
        "INT4" => Cell::Integer(get!().map(i32::into)?),
        "INT8" => Cell::Integer(get!()?),
        "FLOAT8" => Cell::Real(get!()?),
        "NUMERIC" => Cell::Decimal(get!()?),
        "UUID" => Cell::Uuid(get!()?),
        "BYTEA" => Cell::Bytes(bytes),
        "TIMESTAMPTZ" => Cell::Timestamp(instant(bytes).ok_or_else(odd)?),
        "DATE" => Cell::Date(day(bytes).ok_or_else(odd)?),
        "JSONB" => Cell::Text(Cow::Borrowed(bytes.get(1..).and_then(text).ok_or_else(odd)?)),
        "TEXT" | "VARCHAR" | "BPCHAR" | "NAME" | "JSON" | "CHAR" | "\"CHAR\"" => {
            Cell::Text(Cow::Borrowed(text(bytes).ok_or_else(odd)?))
        }
        _ => return Err(odd()),
    })
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn instant(bytes: &[u8]) -> Option<Timestamp> {
    let microseconds = i64::from_be_bytes(bytes.try_into().ok()?);
    Timestamp::from_microsecond(microseconds.checked_add(EPOCH_MICROSECONDS)?).ok()
}

fn day(bytes: &[u8]) -> Option<Date> {
    let days = i32::from_be_bytes(bytes.try_into().ok()?);
    EPOCH.checked_add(SignedDuration::from_hours(i64::from(days) * 24)).ok()
}
