//! A `budget` (`docs/mapping/budgets.md`).

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::facts::BudgetFact;
use super::{Clinical, moment, numbers};
use crate::accounting::Disposition;
use crate::context::Context;
use crate::entity;
use crate::phrases;
use crate::record::{Budget, BudgetHistory, Json};
use crate::row::Row;
use crate::text::Lines;
use crate::value::Fields;
use crate::warning::kinds;

/// `numeric(12, 2)`.
const LIMIT: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0);

impl Clinical {
    /// Maps a `budget`.
    pub(super) fn budget(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = entity::Budget::read(fields);
        let Some(patient) = source.patient.as_deref() else {
            row.warn(&kinds::BUDGET_NO_PATIENT, []);
            return Disposition::Skipped;
        };
        let Some(patient_id) = row.resolve("patient", patient) else {
            row.warn(&kinds::BUDGET_UNMAPPED_PATIENT, [("patient", patient)]);
            return Disposition::Skipped;
        };
        let Some(fact) = self.facts.budgets.get(&crate::ids::key(row.source.canonical_uuid)) else {
            return Disposition::Archived; // never shown in advance
        };
        if fact.said != 0 && fact.said != fact.number.1 && self.renumbered > 0 {
            let count = std::mem::take(&mut self.renumbered).to_string();
            row.warn(&kinds::BUDGET_NUMBER, [("count", &count)]);
        }
        let Context { clinic_id, imported_by, now, .. } = *row.context;
        let quoted = quoted(row, fact);
        let created_at = moment::midnight(quoted, row.context);
        let status = Status::of(row, &source, fact);
        let professional = Self::staff(row, "professional", ["professional", "user"], source.professional.as_deref());
        let author = Self::staff(row, "author", ["user", "professional"], source.author.as_deref());
        let totals = Totals::of(row, fact);
        let number = numbers::spell(fact.number);
        let id = row.id("budget");
        row.insert(Budget {
            id,
            clinic_id,
            patient_id,
            budget_number: number.as_str().into(),
            version: 1,
            parent_budget_id: None,
            status: status.as_str(),
            valid_from: quoted,
            valid_until: None,
            created_by: author.unwrap_or(imported_by),
            assigned_professional_id: professional,
            global_discount_type: None,
            global_discount_value: None,
            subtotal: totals.subtotal,
            total_discount: totals.discounted,
            total_tax: totals.tax,
            total: totals.total(),
            internal_notes: internal_notes(row, &source, fact),
            patient_notes: source.notes.as_deref().map(Into::into),
            insurance_estimate: None,
            accepted_via: (status == Status::Accepted).then_some("manual"),
            rejection_reason: (status == Status::Rejected).then_some("other"),
            rejection_note: source.rejection.as_deref().filter(|_| status == Status::Rejected).map(Into::into),
            public_token: row.id("public_token"),
            viewed_at: None,
            last_reminder_sent_at: None,
            // Nobody opens history by a link: there is no code to enter, and it is locked.
            public_auth_method: "manual_code",
            public_auth_secret_hash: None,
            public_locked_at: Some(now),
            plan_number_snapshot: None,
            plan_status_snapshot: None,
            deleted_at: None,
            created_at,
            updated_at: decided(&source, status).map_or(created_at, |day| moment::midnight(day, row.context)).min(now),
        });
        if source.rejection.is_some() && status != Status::Rejected {
            row.keep_source();
        }
        history(row, id, &source, status, (author.unwrap_or(imported_by), created_at), totals.total());
        row.map_to("budgets", id);
        Disposition::Created
    }
}

/// The number of the source that a budget could not keep, or that is none.
fn own_number<'a>(source: &'a entity::Budget<'_>, fact: &BudgetFact) -> Option<&'a str> {
    source.number.as_deref().filter(|_| fact.said != fact.number.1)
}

fn internal_notes(row: &Row<'_>, source: &entity::Budget<'_>, fact: &BudgetFact) -> Option<Box<str>> {
    let mut notes = Lines::default();
    let title = source.title.as_deref().map_or_else(String::new, |title| format!(" · {title}"));
    let id = row.source.source_id.replace('\0', "");
    notes.push(row.say(phrases::BUDGET_IMPORTED, &[&format_args!("{id}{title}")]));
    if let Some(number) = own_number(source, fact) {
        notes.push(row.say(phrases::BUDGET_NUMBER, &[&number]));
    }
    notes.finish()
}

/// The day of a budget: of the quote, or else of what was decided about it, or else of the import.
fn quoted(row: &mut Row<'_>, fact: &BudgetFact) -> Date {
    fact.quoted.unwrap_or_else(|| {
        let today = moment::today(row.context);
        row.warn(&kinds::BUDGET_NO_DATE, [("used", &today.to_string())]);
        row.keep_source();
        today
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Draft,
    Accepted,
    Rejected,
}

impl Status {
    fn of(row: &mut Row<'_>, source: &entity::Budget<'_>, fact: &BudgetFact) -> Self {
        if source.rejected.is_some() {
            if fact.is_performed {
                row.warn(&kinds::BUDGET_REJECTED_DONE, []);
            }
            return Self::Rejected;
        }
        if source.accepted.is_some() {
            return Self::Accepted;
        }
        if fact.is_acted_on {
            row.warn(&kinds::BUDGET_ACCEPTED, []);
            return Self::Accepted;
        }
        Self::Draft
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

/// The day the status was decided on, as far as the source says.
fn decided(source: &entity::Budget<'_>, status: Status) -> Option<Date> {
    match status {
        Status::Draft => None,
        Status::Accepted => source.accepted,
        Status::Rejected => source.rejected,
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    subtotal: Decimal,
    discounted: Decimal,
    tax: Decimal,
}

impl Totals {
    fn of(row: &mut Row<'_>, fact: &BudgetFact) -> Self {
        let totals = Self { subtotal: fact.subtotal, discounted: fact.discounted, tax: fact.tax };
        let amounts = [totals.subtotal, totals.discounted, totals.tax, totals.total()];
        if amounts.iter().all(|amount| amount.abs() < LIMIT) {
            return totals;
        }
        row.warn(&kinds::BUDGET_TOTAL, []);
        row.keep_source();
        Self::default()
    }

    fn total(&self) -> Decimal {
        self.subtotal - self.discounted + self.tax
    }
}

/// How a budget came to its status: made on the day of the quote, decided later.
fn history(
    row: &mut Row<'_>,
    budget_id: Uuid,
    source: &entity::Budget<'_>,
    status: Status,
    (author, created_at): (Uuid, Timestamp),
    total: Decimal,
) {
    let Context { clinic_id, imported_by, now, .. } = *row.context;
    row.insert(BudgetHistory {
        id: row.id("created"),
        clinic_id,
        budget_id,
        action: "created",
        changed_by: author,
        changed_at: created_at,
        previous_state: None,
        new_state: Some(Json::known(format!(r#"{{"status": "draft", "total": "{total:.2}"}}"#))),
        notes: None,
    });
    if status == Status::Draft {
        return;
    }
    let day = decided(source, status);
    let note = phrases::ACCEPTED_BY_TREATMENT.text(row.context.language);
    row.insert(BudgetHistory {
        id: row.id("decided"),
        clinic_id,
        budget_id,
        action: "status_changed",
        changed_by: imported_by,
        changed_at: day.map_or(now, |day| moment::midnight(day, row.context)),
        previous_state: Some(Json::known(r#"{"status": "draft"}"#)),
        new_state: Some(Json::known(format!(r#"{{"status": "{}"}}"#, status.as_str()))),
        notes: day.is_none().then(|| note.into()),
    });
}
