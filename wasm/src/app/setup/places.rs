//! Where clinics are: countries with their usual timezone and currency.

use js_sys::{Array, Intl, JsString, Object, Reflect};

use crate::app::format;
use crate::app::ui::Choice;

/// A country and what is usual there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) country: &'static str,
    pub(super) timezone: &'static str,
    pub(super) currency: &'static str,
}

/// Countries whose clinics speak one of the screens' languages, or border on those that do.
const PLACES: [Place; 30] = [
    place("ES", "Europe/Madrid", "EUR"),
    place("PT", "Europe/Lisbon", "EUR"),
    place("FR", "Europe/Paris", "EUR"),
    place("AD", "Europe/Andorra", "EUR"),
    place("AR", "America/Argentina/Buenos_Aires", "ARS"),
    place("BE", "Europe/Brussels", "EUR"),
    place("BO", "America/La_Paz", "BOB"),
    place("BR", "America/Sao_Paulo", "BRL"),
    place("CH", "Europe/Zurich", "CHF"),
    place("CL", "America/Santiago", "CLP"),
    place("CO", "America/Bogota", "COP"),
    place("CR", "America/Costa_Rica", "CRC"),
    place("DE", "Europe/Berlin", "EUR"),
    place("DO", "America/Santo_Domingo", "DOP"),
    place("EC", "America/Guayaquil", "USD"),
    place("GB", "Europe/London", "GBP"),
    place("GT", "America/Guatemala", "GTQ"),
    place("HN", "America/Tegucigalpa", "HNL"),
    place("IE", "Europe/Dublin", "EUR"),
    place("IT", "Europe/Rome", "EUR"),
    place("LU", "Europe/Luxembourg", "EUR"),
    place("MA", "Africa/Casablanca", "MAD"),
    place("MX", "America/Mexico_City", "MXN"),
    place("NI", "America/Managua", "NIO"),
    place("PA", "America/Panama", "PAB"),
    place("PE", "America/Lima", "PEN"),
    place("PY", "America/Asuncion", "PYG"),
    place("SV", "America/El_Salvador", "USD"),
    place("US", "America/New_York", "USD"),
    place("UY", "America/Montevideo", "UYU"),
];

const fn place(country: &'static str, timezone: &'static str, currency: &'static str) -> Place {
    Place { country, timezone, currency }
}

pub(super) fn of_country(country: &str) -> Option<Place> {
    PLACES.into_iter().find(|place| place.country == country)
}

/// The place the browser seems to be in; the first of the list where its timezone is nobody's usual one.
pub(super) fn here() -> Place {
    let timezone = browser_timezone();
    let first = place("ES", "Europe/Madrid", "EUR");
    PLACES.into_iter().find(|place| Some(place.timezone) == timezone.as_deref()).unwrap_or(first)
}

pub(super) fn browser_timezone() -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let timezone = Reflect::get(&options, &"timeZone".into()).ok()?.as_string()?;
    timezones().iter().any(|choice| choice.value == timezone).then_some(timezone)
}

pub(super) fn countries() -> Vec<Choice> {
    by_name(PLACES.iter().map(|place| named(place.country, format::country(place.country))))
}

pub(super) fn currencies() -> Vec<Choice> {
    let mut codes: Vec<_> = PLACES.iter().map(|place| place.currency).collect();
    codes.sort_unstable();
    codes.dedup();
    by_name(codes.into_iter().map(|code| named(code, format!("{} ({code})", format::currency(code)))))
}

/// Every timezone the browser knows.
pub(super) fn timezones() -> Vec<Choice> {
    Intl::supported_values_of(Intl::SupportedValuesKey::TimeZone)
        .iter()
        .filter_map(|name| name.as_string())
        .map(|name| named(&name, name.replace('_', " ")))
        .collect()
}

fn named(value: &str, name: String) -> Choice {
    Choice { value: value.to_owned(), name }
}

fn by_name(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut choices: Vec<_> = choices.collect();
    choices
        .sort_by(|a, b| JsString::from(a.name.as_str()).locale_compare(&b.name, &Array::new(), &Object::new()).cmp(&0));
    choices
}
