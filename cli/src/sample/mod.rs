//! `puente sample`: a believable Spanish clinic of any size, from a seed.
//!
//! Everything follows from the seed and the day: a [`Household`] tells one family's story, the same each time it is
//! asked, so the file is written one table after the other, as an extractor does, while only one family is held.

mod agenda;
mod budgets;
mod care;
mod catalog;
mod clinic;
mod clinical;
mod dice;
mod documents;
mod household;
mod image;
mod invoices;
mod json;
mod money;
mod names;
mod out;
mod people;
mod text;

use std::path::Path;

use anyhow::Result;
use dpmf::writer::Writer;
use dpmf::{LogicalHash, Meta};
use jiff::civil::Date;

use self::clinic::Clinic;
use self::household::{Household, Lot, Lots};
use self::out::Out;

/// How large a sample is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Size {
    Patients(u64),
    /// At least so many rows of entities; one family more at most.
    Rows(u64),
}

/// What to write.
pub(crate) struct Recipe<'a> {
    pub(crate) seed: u64,
    pub(crate) today: Date,
    pub(crate) size: Size,
    /// Where the pictures go, if they are wanted.
    pub(crate) images: Option<&'a Path>,
}

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) digest: LogicalHash,
    pub(crate) patients: u64,
    pub(crate) rows: u64,
}

/// Rows that come with one patient, about: to know how many chairs a clinic of so many rows has.
const ROWS_A_PATIENT: u64 = 130;

type OfClinic = fn(&Clinic, &mut Out) -> Result<()>;
type OfHousehold = fn(&Household<'_>, &mut Out) -> Result<()>;

const CLINIC_TABLES: [(&str, OfClinic); 10] = [
    ("center", clinic::centers),
    ("professional", clinic::professionals),
    ("user", clinic::users),
    ("catalog_item", catalog::catalog_items),
    ("treatment_catalog_item", catalog::treatment_catalog_items),
    ("treatment_catalog_variant", catalog::treatment_catalog_variants),
    ("treatment_phase_template", catalog::treatment_phase_templates),
    ("work_calendar", clinic::work_calendars),
    ("work_calendar_day", clinic::work_calendar_days),
    ("work_calendar_shift", clinic::work_calendar_shifts),
];

const HOUSEHOLD_TABLES: [(&str, OfHousehold); 22] = [
    ("patient", people::patients),
    ("client", people::clients),
    ("patient_client_link", people::links),
    ("appointment_recurrence", agenda::appointment_recurrences),
    ("budget", budgets::budgets),
    ("budget_line", budgets::lines),
    ("appointment", agenda::appointments),
    ("applied_treatment", clinical::applied_treatments),
    ("applied_treatment_phase", clinical::phases),
    ("patient_alert", care::alerts),
    ("recall", agenda::recall_rows),
    ("consent", care::consents),
    ("pharmacological_history", care::pharmacological_histories),
    ("prescription", care::prescriptions),
    ("prescription_item", care::prescription_items),
    ("communication", agenda::communications),
    ("debt", money::debt_rows),
    ("payment", money::payments),
    ("debt_payment_application", money::applications),
    ("fiscal_document", invoices::fiscal_documents),
    ("fiscal_document_line", invoices::lines),
    ("patient_document", documents::patient_documents),
];

/// Writes the sample and seals it. `hear` is told how many rows there are from time to time.
pub(crate) fn write(recipe: &Recipe<'_>, writer: Writer, hear: &mut dyn FnMut(u64)) -> Result<Written> {
    let expected_patients = match recipe.size {
        Size::Patients(patients) => patients,
        Size::Rows(rows) => rows / ROWS_A_PATIENT,
    };
    let clinic = Clinic::new(recipe.seed, recipe.today, expected_patients);
    let mut out = Out::new(writer, extracted_at(recipe.today));
    for (table, rows) in CLINIC_TABLES {
        out.begin(table)?;
        rows(&clinic, &mut out)?;
    }
    let lots = lots(&clinic, recipe.size, out.rows);
    for (table, rows) in HOUSEHOLD_TABLES {
        out.begin(table)?;
        for lot in &lots {
            rows(&Household::tell(&clinic, *lot), &mut out)?;
        }
        hear(out.rows);
    }
    out.warning(None, "info", "extract.partial", "Tabla TLaboratorio no reconocida: no se exporta", None)?;
    for lot in &lots {
        let household = Household::tell(&clinic, *lot);
        people::warnings(&household, &mut out)?;
        documents::files(&household, recipe.images, &mut out)?;
    }
    let (patients, rows) = (lots.iter().map(Lot::size).sum(), out.rows);
    let digest = out.finish(&meta(recipe.today))?;
    Ok(Written { digest, patients, rows })
}

/// The families that make a clinic of that size, where so many rows are there already.
fn lots(clinic: &Clinic, size: Size, mut rows: u64) -> Vec<Lot> {
    let mut families = Lots::new(clinic.seed);
    let mut lots = Vec::new();
    let mut patients = 0;
    loop {
        let most = match size {
            Size::Patients(wanted) => wanted.saturating_sub(patients),
            Size::Rows(wanted) => {
                if rows < wanted || lots.is_empty() {
                    u64::MAX
                } else {
                    0
                }
            }
        };
        if most == 0 {
            return lots;
        }
        let lot = families.next(most);
        patients += lot.size();
        if let Size::Rows(_) = size {
            rows += Household::tell(clinic, lot).rows();
        }
        lots.push(lot);
    }
}

/// When the day begins: a sample of today is not from the future.
fn extracted_at(today: Date) -> String {
    format!("{today}T00:00:00Z")
}

fn meta(today: Date) -> Meta {
    let known = |value: &str| Some(value.to_owned());
    Meta {
        format_version: Some(dpmf::FormatVersion::CURRENT.to_string()),
        source_system: known(out::SOURCE_SYSTEM),
        source_adapter_version: known(out::ADAPTER_VERSION),
        source_schema_fingerprint: known(""),
        exporter_tool: known("puente-sample"),
        exporter_version: known(env!("CARGO_PKG_VERSION")),
        exported_at: Some(extracted_at(today)),
        tenant_label: known(out::TENANT_LABEL),
        ..Meta::default()
    }
}

#[cfg(test)]
mod tests;
