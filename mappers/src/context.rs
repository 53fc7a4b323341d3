//! What mappers are told about the import and about the clinic it goes into.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::resolver::Mappings;

/// What is fixed for the whole of an import.
#[derive(Clone, Debug)]
pub struct Context {
    /// The clinic the signed-in admin chose. Never from the file.
    pub clinic_id: Uuid,
    /// The import job.
    pub job_id: Uuid,
    /// The admin who confirmed.
    pub imported_by: Uuid,
    /// The instant of the import, the same for every row.
    pub now: Timestamp,
    /// The clinic's timezone: wall-clock times of the source are in it.
    pub timezone: TimeZone,
    /// Which staff stay active.
    pub professional_filters: ProfessionalFilters,
}

/// Which staff stay active (`docs/mapping/staff.md#filters`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfessionalFilters {
    /// Months without activity after which a person counts as gone; 0 looks away.
    pub min_activity_months: u16,
    /// Whether agenda columns without a person behind them are left inactive.
    pub exclude_agenda_orphans: bool,
    /// Whether people inactive in the source are left inactive.
    pub exclude_inactive_in_source: bool,
    /// Whether people without a clinical role are left inactive.
    pub exclude_non_clinical_roles: bool,
}

impl Default for ProfessionalFilters {
    fn default() -> Self {
        Self {
            min_activity_months: 24,
            exclude_agenda_orphans: true,
            exclude_inactive_in_source: true,
            exclude_non_clinical_roles: false,
        }
    }
}

/// What the clinic holds before the import, as far as mappers need to know it.
#[derive(Clone, Debug, Default)]
pub struct Destination {
    /// Accounts of the whole installation.
    pub users: Vec<ExistingUser>,
    /// The clinic's cabinets.
    pub cabinets: Vec<ExistingCabinet>,
    /// The clinic's treatment categories: key → id.
    pub categories: HashMap<String, Uuid>,
    /// The clinic's treatments, inactive ones too, without deleted ones.
    pub catalog_items: Vec<ExistingCatalogItem>,
    /// The clinic's active default VAT type.
    pub default_vat_type: Option<Uuid>,
    /// The clinic's patients, to point out possible duplicates.
    pub patients: Vec<ExistingPatient>,
    /// What the clinic knows of its patients' health, so that the same is not entered again.
    pub health: Vec<ExistingHealth>,
    /// Patients with a row in `patients_clinical_medical_context`, which is not changed.
    pub medical_contexts: HashSet<Uuid>,
    /// Patients who are archived or do not want to be contacted.
    pub unreachable_patients: HashSet<Uuid>,
    /// What earlier imports mapped: the rows of `migration_import_entity_mappings` of the clinic, but for those whose
    /// destination row is gone. A source row found here is not created again, and others may refer to what it became.
    pub mappings: Mappings,
    /// Ids of the rows the clinic's archive (`migration_import_raw_entities`) already holds.
    pub archived: HashSet<Uuid>,
    /// Slots taken by appointments that are neither cancelled, completed nor missed: (cabinet, professional, start).
    pub booked_slots: Vec<(Uuid, Uuid, Timestamp)>,
    /// Language code for new patients, such as `es`; Spanish when unknown.
    pub language: Option<String>,
}

/// An account.
#[derive(Clone, Debug)]
pub struct ExistingUser {
    /// Its id.
    pub id: Uuid,
    /// Its address, as stored.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Surnames.
    pub last_name: String,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Its role in this clinic, when it is a member.
    pub role_here: Option<String>,
}

/// A cabinet.
#[derive(Clone, Debug)]
pub struct ExistingCabinet {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its place in the agenda.
    pub display_order: i32,
}

/// A treatment of the catalog.
#[derive(Clone, Debug)]
pub struct ExistingCatalogItem {
    /// Its id.
    pub id: Uuid,
    /// Its code, unique in the clinic.
    pub internal_code: String,
    /// Its Spanish name.
    pub name_es: Option<String>,
    /// The key of its category.
    pub category_key: String,
    /// Its price, in the clinic's currency.
    pub default_price: Option<Decimal>,
    /// How it is drawn on the odontogram (`treatment_odontogram_mappings`), when it is.
    pub clinical_type: Option<String>,
    /// Whether it is offered.
    pub is_active: bool,
}

/// An allergy, a drug or an illness of a patient.
#[derive(Clone, Debug)]
pub struct ExistingHealth {
    /// The patient.
    pub patient_id: Uuid,
    /// What it is.
    pub kind: HealthKind,
    /// Its name.
    pub name: String,
}

/// What is known of someone's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HealthKind {
    /// An allergy of severity `high` or `critical`: one that the banner shows. Others do not count as known.
    Allergy,
    /// A drug.
    Medication,
    /// An illness.
    Illness,
    /// An illness marked critical.
    CriticalIllness,
}

/// A patient.
#[derive(Clone, Debug)]
pub struct ExistingPatient {
    /// Their id.
    pub id: Uuid,
    /// Given name.
    pub first_name: String,
    /// Surnames.
    pub last_name: String,
    /// National id, as stored.
    pub national_id: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
}
