//! What a line of a budget comes to (`docs/mapping/budgets.md#amounts`).

use rust_decimal::{Decimal, RoundingStrategy};

use crate::entity::BudgetLine;

/// `numeric(10, 2)`.
const LIMIT: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);
const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);
const HUNDRED: Decimal = Decimal::ONE_HUNDRED;
/// Decimals of a VAT rate, at most.
const PLACES: u32 = 4;

/// To cents, halves away from zero.
pub(super) fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// An amount to cents, when it fits its column.
pub(super) fn fitting(amount: Decimal) -> Option<Decimal> {
    Some(cents(amount)).filter(|amount| amount.abs() < LIMIT)
}

/// A discount, as DentalPin keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Discount {
    None,
    Percentage(Decimal),
    Absolute(Decimal),
}

/// What the source says and the amounts do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// A price, with its units, that no column holds.
    Unusable(Decimal),
    /// No units: taken as one.
    NoUnits,
    /// Units that cannot be counted, or a price finer than cents: the line is one unit of its whole amount.
    Folded,
    /// A discount, or a VAT rate, that makes no sense.
    BadPercent(Decimal),
    /// A VAT rate that the source does not say: taken from its amounts.
    RateDerived(Decimal),
    /// The source comes to another amount: its own, ours.
    Differs(Decimal, Decimal),
}

/// The amounts of a line. `unit_price × quantity = subtotal` and `subtotal − discount + tax = total`, to the cent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amounts {
    pub(super) unit_price: Decimal,
    pub(super) quantity: i32,
    pub(super) discount: Discount,
    pub(super) vat_rate: Decimal,
    pub(super) subtotal: Decimal,
    pub(super) discounted: Decimal,
    pub(super) tax: Decimal,
    pub(super) notices: Vec<Notice>,
}

impl Amounts {
    pub(super) fn of(source: &BudgetLine<'_>) -> Self {
        let mut notices = Vec::new();
        let (unit_price, quantity) = price(source, &mut notices);
        let subtotal = unit_price * Decimal::from(quantity);
        let discount = discount(source, subtotal, &mut notices);
        let discounted = discounted(discount, subtotal);
        let mut amounts = Self {
            unit_price,
            quantity,
            discount,
            vat_rate: vat_rate(source, subtotal - discounted, &mut notices),
            subtotal,
            discounted,
            tax: Decimal::ZERO,
            notices,
        };
        amounts.take_vat_out(source);
        amounts.tax = amounts.tax(source.vat_amount);
        amounts.compare(source);
        amounts
    }

    /// After discount, before VAT.
    pub(super) fn taxable(&self) -> Decimal {
        self.subtotal - self.discounted
    }

    /// What the line comes to.
    pub(super) fn total(&self) -> Decimal {
        self.taxable() + self.tax
    }

    /// The VAT of an amount without it.
    pub(super) fn vat_of(&self, taxable: Decimal) -> Decimal {
        cents(taxable * self.vat_rate / HUNDRED)
    }

    /// Where the source's prices contain VAT, theirs without it: DentalPin adds it.
    fn take_vat_out(&mut self, source: &BudgetLine<'_>) {
        let (Some(base), Some(vat)) = (source.base_amount.and_then(fitting), source.vat_amount.and_then(fitting))
        else {
            return;
        };
        if vat <= Decimal::ZERO || self.vat_rate.is_zero() || (base + vat - self.taxable()).abs() > CENT {
            return;
        }
        self.discounted = cents(self.discounted * HUNDRED / (HUNDRED + self.vat_rate));
        self.subtotal = base + self.discounted;
        let unit_price = cents(self.subtotal / Decimal::from(self.quantity));
        (self.unit_price, self.quantity) = if unit_price * Decimal::from(self.quantity) == self.subtotal {
            (unit_price, self.quantity)
        } else {
            (self.subtotal, 1)
        };
        if self.discount != Discount::None && discounted(self.discount, self.subtotal) != self.discounted {
            self.discount = absolute(self.discounted);
        }
    }

    /// The source's VAT where it is right to the cent, as rounding differs.
    fn tax(&self, said: Option<Decimal>) -> Decimal {
        let tax = self.vat_of(self.taxable());
        said.and_then(fitting).filter(|said| (*said - tax).abs() <= CENT).unwrap_or(tax)
    }

