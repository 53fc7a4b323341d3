//! The modules of a clinic.

use serde::{Deserialize, Serialize};

/// A module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ModuleName {
    /// Data migration.
    MigrationImport,
    /// Legal data of Spanish invoices.
    Verifactu,
}

impl ModuleName {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MigrationImport => "migration_import",
            Self::Verifactu => "verifactu",
        }
    }
}

/// `GET /clinics/{id}/modules` lists these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Module {
    pub name: ModuleName,
    pub is_active: bool,
    /// Whether an admin of the clinic may switch it here.
    pub control: ModuleControl,
}

/// Who switches a module on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ModuleControl {
    /// The clinic's admins: `POST` and `DELETE /clinics/{id}/modules/{name}`.
    Admin,
    /// DentalPin, whose database this is.
    Dentalpin,
    /// Nobody: it is not for clinics of this country.
    Country,
}

/// `GET /clinics/{id}/modules/migration_import/uninstall`: what uninstalling it would remove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UninstallPreview {
    pub jobs: u64,
    pub mappings: u64,
    pub warnings: u64,
    pub archived: u64,
    pub decisions: u64,
    /// Batches of files that were not imported.
    pub staged_batches: u64,
    /// Radiographs and documents the imports list and nobody has sent.
    pub files_expected: u64,
    /// Radiographs and documents that came before their patients.
    pub files_waiting: u64,
    /// Completed imports that could be undone until then.
    pub undoable: u64,
    /// An import is running: it has to end first.
    pub is_busy: bool,
}
