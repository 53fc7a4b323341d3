//! Treatments a clinic offers.

use jiff::Timestamp;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Json, record};

record! {
    /// A group of treatments.
    TreatmentCategory in "treatment_categories" {
        id: Uuid,
        clinic_id: Uuid,
        parent_id: Option<Uuid>,
        key: &'static str,
        names: Json,
        descriptions: Option<Json>,
        display_order: i32,
        icon: Option<Box<str>>,
        is_active: bool,
        is_system: bool,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A treatment.
    TreatmentCatalogItem in "treatment_catalog_items" {
        id: Uuid,
        clinic_id: Uuid,
        category_id: Uuid,
        internal_code: Box<str>,
        names: Json,
        descriptions: Option<Json>,
        default_price: Option<Decimal>,
        cost_price: Option<Decimal>,
        default_duration_minutes: Option<i32>,
        requires_appointment: bool,
        vat_type_id: Option<Uuid>,
        pricing_strategy: &'static str,
        pricing_config: Option<Json>,
        surface_prices: Option<Json>,
        treatment_scope: &'static str,
        is_diagnostic: bool,
        requires_surfaces: bool,
        billing_mode: &'static str,
        material_notes: Option<Box<str>>,
        is_active: bool,
        is_system: bool,
        deleted_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// How a treatment is drawn on the odontogram.
    TreatmentOdontogramMapping in "treatment_odontogram_mappings" {
        id: Uuid,
        clinic_id: Uuid,
        catalog_item_id: Uuid,
        odontogram_treatment_type: &'static str,
        visualization_rules: Json,
        visualization_config: Json,
        clinical_category: Box<str>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}
