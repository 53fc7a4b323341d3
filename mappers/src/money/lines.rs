//! Lines of invoices (`docs/mapping/invoices.md#lines`).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::amount::{CENT, cents};
use super::{Desk, Money, tell_of_orphan};
use crate::accounting::Disposition;
use crate::context::Context;
use crate::entity::DocumentLine;
use crate::phrases;
use crate::record::InvoiceItem;
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

const ITEMS: &str = "invoice_items";
const DESCRIPTION_WIDTH: usize = 500;
const REASON_WIDTH: usize = 200;
/// More units than any line has.
const MOST_UNITS: i32 = 1_000_000;

/// The money of a line: `subtotal − discount + tax = total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) subtotal: Decimal,
    pub(super) discount: Decimal,
    pub(super) tax: Decimal,
    pub(super) total: Decimal,
}

impl Figures {
    /// Of what is left after the discount.
    fn of(net: Decimal, discount: Decimal, tax: Decimal) -> Self {
        Self { subtotal: net + discount, discount, tax, total: net + tax }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.subtotal = self.subtotal.saturating_add(other.subtotal);
        self.discount = self.discount.saturating_add(other.discount);
        self.tax = self.tax.saturating_add(other.tax);
        self.total = self.total.saturating_add(other.total);
    }

    /// Whether `numeric(10, 2)` holds them.
    fn fit(&self) -> bool {
        let limit = Decimal::from(100_000_000);
        [self.subtotal, self.discount, self.tax, self.total].iter().all(|amount| amount.abs() < limit)
    }
}

/// The figures of a line, and whether what it says agrees with itself.
pub(super) fn figures(line: &DocumentLine<'_>) -> (Figures, bool) {
    let (figures, agree) = Reading::of(line).figures();
    if figures.fit() { (figures, agree) } else { (Figures::default(), false) }
}

/// What a line says, in cents.
struct Reading {
    base: Option<Decimal>,
    amount: Option<Decimal>,
    vat: Option<Decimal>,
    rate: Option<Decimal>,
    discount: Decimal,
    percent: Decimal,
}

impl Reading {
    fn of(line: &DocumentLine<'_>) -> Self {
        Self {
            base: line.base.cents(),
            amount: line.amount.cents(),
            vat: line.vat.cents(),
            rate: line.vat_percent,
            discount: line.discount.cents().unwrap_or_default(),
            percent: line.discount_percent.unwrap_or_default(),
        }
    }

    fn figures(&self) -> (Figures, bool) {
        match (self.base, self.amount) {
            (Some(base), Some(amount)) => self.of_both(base, amount),
            (Some(base), None) => {
                let discount = self.discount_on(base);
                (Figures::of(base - discount, discount, self.tax_on(base - discount)), true)
            }
            (None, Some(amount)) => (self.of_amount(amount), true),
            (None, None) => (Figures::of(Decimal::ZERO, Decimal::ZERO, self.vat.unwrap_or_default()), true),
        }
    }

    /// Base and amount: the base may be before or after the discount, the amount with or without tax. The numbers say
    /// which.
    fn of_both(&self, base: Decimal, amount: Decimal) -> (Figures, bool) {
        let before = (base - self.discount_on(base), self.discount_on(base));
        let after = (base, self.discount_from(base));
        for (net, discount) in [before, after] {
            let with_tax = match (self.vat, self.rate) {
                (Some(vat), _) => net + vat == amount,
                (None, Some(_)) => (net + self.tax_on(net) - amount).abs() <= CENT,
                (None, None) => {
                    (amount - net).abs() <= net.abs() && net.is_sign_negative() == amount.is_sign_negative()
                }
            };
            if with_tax {
                return (Figures::of(net, discount, amount - net), true);
            }
        }
        for (net, discount) in [before, after] {
            if net == amount {
                return (Figures::of(net, discount, self.tax_on(net)), true);
            }
        }
        let tax = self.vat.unwrap_or_else(|| self.tax_in(amount));
        let figures = Figures::of(amount - tax, before.1, tax);
        (figures, (figures.total - (before.0 + tax)).abs() <= CENT)
    }

    /// An amount alone is with tax, unless its tax is one on top of it.
    fn of_amount(&self, amount: Decimal) -> Figures {
        let is_close = |one: Decimal, two: Decimal| (one - two).abs() <= CENT;
        let tax = self.vat.unwrap_or_else(|| self.tax_in(amount));
        let is_net = !tax.is_zero() && !is_close(tax, self.tax_in(amount)) && is_close(tax, self.rated(amount));
        let net = if is_net { amount } else { amount - tax };
        Figures::of(net, self.discount_from(net), tax)
    }

    fn rated(&self, net: Decimal) -> Decimal {
        cents(net * self.rate.unwrap_or_default() / Decimal::ONE_HUNDRED)
    }

    /// The tax on top of an amount.
    fn tax_on(&self, net: Decimal) -> Decimal {
        self.vat.unwrap_or_else(|| self.rated(net))
    }

    /// The tax within an amount.
    fn tax_in(&self, gross: Decimal) -> Decimal {
        let rate = self.rate.unwrap_or_default();
        cents(gross * rate / (Decimal::ONE_HUNDRED + rate))
    }

