#![allow(clippy::expect_used)]

mod budgets;
mod charges;
mod dates;
mod hostile;
mod phases;
mod plans;
mod sums;
mod treatments;
mod twins;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::context::{Context, Destination, ExistingCatalogItem, ExistingVatType};
use crate::record::Record;
use crate::resolver::{Mappings, Target};
use crate::testing::{self, Desk, Mapped, parse, row};
use crate::{Disposition, Import};

pub(super) const ANA: Uuid = Uuid::from_u128(1);
pub(super) const LUIS: Uuid = Uuid::from_u128(2);
pub(super) const DENTIST: Uuid = Uuid::from_u128(3);
pub(super) const SECRETARY: Uuid = Uuid::from_u128(4);
pub(super) const FILLING: Uuid = Uuid::from_u128(5);
pub(super) const EXTRACTION: Uuid = Uuid::from_u128(6);
pub(super) const EXEMPT: Uuid = Uuid::from_u128(7);
pub(super) const STANDARD: Uuid = Uuid::from_u128(8);

/// A clinic with two patients, a dentist, a secretary and two treatments.
pub(super) fn clinic() -> Destination {
    let mut mappings = Mappings::default();
    for (entity_type, uuid, table, id) in [
        ("patient", "ana", "patients", ANA),
        ("patient", "luis", "patients", LUIS),
        ("professional", "pro", "users", DENTIST),
        ("user", "sec", "users", SECRETARY),
        ("treatment_catalog_item", "filling", "treatment_catalog_items", FILLING),
        ("treatment_catalog_variant", "filling-v", "treatment_catalog_items", FILLING),
        ("treatment_catalog_variant", "extraction-v", "treatment_catalog_items", EXTRACTION),
    ] {
        mappings.insert("gesden", entity_type, uuid, Target { table, id });
    }
    let item = |id, code: &str, drawn: &str| ExistingCatalogItem {
        id,
        internal_code: code.to_owned(),
        names: Vec::new(),
        category_key: "restauradora".to_owned(),
        default_price: None,
        clinical_type: Some(drawn.to_owned()),
        is_active: true,
    };
    let vat = |id, rate, is_default| ExistingVatType { id, rate, is_default };
    Destination {
        mappings,
        catalog_items: vec![item(FILLING, "F", "filling_amalgam"), item(EXTRACTION, "E", "extraction")],
        vat_types: vec![vat(STANDARD, 21.0, false), vat(EXEMPT, 0.0, true)],
        ..Destination::default()
    }
}

/// Rows of a file: type, uuid, payload, columns.
pub(super) type Rows = Vec<(&'static str, &'static str, Value, Value)>;

/// What a file became.
pub(super) struct Story {
    rows: Vec<((&'static str, &'static str), Mapped)>,
    pub(super) import: Import,
    pub(super) left: Vec<Record>,
}

impl Story {
    pub(super) fn of(rows: &Rows) -> Self {
        Self::into(clinic(), rows)
    }

    pub(super) fn into(clinic: Destination, rows: &Rows) -> Self {
        Self::told(testing::context(), clinic, rows)
    }

    pub(super) fn told(context: Context, clinic: Destination, rows: &Rows) -> Self {
        let mut desk = Desk(Import::new(context, clinic));
        // The order in which rows are shown does not matter.
        for (entity_type, uuid, payload, columns) in rows.iter().rev() {
            let (payload, columns) = (payload.to_string(), columns.to_string());
            desk.0.prepare(&parse(entity_type), &row(uuid, uuid, &payload, &columns));
        }
        let mut ordered: Vec<_> = rows.iter().collect();
        ordered.sort_by(|(one, a, ..), (two, b, ..)| {
            (parse(one).processing_key(), a).cmp(&(parse(two).processing_key(), b))
        });
        let rows = ordered
            .into_iter()
            .map(|(entity_type, uuid, payload, columns)| {
                ((*entity_type, *uuid), desk.map_text(entity_type, uuid, &payload.to_string(), &columns.to_string()))
            })
            .collect();
        let left = desk.finish().records;
        Self { rows, import: desk.0, left }
    }

    pub(super) fn row(&self, entity_type: &'static str, uuid: &'static str) -> &Mapped {
        &self.rows.iter().find(|(row, _)| *row == (entity_type, uuid)).expect("a row").1
    }

    pub(super) fn act(&self, uuid: &'static str) -> &Mapped {
        self.row("applied_treatment", uuid)
    }

    pub(super) fn fate(&self, entity_type: &'static str, uuid: &'static str) -> Disposition {
        self.row(entity_type, uuid).disposition
    }

    /// All records, in the order in which they came.
    pub(super) fn all(&self) -> impl Iterator<Item = &Record> {
        self.rows.iter().flat_map(|(_, mapped)| &mapped.records).chain(&self.left)
    }

    /// What the next import finds mapped.
    pub(super) fn mappings(&self) -> Mappings {
        testing::mappings(clinic().mappings, self.all())
    }

    pub(super) fn count(&self, table: &str) -> usize {
        self.all().filter(|record| record.table() == table).count()
    }
}

/// All records of a kind.
macro_rules! every {
    ($story:expr, $kind:ident) => {
        $story
            .all()
            .filter_map(|record| if let $crate::record::Record::$kind(record) = record { Some(record) } else { None })
            .collect::<Vec<_>>()
    };
}
pub(super) use every;

/// A value with other fields.
pub(super) fn with(mut value: Value, fields: &Value) -> Value {
    for (name, field) in fields.as_object().expect("an object") {
        value[name] = field.clone();
    }
    value
}

pub(super) fn budget(fields: &Value) -> Value {
    let budget = json!({
        "patient_uuid": "ana", "professional_uuid": "pro", "elaborated_by_user_uuid": "sec", "number": 7,
        "title": "Plan", "quote_date": "2024-02-01"
    });
    with(budget, fields)
}

pub(super) fn line(fields: &Value) -> Value {
    let line = json!({
        "budget_uuid": "b", "patient_uuid": "ana", "treatment_variant_uuid": "filling-v", "units": "1",
        "unit_amount": "65.00", "list_amount": "65.00", "base_amount": "65.00", "vat_percent": "0", "vat_amount": "0",
        "line_number": 1, "order_within_budget": 1
    });
    with(line, fields)
}

/// A filling of tooth 16, performed in 2024.
pub(super) fn filling(fields: &Value) -> Value {
    let act = json!({
        "patient_uuid": "ana", "professional_uuid": "pro", "treatment_variant_uuid": "filling-v", "status_code": 5,
        "start_date": "2024-01-15", "end_date": "2024-03-02", "amount": "65.00", "units": 1, "teeth": [16]
    });
    with(act, fields)
}

pub(super) fn odg(kind: i64) -> Value {
    json!({"IdTipoOdg": kind})
}
