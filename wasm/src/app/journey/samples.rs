//! Some rows of a type, in a form a person can read.

use leptos::prelude::*;

use super::driver::Driver;
use super::words::{field_name, field_value, type_name};
use crate::app::i18n::t;
use crate::app::ui::{Button, Dialog, Spinner};
use crate::protocol::SampleRow;

#[component]
pub(super) fn SamplesDialog(driver: Driver) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(driver.samples().with(|samples| samples.open.is_some())));
    Effect::new(move |_| {
        if !open.get() && driver.samples().with_untracked(|samples| samples.open.is_some()) {
            driver.close_samples();
        }
    });
    let title = move || {
        driver
            .samples()
            .with(|samples| samples.open.as_deref().map(type_name))
            .map(|name| t!("samples-heading", type = name))
            .unwrap_or_default()
    };
    view! {
        <Dialog id="samples" title open>
            <p class="soft">{move || t!("samples-lead")}</p>
            <div class="samples" tabindex="0" role="region" aria-label=title>
                {move || rows(driver)}
            </div>
            <footer>
                <Button attr:id="samples-close" on:click=move |_| open.set(false)>
                    {move || t!("samples-close")}
                </Button>
            </footer>
        </Dialog>
    }
}

fn rows(driver: Driver) -> AnyView {
    match driver.samples().with(|samples| samples.rows().map(<[SampleRow]>::to_vec)) {
        None => view! {
            <p class="busy" role="status">
                <Spinner />
                {move || t!("samples-loading")}
            </p>
        }
        .into_any(),
        Some(rows) if rows.is_empty() => view! { <p class="soft">{move || t!("samples-none")}</p> }.into_any(),
        Some(rows) => rows.into_iter().map(|row| view! { <Sample row /> }).collect_view().into_any(),
    }
}

/// A row, and what was `said` of it.
#[component]
pub(super) fn Sample(row: SampleRow, #[prop(optional)] said: Option<AnyView>) -> impl IntoView {
    let SampleRow { source_id, fields } = row;
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| {
        let name = field.clone();
        view! {
            <div class="pair">
                <dt>{move || field_name(&name)}</dt>
                <dd>{move || field_value(&field, &value)}</dd>
            </div>
        }
    });
    view! {
        <article class="sample">
            <h3>{move || t!("samples-row", id = source_id.as_str())}</h3>
            {said}
            <dl class="pairs">{fields.collect_view()}</dl>
        </article>
    }
}
