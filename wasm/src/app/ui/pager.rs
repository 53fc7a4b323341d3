use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::app::i18n::{said, t};
use crate::app::ui::{Button, Icon, Shape};

/// Where one is in a long list, and the way to its neighbours. `page` counts from 1.
#[component]
pub(crate) fn Pager(
    page: RwSignal<u32>,
    page_size: u32,
    #[prop(into)] total: Signal<u64>,
    /// What the list holds, for screen readers.
    #[prop(into)]
    label: TextProp,
) -> impl IntoView {
    let first = move || u64::from(page.get() - 1) * u64::from(page_size) + 1;
    let last = move || (u64::from(page.get()) * u64::from(page_size)).min(total.get());
    view! {
        <nav class="pager" aria-label=move || label.get()>
            <span class="soft" role="status">
                {move || t!("pager-range", first = first(), last = last(), total = total.get())}
            </span>
            <Button
                disabled=Signal::derive(move || page.get() <= 1)
                on:click=move |_| page.update(|page| *page -= 1)
            >
                <span class="flip"><Icon shape=Shape::ChevronRight /></span>
                <span>{said("pager-previous")}</span>
            </Button>
            <Button
                disabled=Signal::derive(move || last() >= total.get())
                on:click=move |_| page.update(|page| *page += 1)
            >
                <span>{said("pager-next")}</span>
                <Icon shape=Shape::ChevronRight />
            </Button>
        </nav>
    }
}
