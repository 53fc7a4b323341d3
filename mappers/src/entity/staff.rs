//! Staff.

use jiff::civil::Date;

use super::Text;
use crate::value::Fields;

/// Someone with an agenda column: `professional`.
pub(crate) struct Professional<'a> {
    pub(crate) given_name: Text<'a>,
    pub(crate) family_name: Text<'a>,
    pub(crate) national_id: Text<'a>,
    pub(crate) email: Text<'a>,
    pub(crate) role: Text<'a>,
    pub(crate) licence: Text<'a>,
    pub(crate) is_deactivated: bool,
    pub(crate) last_activity: Option<Date>,
}

impl<'a> Professional<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            given_name: fields.text("given_name"),
            family_name: fields.text("family_name"),
            national_id: fields.text("national_id"),
            email: fields.text("email"),
            role: fields.text("role"),
            licence: fields.text("license_number").or_else(|| fields.text("collegiate_number")),
            is_deactivated: fields.flag("deactivated").unwrap_or(false),
            last_activity: fields.date("last_activity_at"),
        }
    }
}

/// Someone without an agenda column: `user`.
pub(crate) struct User<'a> {
    pub(crate) given_name: Text<'a>,
    pub(crate) family_name: Text<'a>,
    /// The address, or the login when that is one.
    pub(crate) email: Text<'a>,
    pub(crate) is_deactivated: bool,
}

impl<'a> User<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        let login = fields.text("login");
        Self {
            given_name: fields.text("given_name"),
            family_name: fields.text("family_name"),
            email: fields.text("email").or_else(|| login.filter(|login| login.contains('@'))),
            is_deactivated: fields.flag("deactivated").unwrap_or(false),
        }
    }
}
