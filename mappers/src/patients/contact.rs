//! How to reach a patient (`docs/mapping/patients.md#contact`).

use crate::entity::Contact;
use crate::json;
use crate::phrases;
use crate::record::Json;
use crate::row::Row;
use crate::text::{self, Lines};
use crate::warning::kinds;

/// Widths of `patients`, in characters.
const PHONE_WIDTH: usize = 20;
const EMAIL_WIDTH: usize = 255;

/// Contact data as `patients` holds them.
pub(super) struct Reachable {
    pub(super) phone: Option<Box<str>>,
    pub(super) email: Option<Box<str>>,
    pub(super) address: Option<Json>,
}

/// The patient's own data; what is missing, from the patient's own record as a client.
pub(super) fn of(
    row: &mut Row<'_>,
    notes: &mut Lines,
    own: &Contact<'_>,
    as_client: Option<&Contact<'_>>,
) -> Reachable {
    let no_client = Contact::default();
    let client = as_client.unwrap_or(&no_client);
    let mut phones = Vec::new();
    for phone in own.phones.iter().chain(&client.phones) {
        if !phones.contains(&&**phone) {
            phones.push(&**phone);
        }
    }
    let phone = phones.iter().position(|phone| first_number(phone).is_some()).map(|first| phones.remove(first));
    let phone = phone.and_then(|found| self::phone(row, notes, found));
    if !phones.is_empty() {
        notes.push(row.say(phrases::OTHER_PHONES, &[&phones.join(", ")]));
    }
    let email = own.email.as_deref().or(client.email.as_deref()).and_then(|found| email(row, notes, found));
    Reachable { phone, email, address: address(own).or_else(|| address(client)) }
}

/// A number as it is when it fits, or else the first one in it.
fn phone(row: &mut Row<'_>, notes: &mut Lines, found: &str) -> Option<Box<str>> {
    if text::cut(found, PHONE_WIDTH).is_none() {
        return Some(found.into());
    }
    let phone = first_number(found);
    row.warn(&kinds::PATIENT_PHONE, [("phone", phone.as_deref().unwrap_or("—")), ("found", found)]);
    notes.push(row.say(phrases::WHOLE_PHONE, &[&found]));
    phone.map(Into::into)
}

/// The first run of digits that can be a telephone number, spaces and dashes within it aside.
fn first_number(text: &str) -> Option<String> {
    let mut number = String::new();
    for c in text.chars() {
        let digits = number.trim_start_matches('+').len();
        // A national number has nine digits, one with its country eleven or more.
        let enough = if number.starts_with('+') || number.starts_with("00") { 11 } else { 9 };
        match c {
            '0'..='9' if digits < 15 => number.push(c),
            '+' if number.is_empty() => number.push(c),
            ' ' | '.' | '-' | '(' | ')' if digits < enough => {}
            _ if digits >= 6 => break,
            _ => number.clear(),
        }
    }
    (number.len() >= 6).then_some(number)
}

/// The address as it is, or the first one in it.
fn email(row: &mut Row<'_>, notes: &mut Lines, found: &str) -> Option<Box<str>> {
    let email = usable_email(Some(found));
    match &email {
        Some(email) if **email == *found => {}
        Some(email) => {
            row.warn(&kinds::PATIENT_EMAIL, [("email", email), ("found", found)]);
            notes.push(row.say(phrases::WHOLE_EMAIL, &[&found]));
        }
        None => {
            row.warn(&kinds::BAD_EMAIL, [("field", "email"), ("found", found)]);
            notes.push(row.say(phrases::WHOLE_EMAIL, &[&found]));
        }
    }
    email
}

/// The first thing in a text that is an e-mail address.
pub(crate) fn usable_email(text: Option<&str>) -> Option<Box<str>> {
    let is_separator = |c: char| c.is_whitespace() || ",;<>()".contains(c);
    text?
        .split(is_separator)
        .find(|part| text::is_address(part) && text::cut(part, EMAIL_WIDTH).is_none())
        .map(Into::into)
}

/// An address as JSON, with only the parts there are.
pub(crate) fn address(contact: &Contact<'_>) -> Option<Json> {
    let parts: Vec<_> = contact.address().map(|(key, part)| format!(r#""{key}": {}"#, json::quoted(part))).collect();
    (!parts.is_empty()).then(|| Json::known(format!("{{{}}}", parts.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_among_words() {
        for (text, number) in [
            ("casa 912 345 678 preguntar por Ana", Some("912345678")),
            ("+34 600 11 22 33 (móvil de la madre)", Some("+34600112233")),
            ("600112233 / 600445566 oficina", Some("600112233")),
            ("600112233 - 600445566 oficina", Some("600112233")),
            ("0034600112233 de su hermano mayor", Some("0034600112233")),
            ("no tiene, llamar al vecino", None),
        ] {
            assert_eq!(first_number(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn an_address_is_found_among_others() {
        assert_eq!(usable_email(Some("ana@x.es")).as_deref(), Some("ana@x.es"));
        assert_eq!(usable_email(Some("ana@x.es; bea@x.es")).as_deref(), Some("ana@x.es"));
        assert_eq!(usable_email(Some("Ana <ana@x.es>")).as_deref(), Some("ana@x.es"));
        assert_eq!(usable_email(Some("no tiene")), None);
    }
}
