//! What a file holds, type by type, in a clinic's words.

use leptos::prelude::*;

use super::driver::Driver;
use super::samples::SamplesDialog;
use super::words::{fate_words, type_name};
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::ui::{Table, Tag, Tone};
use crate::journey::fate::Fate;
use crate::protocol::EntityPreview;

/// A table with one row a type; each opens some of its rows.
#[component]
pub(super) fn Counts(driver: Driver, entities: Vec<EntityPreview>) -> impl IntoView {
    let largest = entities.iter().map(|entity| entity.rows).max().unwrap_or_default();
    let some_archived = entities.iter().any(|entity| !Fate::of(&entity.entity_type).is_brought_in());
    let nothing = entities.is_empty();
    let rows = entities.into_iter().map(|entity| view! { <Count driver entity largest /> }).collect_view();
    view! {
        <div class="counts">
        <Table caption=said("counts-heading")>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">{said("counts-type")}</th>
                    <th role="columnheader" scope="col" class="num">
                        {said("counts-rows")}
                    </th>
                    <th role="columnheader" scope="col" class="wide">
                        <span class="visually-hidden">{said("counts-share")}</span>
                    </th>
                    <th role="columnheader" scope="col">{said("counts-fate")}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </Table>
        </div>
        {nothing.then(|| view! { <p class="soft">{said("counts-empty")}</p> })}
        {some_archived.then(|| view! { <p class="soft">{said("fate-archived-help")}</p> })}
        <SamplesDialog driver />
    }
}

#[component]
fn Count(driver: Driver, entity: EntityPreview, largest: u64) -> impl IntoView {
    let EntityPreview { entity_type, rows, .. } = entity;
    let fate = Fate::of(&entity_type);
    let tone = if fate.is_brought_in() { Tone::Good } else { Tone::Neutral };
    let (asked, named, described) = (entity_type.clone(), entity_type.clone(), entity_type.clone());
    view! {
        <tr role="row" data-entity-type=entity_type>
            <th role="rowheader" scope="row">
                <button
                    type="button"
                    class="row-button"
                    aria-haspopup="dialog"
                    title=move || t!("counts-open", type = type_name(&described))
                    on:click=move |_| driver.sample(asked.clone(), None)
                >
                    {move || type_name(&named)}
                </button>
            </th>
            <td role="cell" class="num" data-rows=rows>
                {move || format::count(rows)}
            </td>
            <td role="cell" class="wide">
                <Share rows largest />
            </td>
            <td role="cell">
                <Tag tone>{move || fate_words(fate)}</Tag>
            </td>
        </tr>
    }
}

/// How much of the file these rows are, beside the most numerous. The figure next to it says the same in words.
#[component]
#[expect(clippy::cast_precision_loss, reason = "a length to look at")]
fn Share(rows: u64, largest: u64) -> impl IntoView {
    let percent = if largest == 0 { 0.0 } else { rows as f64 * 100.0 / largest as f64 };
    view! {
        <span class="share" aria-hidden="true">
            <span style:width=format!("{percent:.1}%")></span>
        </span>
    }
}
