//! What a line of a budget offers, for the reconciliation (`docs/mapping/budgets.md#reconciliation`).

use rust_decimal::Decimal;

use super::amounts::{self, Amounts, Notice};
use crate::entity::BudgetLine;
use crate::reconciliation::reason;
use crate::value::Problem;
use crate::warning::kinds;

/// What the file says a line comes to, VAT included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// `None` when it cannot be read.
    pub(super) amount: Option<Decimal>,
    /// Why the line comes to something else in the clinic, if it does.
    pub(super) why: &'static str,
}

impl Offer {
    pub(super) fn of(source: &BudgetLine<'_>, amounts: &Amounts, problems: &[Problem]) -> Self {
        let net = said(source, amounts);
        match unreadable(source, amounts, problems, net.is_some()) {
            Some(code) => Self { amount: None, why: code },
            None => Self { amount: amount(source, amounts, net), why: why(amounts) },
        }
    }
}

/// What the source says the line comes to before VAT. A base that is the price, or the line before its discount, does
/// not say it.
fn said(source: &BudgetLine<'_>, amounts: &Amounts) -> Option<Decimal> {
    source.base_amount.filter(|base| {
        let base = amounts::cents(*base);
        base == amounts.taxable() || ![amounts.subtotal, amounts.unit_price].contains(&base)
    })
}

/// What the line comes to by the source's own figures, and by the rest where it does not give them; `None` when no column
/// holds that. Percentages are taken to the cent, as in the clinic.
fn amount(source: &BudgetLine<'_>, amounts: &Amounts, said: Option<Decimal>) -> Option<Decimal> {
    let fits = |amount: &Decimal| amounts::fitting(*amount).is_some();
    let gross = || amounts::exact(source).filter(fits);
    let net = said.or_else(|| Some(gross()? - amounts.discounted)).filter(fits)?;
    let vat = source.vat_amount.unwrap_or_else(|| amounts.vat_of(amounts::cents(net)));
    Some(net + Some(vat).filter(fits)?)
}

/// The code of what keeps the amount from being read: something it is made of is no number, or a percentage makes no
/// sense.
fn unreadable(
    source: &BudgetLine<'_>,
    amounts: &Amounts,
    problems: &[Problem],
    is_net_said: bool,
) -> Option<&'static str> {
    let counts = |field: &str| match field {
        "unit_amount" | "units" | "discount_amount" => !is_net_said,
        "list_amount" => !is_net_said && source.unit_amount.is_none(),
        "discount_percent" => !is_net_said && source.discount_amount.is_none_or(|amount| amount <= Decimal::ZERO),
        "vat_percent" => source.vat_amount.is_none(),
        "vat_amount" => source.vat_percent.is_none(),
        _ => false,
    };
    let is_bad = |percent: Option<Decimal>| {
        percent.is_some_and(|percent| amounts.notices.contains(&Notice::BadPercent(percent)))
    };
    // Text without its NUL may be a number all the same.
    let is_lost = |problem: &&Problem| counts(problem.field) && problem.kind.code != kinds::NUL_REMOVED.code;
    let problem = problems.iter().find(is_lost).map(|problem| problem.kind.code);
    let percents = [("discount_percent", source.discount_percent), ("vat_percent", source.vat_percent)];
    let is_senseless = percents.into_iter().any(|(field, percent)| counts(field) && is_bad(percent));
    problem.or_else(|| is_senseless.then_some(kinds::LINE_PERCENT.code))
}

fn why(amounts: &Amounts) -> &'static str {
    let of = |notice: &Notice| match notice {
        Notice::Unusable(_) => Some(kinds::LINE_UNUSABLE.code),
        Notice::Differs(..) => Some(kinds::LINE_DIFFERS.code),
        _ => None,
    };
    amounts.notices.iter().find_map(of).unwrap_or(reason::ROUNDED)
}
