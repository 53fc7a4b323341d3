//! Who an invoice names: the payer, as the source has them.

use crate::patients::contact;
use crate::payers::Payer;
use crate::record::Json;
use crate::row::Row;

const NAME_WIDTH: usize = 200;
const TAX_ID_WIDTH: usize = 50;

#[derive(Debug, Default)]
pub(super) struct Billing {
    pub(super) name: Option<Box<str>>,
    pub(super) tax_id: Option<Box<str>>,
    pub(super) address: Option<Json>,
    pub(super) email: Option<Box<str>>,
}

/// Nothing when the file does not know the payer.
pub(super) fn of(payer: Option<&Payer>, row: &mut Row<'_>) -> Billing {
    let Some(payer) = payer else { return Billing::default() };
    Billing {
        name: payer.name.as_deref().map(|name| row.fit("billing_name", name, NAME_WIDTH)),
        tax_id: payer.national_id.as_deref().map(|id| row.fit("billing_tax_id", id, TAX_ID_WIDTH)),
        address: contact::address(&payer.contact),
        email: contact::usable_email(payer.contact.email.as_deref()),
    }
}
