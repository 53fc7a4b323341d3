//! What the admin may decide before the import: a card for each kind of rows that the dry run asks about.
//!
//! The cards stay as they are while another dry run goes on: they follow its outcome, they are not drawn anew.

mod legal;
mod patients;
pub(super) mod professionals;
mod treatment;
mod treatments;

use leptos::prelude::*;

use super::driver::Driver;
use legal::LegalCard;
use patients::PatientsCard;
use professionals::ProfessionalsCard;
use treatments::TreatmentsCard;

/// The id of the section, to come back to.
pub(super) const REVIEW: &str = "review";

#[component]
pub(super) fn ReviewSection(driver: Driver) -> impl IntoView {
    view! {
        <section class="stack" id=REVIEW tabindex="-1">
            <PatientsCard driver />
            <TreatmentsCard driver />
            <LegalCard driver />
            // Its rules can be chosen without a dry run.
            <ProfessionalsCard driver />
        </section>
    }
}
