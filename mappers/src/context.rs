//! What mappers are told about the import and about the clinic it goes into.

use std::collections::{HashMap, HashSet};

use api::decisions::Decisions;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids;
use crate::phrases::Language;
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
    /// When the file was extracted, if it says so: what it tells is as of then.
    pub exported_at: Option<Timestamp>,
    /// The clinic's timezone: wall-clock times of the source are in it.
    pub timezone: TimeZone,
    /// The language of what is written of one's own accord. [`crate::Import`] takes the clinic's.
    pub language: Language,
    /// Which staff stay active.
    pub professional_filters: ProfessionalFilters,
    /// Whether the admin wants legal data of invoices (hashes, ATCUD, QR) kept with them.
    pub import_legal_data: bool,
    /// Who gets the appointments of nobody: a professional or user of the file, by canonical uuid, or an account of the
    /// clinic, by id.
    pub fallback_professional: Option<String>,
    /// What the admin decided of single rows for this import.
    pub decisions: Decisions,
}

impl Context {
    /// As of when the file speaks. The import at the latest.
    #[must_use]
    pub fn as_of(&self) -> Timestamp {
        self.exported_at.map_or(self.now, |at| at.min(self.now))
    }

    /// The day of the import, where the clinic is.
    pub(crate) fn today(&self) -> Date {
        self.now.to_zoned(self.timezone.clone()).date()
    }
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

/// What a browser has to know of a clinic to try an import out: sent as CBOR.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    /// What the clinic holds.
    pub destination: Destination,
    /// The clinic's timezone, as an IANA name.
    pub timezone: String,
    /// That timezone's rules, as a `TZif` file: browsers do not tell theirs, and both sides must use the same.
    pub tzif: Vec<u8>,
}

/// What an e-mail address is known by where the address itself is not told.
#[must_use]
pub fn address_key(email: &str) -> u64 {
    ids::short(&email.to_lowercase())
}

/// What the clinic holds before the import, as far as mappers need to know it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Destination {
    /// What was decided of single rows for earlier imports.
    pub decisions: Decisions,
    /// Accounts of the clinic's people.
    pub users: Vec<ExistingUser>,
    /// The addresses of all other accounts of the installation, each as its [`address_key`]: they are taken, and whose they
    /// are is nobody's business here.
    pub taken_addresses: HashSet<u64>,
    /// The clinic's cabinets.
    pub cabinets: Vec<ExistingCabinet>,
    /// The clinic's treatment categories.
    pub categories: Vec<ExistingCategory>,
    /// The clinic's treatments, inactive ones too, without deleted ones.
    pub catalog_items: Vec<ExistingCatalogItem>,
    /// The clinic's active default VAT type.
    pub default_vat_type: Option<Uuid>,
    /// The clinic's patients, so that those of the file who are there already are found.
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
    /// The language the clinic has chosen, such as `es`: of new patients, and of what is written; Spanish when unknown.
    pub language: Option<String>,
    /// The clinic's currency; euros when unknown.
    pub currency: Option<String>,
    /// Two letters, in capitals: says what the law calls things, and the language where the clinic has chosen none.
    pub country: Option<String>,
    /// Whether the module that keeps legal data of invoices (`verifactu`) is installed.
    pub has_verifactu: bool,
    /// The clinic's active VAT types.
    pub vat_types: Vec<ExistingVatType>,
    /// Treatments for which the ledger (`patient_earned_entries`) has an entry without session: they are charged.
    pub charged_treatments: Vec<Uuid>,
    /// Payments that earlier imports brought in.
    pub payments: Vec<ExistingPayment>,
    /// The clinic's series of invoice numbers, inactive ones too.
    pub invoice_series: Vec<ExistingInvoiceSeries>,
    /// Invoices of earlier imports without legal data of a file, where the clinic keeps such. The others have theirs.
    pub invoices_without_legal: HashMap<Uuid, ExistingLegal>,
    /// Numbers of the clinic's invoices.
    pub invoice_numbers: Vec<String>,
    /// The numbers of the clinic's budgets, of deleted ones too.
    pub budget_numbers: Vec<String>,
    /// The clinic's treatment plans, deleted ones too: their numbers are taken.
    pub treatment_plans: Vec<ExistingPlan>,
    /// The teeth on record of the clinic's patients.
    pub teeth: Vec<ExistingTooth>,
    /// The last session of each planned treatment that earlier imports brought in: its id → `sequence`.
    pub sessions: HashMap<Uuid, i32>,
}

/// A VAT type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingVatType {
    /// Its id.
    pub id: Uuid,
    /// Its rate, in percent.
    pub rate: f64,
    /// Whether it is the clinic's default.
    pub is_default: bool,
}

/// A payment of an earlier import.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ExistingPayment {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub patient_id: Uuid,
    /// What was paid.
    pub amount: Decimal,
    /// What was given back of it.
    pub refunded: Decimal,
    /// What of it is linked to invoices.
    pub invoiced: Decimal,
}

/// What an invoice has in place of the legal data that a file may have for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExistingLegal {
    /// Nothing.
    Nothing,
    /// What the clinic itself wrote.
    Others,
}

/// A series of invoice numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingInvoiceSeries {
    /// Its id.
    pub id: Uuid,
    /// What its numbers begin with.
    pub prefix: String,
    /// The number last given.
    pub current_number: i32,
    /// The year it was given in.
    pub last_reset_year: Option<i16>,
    /// Whether its numbers begin anew each year.
    pub reset_yearly: bool,
    /// The greatest `sequential_number` of its invoices; 0 without any.
    pub last_place: i32,
}

impl ExistingInvoiceSeries {
    /// The number that DentalPin counts as the last one given in a year.
    pub(crate) fn counter_in(&self, year: i16) -> i32 {
        let goes_on = !self.reset_yearly || self.last_reset_year == Some(year);
        if goes_on { self.current_number } else { 0 }
    }
}

/// A treatment plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingPlan {
    /// Its id.
    pub id: Uuid,
    /// Its patient.
    pub patient_id: Uuid,
    /// Its number, unique in the clinic.
    pub plan_number: String,
    /// The budget it is of.
    pub budget_id: Option<Uuid>,
    /// The greatest `sequence_order` of its items; 0 without items.
    pub last_sequence: i32,
    /// Whether it is neither completed, nor archived, nor closed, nor deleted.
    pub is_open: bool,
}

/// A tooth on record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingTooth {
    /// Its id.
    pub id: Uuid,
    /// Its patient.
    pub patient_id: Uuid,
    /// Its FDI number.
    pub tooth_number: i32,
    /// Its state.
    pub general_condition: String,
}

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
}

/// A cabinet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingCabinet {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its place in the agenda.
    pub display_order: i32,
}

/// A category of treatments.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingCategory {
    /// Its id.
    pub id: Uuid,
    /// Unique in the clinic.
    pub key: String,
    /// Its name in the clinic's language, or in another.
    pub name: Option<String>,
}

/// A treatment of the catalog.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingCatalogItem {
    /// Its id.
    pub id: Uuid,
    /// Its code, unique in the clinic.
    pub internal_code: String,
    /// Its names in all languages, that in the clinic's first.
    pub names: Vec<String>,
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExistingHealth {
    /// The patient.
    pub patient_id: Uuid,
    /// What it is.
    pub kind: HealthKind,
    /// Its name.
    pub name: String,
}

/// What is known of someone's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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
    /// Phone number, as stored.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// As stored: `female`, …
    pub gender: Option<String>,
    /// Address, as JSON.
    pub address: Option<String>,
    /// The tax id that invoices name instead of theirs.
    pub billing_tax_id: Option<String>,
}