    /// The discount on what a line costs before it.
    fn discount_on(&self, gross: Decimal) -> Decimal {
        if self.discount.is_zero() { cents(gross * self.percent / Decimal::ONE_HUNDRED) } else { self.discount }
    }

    /// The discount that left an amount over.
    fn discount_from(&self, net: Decimal) -> Decimal {
        let left = Decimal::ONE_HUNDRED - self.percent;
        if !self.discount.is_zero() || left.is_zero() { self.discount } else { cents(net * self.percent / left) }
    }
}

impl Money {
    /// Maps a `fiscal_document_line`.
    pub(crate) fn line(&self, desk: &Desk<'_>, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = DocumentLine::read(fields);
        let Some(invoice_id) = row.resolve_key("fiscal_document", source.document) else {
            let kind = if source.document.is_nil() { &kinds::LINE_NO_DOCUMENT } else { &kinds::LINE_UNMAPPED_DOCUMENT };
            row.warn(kind, []);
            return Disposition::Skipped;
        };
        let item = self.item(desk, row, &source, invoice_id);
        row.map_to(ITEMS, item.id);
        row.insert(item);
        Disposition::Created
    }

    fn item(
        &self,
        desk: &Desk<'_>,
        row: &mut Row<'_>,
        source: &DocumentLine<'_>,
        invoice_id: uuid::Uuid,
    ) -> InvoiceItem {
        let Context { clinic_id, now, .. } = *row.context;
        let (figures, agree) = figures(source);
        if !agree {
            row.warn(&kinds::LINE_DISAGREES, [("total", &figures.total.to_string())]);
            row.keep_source();
        }
        let (quantity, unit_price, uneven) = quantity(source.units, figures.subtotal);
        let deed = Self::deed(desk.acts, row, source.treatment);
        tell_of_orphan(row, source.treatment, deed.as_ref(), &kinds::LINE_ORPHAN);
        let vat_rate = rate(source, &figures).to_f64().unwrap_or_default();
        let concept = source.concept.as_deref();
        let concept = concept.map_or_else(|| row.say(phrases::LINE_IMPORTED, &[&row.source_id()]), str::to_owned);
        let description = match uneven {
            Some(units) => row.say(phrases::LINE_UNITS, &[&concept, &units]),
            None => concept,
        };
        let reason = source.exempt_reason.as_deref().map(|reason| row.fit("vat_exempt_reason", reason, REASON_WIDTH));
        let is_exempt = source.vat_percent.is_some_and(|rate| rate.is_zero()) && deed.is_some();
        let (discount_type, discount_value) = discount(source, &figures);
        InvoiceItem {
            id: row.id("item"),
            clinic_id,
            invoice_id,
            budget_item_id: deed.and_then(|deed| deed.budget_item),
            catalog_item_id: deed.and_then(|deed| deed.catalog_item),
            description: row.fit("concept", &description, DESCRIPTION_WIDTH),
            internal_code: None,
            unit_price,
            quantity,
            discount_type,
            discount_value,
            vat_type_id: self.invoices.vat_type(vat_rate),
            vat_rate,
            vat_exempt_reason: reason.or_else(|| self.invoices.exemption().filter(|_| is_exempt).map(Into::into)),
            line_subtotal: figures.subtotal,
            line_discount: figures.discount,
            line_tax: figures.tax,
            line_total: figures.total,
            tooth_number: deed.and_then(|deed| deed.tooth).map(i32::from),
            surfaces: deed.and_then(|deed| deed.surfaces.json()),
            display_order: source.number.and_then(|number| number.try_into().ok()).unwrap_or(0),
            created_at: now,
            updated_at: now,
        }
    }
}

/// Units, the price of each, and the units that the description has to say: a price that is no whole number of cents,
/// and units that are no whole number, are one unit with the line's price.
fn quantity(units: Option<Decimal>, subtotal: Decimal) -> (i32, Decimal, Option<Decimal>) {
    let units = units.map_or(Decimal::ONE, |units| units.normalize());
    let whole = units.to_i32().filter(|whole| Decimal::from(*whole) == units && (1..=MOST_UNITS).contains(whole));
    if let Some(whole) = whole {
        let price = cents(subtotal / units);
        if price * units == subtotal {
            return (whole, price, None);
        }
    }
    (1, subtotal, Some(units))
}

/// The rate it says, or the one its tax comes to.
fn rate(source: &DocumentLine<'_>, figures: &Figures) -> Decimal {
    let net = figures.total - figures.tax;
    source.vat_percent.unwrap_or_else(|| {
        let is_taxed = !figures.tax.is_zero() && !net.is_zero();
        if is_taxed { cents(figures.tax * Decimal::ONE_HUNDRED / net) } else { Decimal::ZERO }
    })
}

fn discount(source: &DocumentLine<'_>, figures: &Figures) -> (Option<&'static str>, Option<Decimal>) {
    let is_absolute = source.discount.cents().is_some_and(|discount| !discount.is_zero());
    match source.discount_percent.filter(|percent| !percent.is_zero()) {
        _ if is_absolute => (Some("absolute"), Some(figures.discount)),
        Some(percent) => (Some("percentage"), Some(cents(percent))),
        None => (None, None),
    }
}
