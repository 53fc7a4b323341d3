//! Every euro of the file against every euro in the clinic.

use api::job::{Money, MoneyDifference, MoneyReason};
use leptos::prelude::*;

use super::samples::kept_of;
use super::words::{type_name, warning_title};
use crate::app::i18n::{said, t, try_translate};
use crate::app::ui::{Button, ButtonKind, Card, Pager, Table, Tag, Tone};
use crate::app::{format, session};
use crate::protocol::PAGE_SIZE;

/// Money in the file and in the clinic, and why they differ. Nothing for a file without money.
#[component]
pub(super) fn MoneyCard(money: Vec<Money>) -> impl IntoView {
    let rows = money.iter().cloned().map(|line| view! { <Line line /> }).collect_view();
    (!money.is_empty()).then(|| {
        view! {
            <Card title=said("money-heading")>
                <p class="soft">{said("money-lead")}</p>
                <Table caption=said("money-heading")>
                    <thead>
                        <tr>
                            <th scope="col">{said("money-kind")}</th>
                            <th scope="col" class="num">
                                {said("money-in-file")}
                            </th>
                            <th scope="col" class="num">
                                {said("money-in-clinic")}
                            </th>
                            <th scope="col">{said("money-difference")}</th>
                        </tr>
                    </thead>
                    <tbody id="money">{rows}</tbody>
                </Table>
            </Card>
        }
    })
}

#[component]
fn Line(line: Money) -> impl IntoView {
    let Money { kind, in_file, in_clinic, unreadable, reasons, differences, .. } = line;
    let differences = StoredValue::new(differences);
    let key = format!("money-{kind}");
    let agrees = reasons.is_empty();
    let (file, clinic) = (in_file.clone(), in_clinic.clone());
    view! {
        <tr data-money=kind data-in-file=in_file data-in-clinic=in_clinic>
            <th scope="row">{move || t!(&key)}</th>
            <td class="num">{move || amount(&file)}</td>
            <td class="num">{move || amount(&clinic)}</td>
            <td>
                {agrees.then(|| view! { <Tag tone=Tone::Good>{said("money-agrees")}</Tag> })}
                <ul class="money-reasons">
                    {reasons.into_iter().map(|reason| view! { <Reason reason differences /> }).collect_view()}
                </ul>
                {(unreadable > 0).then(|| view! { <small>{move || t!("money-unreadable", count = unreadable)}</small> })}
            </td>
        </tr>
    }
}

#[component]
fn Reason(reason: MoneyReason, differences: StoredValue<Vec<MoneyDifference>>) -> impl IntoView {
    let MoneyReason { reason, rows, amount: differs } = reason;
    let (named, of) = (reason.clone(), reason.clone());
    let is_listed = differences.with_value(|all| all.iter().any(|row| row.reason == reason));
    view! {
        <li data-reason=named>
            <span class="figures">{move || amount(&differs)}</span>
            " "
            {move || t!("money-reason", count = rows, reason = words(&reason))}
            {is_listed.then(|| view! { <Differences reason=of rows differences /> })}
        </li>
    }
}

/// The rows that differ for a reason, once they are asked for.
#[component]
fn Differences(reason: String, rows: u64, differences: StoredValue<Vec<MoneyDifference>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let page = RwSignal::new(1_u32);
    let listed = StoredValue::new(
        differences.with_value(|all| all.iter().filter(|row| row.reason == reason).cloned().collect::<Vec<_>>()),
    );
    let total = listed.with_value(Vec::len) as u64;
    let shown = move || {
        let first = (page.get().saturating_sub(1) * PAGE_SIZE) as usize;
        listed.with_value(|rows| {
            let rows = rows.iter().skip(first).take(PAGE_SIZE as usize).cloned();
            rows.map(|row| view! { <Difference row /> }).collect_view()
        })
    };
    view! {
        " "
        <Button
            kind=ButtonKind::Quiet
            attr:aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {move || if open.get() { t!("result-close-list") } else { t!("result-open-list") }}
        </Button>
        <Show when=move || open.get()>
            <p class="soft">{move || kept_of(total, rows)}</p>
            <ul class="remark-lines">{shown}</ul>
            {(total > u64::from(PAGE_SIZE))
                .then(|| view! { <Pager page page_size=PAGE_SIZE total label=said("money-difference") /> })}
        </Show>
    }
}

#[component]
fn Difference(row: MoneyDifference) -> impl IntoView {
    let MoneyDifference { entity_type, source_id, amount: differs, .. } = row;
    view! {
        <li>
            <span class="soft figures">
                {move || t!("result-source-row", type = type_name(&entity_type), id = source_id.as_str())}
            </span>
            <span class="figures">{move || differs.as_deref().map_or_else(|| "—".to_owned(), amount)}</span>
        </li>
    }
}

/// In the clinic's currency.
pub(super) fn amount(amount: &str) -> String {
    session::clinic().map_or_else(|| amount.to_owned(), |clinic| format::money(amount, &clinic.currency))
}

/// A reason is a remark's code, or one of the few that make no remark.
fn words(reason: &str) -> String {
    let own = || try_translate(&format!("money-reason-{}", reason.replace('_', "-")), None);
    warning_title(reason).or_else(own).unwrap_or_else(|| reason.to_owned())
}
