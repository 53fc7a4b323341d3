//! The patients of the clinic: a list to search, and each one's page.

mod list;
mod patient;

use api::patient::PatientLine;
pub(crate) use list::PatientsPage;
pub(crate) use patient::PatientPage;

fn full_name(line: &PatientLine) -> String {
    format!("{} {}", line.first_name, line.last_name).trim().to_owned()
}
