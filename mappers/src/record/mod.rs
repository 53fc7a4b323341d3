//! Records: the rows of DentalPin's tables that an import inserts, one struct a table.

mod agenda;
mod budget;
mod care;
mod catalog;
mod money;
mod patient;
mod provenance;
mod staff;
mod treatment;

pub use agenda::{Appointment, AppointmentCabinetEvent, AppointmentStatusEvent, Cabinet};
pub use budget::{Budget, BudgetHistory, BudgetItem};
pub use care::{MedicalContext, PatientIllness, PatientMedication, Recall};
pub use catalog::{TreatmentCatalogItem, TreatmentCategory, TreatmentOdontogramMapping};
pub use money::{
    EarnedEntry, Invoice, InvoiceHistory, InvoiceItem, InvoicePayment, InvoiceSeries, Payment, PaymentAllocation,
    PaymentHistory, Refund,
};
pub use patient::{ClinicalNote, Patient, PatientAllergy, TimelineEntry};
pub use provenance::{EntityMapping, RawEntity};
pub use staff::{ClinicMembership, User};
pub use treatment::{
    PlannedTreatmentItem, PlannedTreatmentItemSession, ToothRecord, Treatment, TreatmentPlan, TreatmentTooth,
};

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A value on its way into a column. Which SQL type it has is the database's business.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A double: rates and scores, never money.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// A UUID.
    Uuid(Uuid),
    /// Money and other exact decimals.
    Decimal(Decimal),
    /// A date.
    Date(Date),
    /// An instant.
    Timestamp(Timestamp),
    /// JSON text.
    Json(&'a str),
}

/// A type that a column can hold.
pub trait Column {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

impl<T: Column> Column for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Column::value)
    }
}

macro_rules! columns {
    ($($type:ty => |$it:ident| $value:expr;)*) => {
        $(impl Column for $type {
            fn value(&self) -> Value<'_> {
                let $it = self;
                $value
            }
        })*
    };
}

columns! {
    bool => |it| Value::Bool(*it);
    i32 => |it| Value::Integer(i64::from(*it));
    i64 => |it| Value::Integer(*it);
    f64 => |it| Value::Real(*it);
    &'static str => |it| Value::Text(it);
    String => |it| Value::Text(it);
    Box<str> => |it| Value::Text(it);
    Uuid => |it| Value::Uuid(*it);
    Decimal => |it| Value::Decimal(*it);
    Date => |it| Value::Date(*it);
    Timestamp => |it| Value::Timestamp(*it);
    Json => |it| Value::Json(&it.0);
}

/// JSON text, known to be well-formed and to be something every engine's JSON column accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(Cow<'static, str>);

impl Json {
    pub(crate) const EMPTY_OBJECT: Self = Self(Cow::Borrowed("{}"));
    pub(crate) const EMPTY_ARRAY: Self = Self(Cow::Borrowed("[]"));

    /// Takes text that its caller made or checked.
    pub(crate) fn known(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of the column a field stands for: `r#type` is `type`.
const fn column_name(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Defines a record: a struct whose fields are the table's columns, in the order in which they are inserted.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident in $table:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)] // columns are DentalPin's; docs/mapping/ says what goes into each
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $name {
            pub(crate) const TABLE: &'static str = $table;
            pub(crate) const COLUMNS: &'static [&'static str] = &[$($crate::record::column_name(stringify!($field)),)*];

            pub(crate) fn bind(&self, bind: &mut dyn FnMut($crate::record::Value<'_>)) {
                $(bind($crate::record::Column::value(&self.$field));)*
            }
        }
    };
}
pub(crate) use record;

macro_rules! any_record {
    ($($name:ident,)*) => {
        /// A row to insert, of any table.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)] // each variant is the record of that name
        pub enum Record { $($name($name),)* }

        impl Record {
            /// Every table an import may write, with its columns. Which of them are there is the loader's to check.
            pub const TABLES: &[(&str, &[&str])] = &[$(($name::TABLE, $name::COLUMNS),)*];

            /// The destination table.
            #[must_use]
            pub fn table(&self) -> &'static str {
                match self { $(Self::$name(_) => $name::TABLE,)* }
            }

            /// The table's columns, in the order of [`Record::bind`].
            #[must_use]
            pub fn columns(&self) -> &'static [&'static str] {
                match self { $(Self::$name(_) => $name::COLUMNS,)* }
            }

            /// Hands over the value of every column, in the order of [`Record::columns`].
            pub fn bind(&self, bind: &mut dyn FnMut(Value<'_>)) {
                match self { $(Self::$name(record) => record.bind(bind),)* }
            }
        }

        $(impl From<$name> for Record {
            fn from(record: $name) -> Self {
                Self::$name(record)
            }
        })*
    };
}

any_record! {
    User,
    ClinicMembership,
    Cabinet,
    TreatmentCategory,
    TreatmentCatalogItem,
    TreatmentOdontogramMapping,
    Patient,
    PatientAllergy,
    PatientMedication,
    PatientIllness,
    MedicalContext,
    Recall,
    Appointment,
    AppointmentStatusEvent,
    AppointmentCabinetEvent,
    ClinicalNote,
    TimelineEntry,
    EarnedEntry,
    Payment,
    PaymentAllocation,
    PaymentHistory,
    Refund,
    InvoiceSeries,
    Invoice,
    InvoiceHistory,
    InvoiceItem,
    InvoicePayment,
    Budget,
    BudgetItem,
    BudgetHistory,
    ToothRecord,
    Treatment,
    TreatmentTooth,
    TreatmentPlan,
    PlannedTreatmentItem,
    PlannedTreatmentItemSession,
    EntityMapping,
    RawEntity,
}
