//! The patients of the clinic: a list to search, and each one's page.

mod list;
mod patient;
mod records;

use api::patient::PatientLine;

pub(crate) use list::PatientsPage;
pub(crate) use patient::PatientPage;

use crate::app::i18n::try_translate;

fn full_name(line: &PatientLine) -> String {
    format!("{} {}", line.first_name, line.last_name).trim().to_owned()
}

/// What a stored code is called; the code itself where nobody has named it.
fn code_name(area: &str, code: &str) -> String {
    let key = format!("{area}-{}", code.replace('_', "-"));
    try_translate(&key, None).unwrap_or_else(|| code.to_owned())
}
