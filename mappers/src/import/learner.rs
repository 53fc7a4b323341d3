//! What is learnt from rows before any is mapped.

use dpmf::EntityType;
use dpmf::row::EntityRow;

use super::Import;
use super::clinic::Clinic;
use crate::agenda::Slots;
use crate::chairs::Chairs;
use crate::clinical::{self, Clinical};
use crate::context::Context;
use crate::health::Health;
use crate::money::{self, Money};
use crate::payers::Payers;
use crate::recalls;
use crate::resolver::Mappings;
use crate::staff::Staff;
use crate::value::Fields;

/// Learns from the rows of some of the [`Import::PREPARED`] types, while others learn from those of other types.
pub struct Learner<'i>(Subject<'i>);

enum Subject<'i> {
    Money(&'i mut Money),
    Care(Care<'i>),
}

/// People, and what is done for them.
struct Care<'i> {
    context: &'i Context,
    mappings: &'i Mappings,
    staff: &'i mut Staff,
    chairs: &'i mut Chairs,
    payers: &'i mut Payers,
    slots: &'i mut Slots,
    clinical: &'i mut Clinical,
    health: &'i mut Health,
}

impl<'i> Learner<'i> {
    pub(super) fn all(context: &'i Context, mappings: &'i Mappings, clinic: &'i mut Clinic) -> [Self; 2] {
        let Clinic { staff, chairs, payers, slots, clinical, health, money, .. } = clinic;
        let care = Care { context, mappings, staff, chairs, payers, slots, clinical, health };
        [Self(Subject::Money(money)), Self(Subject::Care(care))]
    }

    /// Whether it learns from rows of a type.
    #[must_use]
    pub fn learns_from(&self, entity_type: &str) -> bool {
        let is_money = money::PREPARED.contains(&entity_type);
        match self.0 {
            Subject::Money(_) => is_money,
            Subject::Care(_) => !is_money && Import::PREPARED.contains(&entity_type),
        }
    }

    /// Learns from a row.
    pub fn learn(&mut self, entity_type: &EntityType, row: &EntityRow<'_>) {
        // A row that cannot be read teaches nothing; mapping it says so.
        let Ok(mut fields) = Fields::read(row.payload) else { return };
        match &mut self.0 {
            Subject::Money(money) => money.prepare(entity_type.as_str(), row, &mut fields),
            Subject::Care(care) => care.learn(entity_type.as_str(), row, &mut fields),
        }
    }
}

impl Care<'_> {
    fn learn<'a>(&mut self, entity_type: &str, row: &EntityRow<'a>, fields: &mut Fields<'a>) {
        let Self { context, mappings, staff, chairs, payers, slots, clinical, health } = self;
        match entity_type {
            name if clinical::TYPES.contains(&name) => clinical.prepare(mappings, name, row, fields),
            "professional" => staff.prepare_professional(row, fields),
            "user" => staff.prepare_user(row, fields),
            "appointment" => staff.prepare_appointment(fields),
            "catalog_item" => chairs.prepare(fields),
            "recall" => recalls::prepare(slots, fields),
            "patient" => payers.prepare_patient(row, fields),
            "client" => payers.prepare_client(row, fields),
            "patient_client_link" => payers.prepare_link(context, fields),
            "pharmacological_history" => health.prepare_history(context, fields),
            _ => {}
        }
    }
}