    fn compare(&mut self, source: &BudgetLine<'_>) {
        if self.notices.iter().any(|notice| matches!(notice, Notice::Unusable(_))) {
            return;
        }
        let taxable = self.taxable();
        let base = source.base_amount.map(cents);
        if let Some(base) = base.filter(|base| ![taxable, self.subtotal, self.unit_price].contains(base)) {
            self.notices.push(Notice::Differs(base, taxable));
        }
        if let Some(vat) = source.vat_amount.map(cents).filter(|vat| *vat != self.tax) {
            self.notices.push(Notice::Differs(vat, self.tax));
        }
    }
}

/// Price times units, before rounding. Zero units are one.
pub(super) fn exact(source: &BudgetLine<'_>) -> Option<Decimal> {
    unit_amount(source).checked_mul(units(source))
}

fn unit_amount(source: &BudgetLine<'_>) -> Decimal {
    source.unit_amount.or(source.list_amount).unwrap_or_default()
}

fn units(source: &BudgetLine<'_>) -> Decimal {
    source.units.filter(|units| !units.is_zero()).unwrap_or(Decimal::ONE)
}

/// Price and quantity such that their product is the line's amount, to the cent.
fn price(source: &BudgetLine<'_>, notices: &mut Vec<Notice>) -> (Decimal, i32) {
    let (price, units) = (unit_amount(source), units(source));
    if source.units.is_some_and(|units| units.is_zero()) {
        notices.push(Notice::NoUnits);
    }
    let Some(amount) = exact(source).and_then(fitting) else {
        notices.push(Notice::Unusable(price));
        return (Decimal::ZERO, 1);
    };
    let quantity = if units.is_integer() { i32::try_from(units.normalize()).ok() } else { None };
    let unit_price = fitting(price);
    match (unit_price, quantity) {
        (Some(unit_price), Some(quantity)) if quantity > 0 && unit_price * Decimal::from(quantity) == amount => {
            (unit_price, quantity)
        }
        _ => {
            notices.push(Notice::Folded);
            (amount, 1)
        }
    }
}

fn discount(source: &BudgetLine<'_>, subtotal: Decimal, notices: &mut Vec<Notice>) -> Discount {
    let room = subtotal.max(Decimal::ZERO);
    if let Some(amount) = source.discount_amount.filter(|amount| *amount > Decimal::ZERO) {
        return absolute(fitting(amount).map_or(room, |amount| amount.min(room)));
    }
    let Some(percent) = source.discount_percent.filter(|percent| !percent.is_zero()) else { return Discount::None };
    if percent < Decimal::ZERO || percent > HUNDRED {
        notices.push(Notice::BadPercent(percent));
        return Discount::None;
    }
    if percent == cents(percent) {
        Discount::Percentage(percent)
    } else {
        absolute(cents(subtotal * percent / HUNDRED))
    }
}

fn absolute(amount: Decimal) -> Discount {
    if amount > Decimal::ZERO { Discount::Absolute(amount) } else { Discount::None }
}

fn discounted(discount: Discount, subtotal: Decimal) -> Decimal {
    match discount {
        Discount::None => Decimal::ZERO,
        Discount::Percentage(percent) => cents(subtotal * percent / HUNDRED),
        Discount::Absolute(amount) => amount,
    }
}

fn vat_rate(source: &BudgetLine<'_>, taxable: Decimal, notices: &mut Vec<Notice>) -> Decimal {
    let rate = source.vat_percent.or_else(|| {
        let rate = derived_rate(source.base_amount.unwrap_or(taxable), source.vat_amount?)?;
        notices.push(Notice::RateDerived(rate));
        Some(rate)
    });
    let rate = rate.unwrap_or_default();
    if rate < Decimal::ZERO || rate > HUNDRED {
        notices.push(Notice::BadPercent(rate));
        return Decimal::ZERO;
    }
    rate
}

/// The plainest rate that makes this VAT of this amount, to the cent: whole percents before tenths, and so on.
fn derived_rate(base: Decimal, vat: Decimal) -> Option<Decimal> {
    let (base, vat) = (fitting(base)?, fitting(vat).filter(|vat| !vat.is_zero())?);
    let exact = (vat * HUNDRED).checked_div(base)?;
    let is_right = |rate: &Decimal| (cents(base * *rate / HUNDRED) - vat).abs() <= CENT;
    let plain = (0..PLACES).map(|places| exact.round_dp(places)).find(|rate| !rate.is_zero() && is_right(rate));
    plain.or(Some(exact.round_dp(PLACES)))
}

#[cfg(test)]
mod tests;
