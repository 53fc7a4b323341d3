//! Numbers, dates, money and sizes the way the reader writes them, by the browser's `Intl`.
//!
//! Everything follows the chosen language when called inside a view's closure. What cannot be read as a number or a date
//! is shown as it came: a screen never hides a value because it is odd.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::app::i18n;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &NumberFormat, value: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, value: &Date) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;
}

/// `12,480`; at most one decimal.
pub(crate) fn number(value: f64) -> String {
    with_number_format(&[("maximumFractionDigits", 1.into())], &value.into())
}

/// A count of things.
#[expect(clippy::cast_precision_loss, reason = "no count on a screen comes near 2^53")]
pub(crate) fn count(value: u64) -> String {
    number(value as f64)
}

/// `63 %` of a part between 0 and 1.
pub(crate) fn percent(part: f64) -> String {
    with_number_format(&[("style", "percent".into()), ("maximumFractionDigits", 0.into())], &part.into())
}

/// `1.234,50 €` from a decimal as text, which is formatted as exactly as it is written.
pub(crate) fn money(amount: &str, currency: &str) -> String {
    with_number_format(&[("style", "currency".into()), ("currency", currency.into())], &amount.into())
}

/// A size in decimal units, `810 MB`.
#[expect(clippy::cast_precision_loss, reason = "rounded to three digits anyway")]
pub(crate) fn bytes(size: u64) -> String {
    const UNITS: [(&str, f64); 4] = [("gigabyte", 1e9), ("megabyte", 1e6), ("kilobyte", 1e3), ("byte", 1.0)];
    let size = size as f64;
    let (unit, scale) = UNITS.into_iter().find(|(_, scale)| size >= *scale).unwrap_or(("byte", 1.0));
    unit_format(size / scale, unit, "short", 3)
}

/// A span of time at the precision a person waits with: `0.3s`, `14s`, `2m 5s`, `1h 20m`.
pub(crate) fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    let whole = |value: f64, unit| unit_format(value.floor(), unit, "narrow", 6);
    if seconds < 10.0 {
        unit_format((seconds * 10.0).round() / 10.0, "second", "narrow", 2)
    } else if seconds < 60.0 {
        whole(seconds, "second")
    } else if seconds < 3600.0 {
        format!("{} {}", whole(seconds / 60.0, "minute"), whole(seconds % 60.0, "second"))
    } else {
        format!("{} {}", whole(seconds / 3600.0, "hour"), whole(seconds % 3600.0 / 60.0, "minute"))
    }
}

/// A calendar date (`1980-02-29`), in no timezone: `29 Feb 1980`.
pub(crate) fn date(iso: &str) -> String {
    with_date_format(iso, &[("dateStyle", "medium".into()), ("timeZone", "UTC".into())])
}

/// Whether a calendar date is after today.
pub(crate) fn is_to_come(iso: &str) -> bool {
    Date::parse(iso) > Date::now()
}

/// An instant as a wall clock shows it, in the given timezone or else the browser's: `20 Nov 2026, 18:04`.
pub(crate) fn date_time(iso: &str, timezone: Option<&str>) -> String {
    let style = [("dateStyle", "medium".into()), ("timeStyle", "short".into())];
    with_date_format(iso, &in_timezone(&style, timezone))
}

/// An instant; at midnight, where the source knew but the day, without its time.
pub(crate) fn moment(iso: &str, timezone: Option<&str>) -> String {
    let clock = options(&in_timezone(&[("timeStyle", "short".into())], timezone));
    let at = DateTimeFormat::new("en-GB", &clock).and_then(|format| format.format(&Date::new(&iso.into())));
    if at.is_ok_and(|time| time == "00:00") {
        return with_date_format(iso, &in_timezone(&[("dateStyle", "medium".into())], timezone));
    }
    date_time(iso, timezone)
}

/// The date of an instant with its weekday: `Fri, 20 Nov 2026`.
pub(crate) fn day(iso: &str, timezone: Option<&str>) -> String {
    let parts = [("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric")];
    with_date_format(iso, &in_timezone(&parts.map(|(key, value)| (key, value.into())), timezone))
}

/// The time of day of an instant: `18:04`.
pub(crate) fn time(iso: &str, timezone: Option<&str>) -> String {
    with_date_format(iso, &in_timezone(&[("timeStyle", "short".into())], timezone))
}

/// How long ago (or how far ahead) an instant is: `2 days ago`.
pub(crate) fn age(iso: &str) -> String {
    const UNITS: [(&str, f64); 6] = [
        ("year", 365.25 * 86400.0),
        ("month", 30.44 * 86400.0),
        ("week", 7.0 * 86400.0),
        ("day", 86400.0),
        ("hour", 3600.0),
        ("minute", 60.0),
    ];
    let seconds = (Date::parse(iso) - Date::now()) / 1000.0;
    if seconds.is_nan() {
        return iso.to_owned();
    }
    let (unit, length) = UNITS.into_iter().find(|(_, length)| seconds.abs() >= *length).unwrap_or(("second", 1.0));
    RelativeTimeFormat::new(&i18n::locale(), &options(&[("numeric", "auto".into())]))
        .and_then(|relative| relative.format((seconds / length).round(), unit))
        .unwrap_or_else(|_| iso.to_owned())
}

/// Completed years since a date of birth.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a life's length")]
pub(crate) fn years_since(date: &str) -> Option<u32> {
    let (born, now) = (Date::new(&date.into()), Date::new_0());
    let had_birthday = (now.get_month(), now.get_date()) >= (born.get_utc_month(), born.get_utc_date());
    let years = f64::from(now.get_full_year()) - f64::from(born.get_utc_full_year()) - f64::from(!had_birthday);
    (!born.get_time().is_nan() && (0.0..150.0).contains(&years)).then_some(years as u32)
}

/// What a language (`es`) is called.
pub(crate) fn language(code: &str) -> String {
    let name = DisplayNames::new(&i18n::locale(), &options(&[("type", "language".into())]))
        .and_then(|names| names.of(code))
        .ok()
        .flatten()
        .unwrap_or_else(|| code.to_owned());
    // Many languages write these names small within a sentence; here they stand alone.
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn unit_format(value: f64, unit: &str, display: &str, digits: u32) -> String {
    let style = [
        ("style", "unit".into()),
        ("unit", unit.into()),
        ("unitDisplay", display.into()),
        ("maximumSignificantDigits", digits.into()),
    ];
    with_number_format(&style, &value.into())
}

fn with_number_format(style: &[(&str, JsValue)], value: &JsValue) -> String {
    NumberFormat::new(&i18n::locale(), &options(style)).and_then(|format| format.format(value)).unwrap_or_else(|_| {
        value.as_string().or_else(|| value.as_f64().map(|value| value.to_string())).unwrap_or_default()
    })
}

fn with_date_format(iso: &str, style: &[(&str, JsValue)]) -> String {
    DateTimeFormat::new(&i18n::locale(), &options(style))
        .and_then(|format| format.format(&Date::new(&iso.into())))
        .unwrap_or_else(|_| iso.to_owned())
}

fn in_timezone<'a>(style: &[(&'a str, JsValue)], timezone: Option<&str>) -> Vec<(&'a str, JsValue)> {
    let mut style = style.to_vec();
    style.extend(timezone.map(|timezone| ("timeZone", timezone.into())));
    style
}

fn options(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in pairs {
        // Cannot fail: a plain object takes any property.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}
