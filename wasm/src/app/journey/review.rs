//! What the admin may decide before the import: a card for each kind of rows that the dry run asks about.
//!
//! The cards stay as they are while another dry run goes on: they follow its outcome, they are not drawn anew.

use leptos::prelude::*;

use super::driver::Driver;

#[component]
pub(super) fn ReviewSection(driver: Driver) -> impl IntoView {
    let _ = driver;
    view! { <section class="stack" id="review"></section> }
}
