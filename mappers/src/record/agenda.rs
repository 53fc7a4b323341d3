//! Rooms, appointments and their history.

use jiff::Timestamp;
use uuid::Uuid;

use super::record;

record! {
    /// A cabinet: a room with a chair.
    Cabinet in "cabinets" {
        id: Uuid,
        clinic_id: Uuid,
        name: Box<str>,
        color: &'static str,
        display_order: i32,
        is_active: bool,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// An appointment.
    Appointment in "appointments" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Option<Uuid>,
        professional_id: Uuid,
        cabinet: Option<Box<str>>,
        cabinet_id: Option<Uuid>,
        cabinet_assigned_at: Option<Timestamp>,
        cabinet_assigned_by: Option<Uuid>,
        start_time: Timestamp,
        end_time: Timestamp,
        treatment_type: Option<Box<str>>,
        status: &'static str,
        current_status_since: Timestamp,
        color: Option<&'static str>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A change of an appointment's status.
    AppointmentStatusEvent in "appointment_status_events" {
        id: Uuid,
        clinic_id: Uuid,
        appointment_id: Uuid,
        from_status: Option<&'static str>,
        to_status: &'static str,
        changed_at: Timestamp,
        changed_by: Option<Uuid>,
        note: Option<Box<str>>,
        created_at: Timestamp,
    }
}

record! {
    /// A change of an appointment's cabinet.
    AppointmentCabinetEvent in "appointment_cabinet_events" {
        id: Uuid,
        clinic_id: Uuid,
        appointment_id: Uuid,
        from_cabinet_id: Option<Uuid>,
        to_cabinet_id: Option<Uuid>,
        changed_at: Timestamp,
        changed_by: Option<Uuid>,
        note: Option<Box<str>>,
        created_at: Timestamp,
    }
}
