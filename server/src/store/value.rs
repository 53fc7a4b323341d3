//! Parameters of statements.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A value for a placeholder. How an engine spells it is the engine's business.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Engines that check types want to know what kind of nothing it is.
    Null(Kind),
    Bool(bool),
    Integer(i64),
    Real(f64),
    Text(&'a str),
    Uuid(Uuid),
    Decimal(Decimal),
    Date(Date),
    Timestamp(Timestamp),
    Json(&'a str),
    Bytes(&'a [u8]),
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Integer,
    Real,
    Text,
    Uuid,
    Decimal,
    Date,
    Timestamp,
    Json,
    Bytes,
}

/// A type whose values are parameters.
pub trait Parameter {
    const KIND: Kind;
    fn value(&self) -> Value<'_>;
}

impl<T: Parameter + ?Sized> Parameter for &T {
    const KIND: Kind = T::KIND;

    fn value(&self) -> Value<'_> {
        T::value(self)
    }
}

impl<T: Parameter> Parameter for Option<T> {
    const KIND: Kind = T::KIND;

    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null(T::KIND), T::value)
    }
}

/// JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: AsRef<str>> Parameter for Json<T> {
    const KIND: Kind = Kind::Json;

    fn value(&self) -> Value<'_> {
        Value::Json(self.0.as_ref())
    }
}

macro_rules! parameters {
    ($($type:ty => $kind:ident |$it:ident| $value:expr;)*) => {
        $(impl Parameter for $type {
            const KIND: Kind = Kind::$kind;

            fn value(&self) -> Value<'_> {
                let $it = self;
                Value::$kind($value)
            }
        })*
    };
}

parameters! {
    bool => Bool |it| *it;
    i32 => Integer |it| i64::from(*it);
    i64 => Integer |it| *it;
    u32 => Integer |it| i64::from(*it);
    f64 => Real |it| *it;
    str => Text |it| it;
    String => Text |it| it;
    Box<str> => Text |it| it;
    Uuid => Uuid |it| *it;
    Decimal => Decimal |it| *it;
    Date => Date |it| *it;
    Timestamp => Timestamp |it| *it;
    [u8] => Bytes |it| it;
    Vec<u8> => Bytes |it| it;
    [u8; 32] => Bytes |it| it;
}

/// The values of a statement, in the order of their numbers.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::store::Parameter::value(&$value)),*] };
}
