//! Every euro of the file against every euro in the clinic.

use api::job::{Money, MoneyReason};
use leptos::prelude::*;

use super::words::warning_title;
use crate::app::i18n::{said, t, try_translate};
use crate::app::ui::{Card, Table, Tag, Tone};
use crate::app::{format, session};

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
    let Money { kind, in_file, in_clinic, unreadable, reasons, .. } = line;
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
                    {reasons.into_iter().map(|reason| view! { <Reason reason /> }).collect_view()}
                </ul>
                {(unreadable > 0).then(|| view! { <small>{move || t!("money-unreadable", count = unreadable)}</small> })}
            </td>
        </tr>
    }
}

#[component]
fn Reason(reason: MoneyReason) -> impl IntoView {
    let MoneyReason { reason, rows, amount: differs } = reason;
    let named = reason.clone();
    view! {
        <li data-reason=named>
            <span class="figures">{move || amount(&differs)}</span>
            " "
            {move || t!("money-reason", count = rows, reason = words(&reason))}
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
