//! The clinic's years at a glance: a bar for each year's appointments, drawn by `www/charts`.

use leptos::prelude::*;

use super::driver::Driver;
use crate::app::i18n::said;
use crate::app::ui::Card;

#[component]
pub(super) fn YearsCard(driver: Driver) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let bar = |(year, count): &(String, u64)| format!("{year}:{count}");
        driver.years().with(|years| years.iter().map(bar).collect::<Vec<_>>().join(" "))
    });
    view! {
        <Show when=move || counts.with(|counts| !counts.is_empty())>
            <Card title=said("years-heading")>
                <bar-chart label=said("years-heading") counts=move || counts.get()></bar-chart>
            </Card>
        </Show>
    }
}
