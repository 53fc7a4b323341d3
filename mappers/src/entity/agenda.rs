//! The agenda.

use super::Text;
use crate::value::Fields;

/// `appointment`.
pub(crate) struct Appointment<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) professional: Text<'a>,
    pub(crate) chair: Text<'a>,
    pub(crate) date: Text<'a>,
    pub(crate) time: Text<'a>,
    pub(crate) duration_minutes: Text<'a>,
    pub(crate) status: Text<'a>,
    pub(crate) notes: Text<'a>,
}

impl<'a> Appointment<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            patient: fields.text("patient_uuid"),
            professional: fields.text("professional_uuid"),
            chair: fields.text("chair_uuid"),
            date: fields.text("scheduled_date"),
            time: fields.text("scheduled_time"),
            duration_minutes: fields.text("duration_minutes"),
            status: fields.text("coarse_status"),
            notes: fields.text("notes"),
        }
    }
}
