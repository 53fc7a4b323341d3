//! What the admin decides of single rows before an import, and what a dry run asks them.
//!
//! Rows are named by their canonical uuid. The server remembers the decisions of a clinic: those of a later import are
//! laid over them, and what is undecided again is forgotten.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Decisions on single rows; part of [`crate::job::ExecuteOptions`]. What is not decided goes its usual way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Decisions {
    /// Staff (`professional`).
    pub professionals: BTreeMap<String, ProfessionalDecision>,
    /// Treatments of the source's catalog (`treatment_catalog_item`).
    pub treatments: BTreeMap<String, TreatmentDecision>,
    /// Patients (`patient`) who may be someone the clinic has.
    pub patients: BTreeMap<String, PatientDecision>,
}

impl Decisions {
    /// Lays later decisions over these.
    pub fn overlay(&mut self, later: Self) {
        self.professionals.extend(later.professionals);
        self.treatments.extend(later.treatments);
        self.patients.extend(later.patients);
    }

    /// How many rows are decided.
    #[must_use]
    pub fn len(&self) -> usize {
        self.professionals.len() + self.treatments.len() + self.patients.len()
    }

    /// Whether nothing is decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether someone stays active, whatever the filters say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProfessionalDecision {
    Active,
    Inactive,
    /// The filters decide, whatever was decided for an earlier import.
    Undecided,
}

/// What becomes of a treatment of the source's catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TreatmentDecision {
    /// It is this treatment of the clinic.
    Link { item_id: Uuid },
    /// It becomes a new treatment of the clinic, in the category of this key.
    Create { category: String },
    /// It is left out; what was done under it keeps its text and price, without a treatment of the catalog.
    Ignore,
    /// What is proposed happens, whatever was decided for an earlier import.
    Undecided,
}

/// Whether a patient is someone the clinic has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PatientDecision {
    /// They are this patient of the clinic.
    Link { patient_id: Uuid },
    /// They are someone new.
    Create,
    /// What is proposed happens, whatever was decided for an earlier import.
    Undecided,
}

/// What an import would do with the rows an admin may decide on: part of a [`crate::job::DryRun`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Review {
    /// Everyone of the staff to whom the import gives an account, by name. Who has one already, from an earlier import
    /// or otherwise, is not asked about: accounts stay as they are.
    pub professionals: Vec<ReviewedProfessional>,
    /// What the file says of none of its staff, so that nobody is judged by it.
    pub unknown_of_staff: Vec<StaffSignal>,
    /// The source's catalog, without what an earlier import mapped.
    pub treatments: Vec<ReviewedTreatment>,
    /// Treatments of the source's catalog beyond those listed: they can be decided on too, but not seen here.
    pub unlisted_treatments: u64,
    /// The treatments of the clinic that decisions link to.
    pub items: Vec<CatalogItem>,
    /// Patients who are or may be someone the clinic has, likely ones first.
    pub patients: Vec<ReviewedPatient>,
    /// How many more there are than are listed.
    pub more_patients: u64,
    /// The categories of the clinic's catalog, and the one for what fits nowhere: key and Spanish name.
    pub categories: Vec<(String, String)>,
}

/// One of the staff, and whether they stay active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewedProfessional {
    pub canonical_uuid: String,
    pub name: String,
    /// In the source's words, in lower case; empty when it says none.
    pub role: String,
    pub appointments: u64,
    /// ISO 8601 day.
    pub last_activity: Option<String>,
    pub is_active: bool,
    /// The code of the warning that says why the filters leave them inactive, whatever was decided.
    pub filtered_by: Option<String>,
    /// Whether they were decided about for an earlier import, which stands unless it is decided anew.
    pub is_remembered: bool,
}

/// What rules look at in staff, if the file says it of anyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StaffSignal {
    /// When someone was last active.
    Activity,
    /// What someone's role is.
    Role,
}

/// A treatment of the source's catalog, and what is proposed for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewedTreatment {
    pub canonical_uuid: String,
    pub label: String,
    pub code: Option<String>,
    /// Decimal as text, in the clinic's currency.
    pub price: Option<String>,
    /// Budget lines under it.
    pub offered: Usage,
    /// Treatments under it, planned ones too. Their money is that of the budgets once more, where they were offered.
    pub applied: Usage,
    pub proposal: TreatmentProposal,
    /// What was decided for an earlier import, and stands unless it is decided anew.
    pub remembered: Option<TreatmentDecision>,
}

/// Rows, and what they come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    pub rows: u64,
    /// Decimal as text, in the clinic's currency.
    pub amount: String,
}

/// What becomes of a treatment when nobody decides otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TreatmentProposal {
    /// Linked to a treatment of the clinic. Without a score it is certain; otherwise it is likely, up to 1.
    Link { item: CatalogItem, score: Option<f64> },
    /// A new one, in the category of this key.
    Create { category: String },
}

/// A treatment of the clinic's catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogItem {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub category: String,
    /// Decimal as text, in the clinic's currency.
    pub price: Option<String>,
    pub is_active: bool,
}

/// A patient of the file who is or may be one the clinic has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewedPatient {
    pub canonical_uuid: String,
    pub source_id: String,
    pub person: Person,
    /// Whom they are linked to unless the admin says otherwise: the first candidate, or nobody.
    pub proposal: Option<Uuid>,
    /// Whom they are linked to as things stand, with all that was decided.
    pub outcome: Option<Uuid>,
    /// Whether they were decided about for an earlier import, which stands unless it is decided anew.
    pub is_remembered: bool,
    /// Best first, never empty.
    pub candidates: Vec<PatientCandidate>,
}

/// A patient of the clinic who may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PatientCandidate {
    pub id: Uuid,
    pub person: Person,
    pub by: MatchedBy,
    /// What is the same, spelling aside. Anything else that both have differs.
    pub agrees: Vec<Feature>,
}

/// Something that tells people apart: a field of [`Person`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    Name,
    NationalId,
    DateOfBirth,
    Phone,
}

/// What tells people apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    pub name: String,
    pub national_id: Option<String>,
    /// ISO 8601 day.
    pub date_of_birth: Option<String>,
    pub phone: Option<String>,
}

/// What two patients have in common, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The national id, names that may be one person's, and no two dates of birth. Certain: they are linked unless the
    /// admin says otherwise.
    NationalId,
    /// Name, date of birth and phone, and no two national ids. Certain too.
    NameBirthPhone,
    /// Name and date of birth. Likely: a new patient unless the admin says otherwise.
    NameBirth,
    /// The national id, but names or dates of birth of two people. Likely.
    NationalIdAlone,
    /// Name and phone, where one has no date of birth, and no two national ids. Likely.
    NamePhone,
}

impl MatchedBy {
    /// Whether the two are one person beyond doubt.
    #[must_use]
    pub fn is_certain(self) -> bool {
        matches!(self, Self::NationalId | Self::NameBirthPhone)
    }
}
