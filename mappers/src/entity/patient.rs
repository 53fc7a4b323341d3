//! Patients and those who pay for them.

use std::borrow::Cow;

use jiff::civil::Date;

use super::Text;
use crate::value::Fields;

/// How to reach someone.
#[derive(Debug, Default)]
pub(crate) struct Contact<'a> {
    /// Mobile, first and second number: those that there are.
    pub(crate) phones: Vec<Cow<'a, str>>,
    pub(crate) email: Text<'a>,
    pub(crate) street: Text<'a>,
    pub(crate) postal_code: Text<'a>,
    pub(crate) city: Text<'a>,
    pub(crate) province: Text<'a>,
    pub(crate) country: Text<'a>,
}

impl<'a> Contact<'a> {
    fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            phones: ["mobile_phone", "phone", "phone_secondary"].iter().filter_map(|name| fields.text(name)).collect(),
            email: fields.text("email"),
            street: fields.text("address_street"),
            postal_code: fields.text("address_postal_code"),
            city: fields.text("address_city"),
            province: fields.text("address_province"),
            country: fields.text("address_country"),
        }
    }

    /// Street, postal code and the rest, in the order in which people write them.
    pub(crate) fn address(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let parts = [
            ("street", &self.street),
            ("postal_code", &self.postal_code),
            ("city", &self.city),
            ("province", &self.province),
            ("country", &self.country),
        ];
        parts.into_iter().filter_map(|(key, part)| Some((key, part.as_deref()?)))
    }

    pub(crate) fn into_owned(self) -> Contact<'static> {
        let own = |text: Text<'a>| text.map(|text| text.into_owned().into());
        Contact {
            phones: self.phones.into_iter().map(|phone| phone.into_owned().into()).collect(),
            email: own(self.email),
            street: own(self.street),
            postal_code: own(self.postal_code),
            city: own(self.city),
            province: own(self.province),
            country: own(self.country),
        }
    }
}

/// `patient`.
pub(crate) struct Patient<'a> {
    pub(crate) number: Text<'a>,
    pub(crate) given_name: Text<'a>,
    pub(crate) family_name: Text<'a>,
    pub(crate) national_id: Text<'a>,
    pub(crate) date_of_birth: Option<Date>,
    pub(crate) sex: Text<'a>,
    /// The day the source registered the patient, as it spells it.
    pub(crate) registered_at: Text<'a>,
    pub(crate) is_deceased: bool,
    /// The day the source took the patient off its list, as it spells it.
    pub(crate) deactivated_at: Text<'a>,
    /// Whether the patient refused to be contacted in any way the source asks about.
    pub(crate) refuses_contact: bool,
    pub(crate) contact: Contact<'a>,
    pub(crate) notes: Text<'a>,
}

impl<'a> Patient<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        let consents = ["gdpr_consent", "sms_consent"].map(|name| fields.flag(name));
        Self {
            number: fields.text("patient_number"),
            given_name: fields.text("given_name"),
            family_name: fields.text("family_name"),
            national_id: fields.text("national_id"),
            date_of_birth: fields.date("date_of_birth"),
            sex: fields.text("sex"),
            registered_at: fields.text("registered_at"),
            is_deceased: fields.flag("deceased").unwrap_or(false),
            deactivated_at: fields.text("deactivated_at"),
            refuses_contact: consents.contains(&Some(false)),
            contact: Contact::read(fields),
            notes: fields.text("notes"),
        }
    }
}

/// `client`: who pays.
pub(crate) struct Client<'a> {
    pub(crate) given_name: Text<'a>,
    pub(crate) family_name: Text<'a>,
    pub(crate) legal_name: Text<'a>,
    pub(crate) national_id: Text<'a>,
    pub(crate) contact: Contact<'a>,
}

impl<'a> Client<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            given_name: fields.text("given_name"),
            family_name: fields.text("family_name"),
            legal_name: fields.text("legal_name"),
            national_id: fields.text("national_id"),
            contact: Contact::read(fields),
        }
    }
}

/// `patient_client_link`: who pays for whom.
pub(crate) struct PatientClientLink<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) client: Text<'a>,
    /// The days from which, and until which, it holds.
    from: Option<Date>,
    until: Option<Date>,
}

impl<'a> PatientClientLink<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            patient: fields.text("patient_uuid"),
            client: fields.text("client_uuid"),
            from: fields.date("valid_from"),
            until: fields.date("valid_until").or_else(|| fields.date("valid_to")),
        }
    }

    /// Whether it says when it holds.
    pub(crate) fn is_dated(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Whether it holds on a day.
    pub(crate) fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| until >= day)
    }
}
