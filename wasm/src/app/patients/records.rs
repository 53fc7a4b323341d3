//! Lists on a patient's page: each a table that is there when it has rows.

use api::patient::{Account, Budget, Illness, Invoice, Medication, Payment, Treatment};
use leptos::prelude::*;

use super::code_name;
use crate::app::format;
use crate::app::i18n::{said, translate};
use crate::app::session;
use crate::app::ui::{Card, Table, Tag};

/// What a cell shows.
enum Cell {
    Text(String),
    Number(u64),
    /// ISO 8601 day.
    Day(String),
    /// UTC instant, as the day it is in the clinic.
    Moment(String),
    /// A decimal, in the clinic's currency.
    Money(String),
    /// A stored code of an area whose names the message files have.
    Code(&'static str, String),
}

impl Cell {
    fn is_figure(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Money(_))
    }

    fn show(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => format::count(*number),
            Self::Day(day) => format::date(day),
            Self::Moment(at) => format::day(at, session::clinic().map(|clinic| clinic.timezone).as_deref()),
            Self::Money(amount) => money(amount),
            Self::Code(area, code) => code_name(area, code),
        }
    }
}

fn money(amount: &str) -> String {
    format::money(amount, &session::clinic().map(|clinic| clinic.currency).unwrap_or_default())
}

/// A table under a title; nothing without rows. `name` makes its id, and the title's key.
fn list(name: &'static str, headings: &'static [&'static str], rows: Vec<Vec<Cell>>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let title = move || translate(name, None);
    let figures: Vec<bool> = rows.first().into_iter().flatten().map(Cell::is_figure).collect();
    let heads = headings.iter().zip(figures).map(|(key, is_figure)| {
        view! {
            <th scope="col" class:num=is_figure>
                {move || translate(key, None)}
            </th>
        }
    });
    let lines = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().map(|cell| {
            let is_figure = cell.is_figure();
            let shown = match &cell {
                Cell::Code(..) => view! { <Tag>{move || cell.show()}</Tag> }.into_any(),
                _ => (move || cell.show()).into_any(),
            };
            view! { <td class:num=is_figure>{shown}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let (heads, lines) = (heads.collect_view(), lines.collect_view());
    let table = view! {
        <Card title=title>
            <Table caption=title>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody id=name>{lines}</tbody>
            </Table>
        </Card>
    };
    Some(table.into_any())
}

pub(super) fn medications(rows: Vec<Medication>) -> Option<AnyView> {
    let cells = |row: Medication| {
        vec![
            Cell::Text(row.name),
            Cell::Text(row.dosage.unwrap_or_default()),
            Cell::Text(row.notes.unwrap_or_default()),
        ]
    };
    let headings = &["column-name", "column-dosage", "column-notes"];
    list("patient-medications", headings, rows.into_iter().map(cells).collect())
}

pub(super) fn illnesses(rows: Vec<Illness>) -> Option<AnyView> {
    let cells = |row: Illness| {
        let weight = if row.is_critical { "critical" } else { "known" };
        vec![Cell::Text(row.name), Cell::Code("illness", weight.to_owned()), Cell::Text(row.notes.unwrap_or_default())]
    };
    let headings = &["column-name", "column-status", "column-notes"];
    list("patient-illnesses", headings, rows.into_iter().map(cells).collect())
}

pub(super) fn treatments(rows: Vec<Treatment>) -> Option<AnyView> {
    let cells = |row: Treatment| {
        let teeth: Vec<String> = row.teeth.iter().map(i64::to_string).collect();
        vec![
            Cell::Moment(row.at),
            Cell::Text(row.name.unwrap_or_else(|| "—".to_owned())),
            Cell::Text(teeth.join(", ")),
            Cell::Code("treatment", row.status),
            row.price.map_or_else(|| Cell::Text(String::new()), Cell::Money),
        ]
    };
    let headings = &["column-day", "column-treatment", "column-teeth", "column-status", "column-price"];
    list("patient-treatments", headings, rows.into_iter().map(cells).collect())
}

pub(super) fn budgets(rows: Vec<Budget>) -> Option<AnyView> {
    let cells = |row: Budget| {
        vec![
            Cell::Day(row.day),
            Cell::Text(row.number),
            Cell::Code("budget", row.status),
            Cell::Number(row.lines),
            Cell::Money(row.total),
        ]
    };
    let headings = &["column-day", "column-number", "column-status", "column-lines", "column-total"];
    list("patient-budgets", headings, rows.into_iter().map(cells).collect())
}

pub(super) fn payments(rows: Vec<Payment>) -> Option<AnyView> {
    let cells = |row: Payment| {
        vec![
            Cell::Day(row.day),
            Cell::Code("payment-method", row.method),
            Cell::Money(row.amount),
            Cell::Money(row.refunded),
        ]
    };
    let headings = &["column-day", "column-method", "column-amount", "column-refunded"];
    list("patient-payments", headings, rows.into_iter().map(cells).collect())
}

pub(super) fn invoices(rows: Vec<Invoice>) -> Option<AnyView> {
    let cells = |row: Invoice| {
        vec![
            row.day.map_or_else(|| Cell::Text("—".to_owned()), Cell::Day),
            Cell::Text(row.number.unwrap_or_else(|| "—".to_owned())),
            Cell::Code("invoice", row.status),
            Cell::Money(row.total),
        ]
    };
    let headings = &["column-day", "column-number", "column-status", "column-total"];
    list("patient-invoices", headings, rows.into_iter().map(cells).collect())
}

/// What the patient owes, when there is any money at all.
pub(super) fn account(account: Account) -> Option<AnyView> {
    let figures =
        [("account-charged", account.charged), ("account-paid", account.paid), ("account-balance", account.balance)];
    let is_nothing = figures.iter().all(|(_, amount)| amount.chars().all(|c| matches!(c, '0' | '.')));
    let figures = figures.map(|(key, amount)| {
        view! {
            <div class="fact">
                <dt>{move || translate(key, None)}</dt>
                <dd id=key>{move || money(&amount)}</dd>
            </div>
        }
    });
    let card = view! {
        <Card title=said("patient-account")>
            <dl class="key-facts key-facts-small">{figures.into_iter().collect_view()}</dl>
        </Card>
    };
    (!is_nothing).then(|| card.into_any())
}
