//! Numbers and series of invoices, as they were issued (`docs/mapping/invoices.md#numbers`).

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use uuid::Uuid;

use super::kind::Sort;
use crate::context::{Context, Destination, ExistingInvoiceSeries};
use crate::entity::Document;
use crate::ids;
use crate::phrases;
use crate::record::InvoiceSeries;
use crate::row::Row;
use crate::text::{self, Lines};
use crate::value;
use crate::warning::kinds;

const NUMBER_WIDTH: usize = 50;
const PREFIX_WIDTH: usize = 20;
/// More numbers than a clinic gives. What is beyond is a slip of the finger, and no counter comes to it.
const MOST_NUMBERS: i32 = 1_000_000;

#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Numbers of the clinic's invoices, and those given since, by [`ids::key`].
    taken: HashSet<Uuid>,
    /// Those the clinic had, however they are written, as [`alike`].
    clinics: HashSet<Uuid>,
    /// Number, by [`ids::key`] → the document that has it: of several the earliest.
    owners: HashMap<Uuid, (Date, Uuid)>,
    series: BTreeMap<Box<str>, Series>,
    /// Sequential numbers given to this import's invoices.
    given: HashSet<(Uuid, i32)>,
    raised: Vec<RaisedSeries>,
}

#[derive(Debug, Default)]
struct Series {
    /// What the clinic has of it: its own series, or what an earlier import made.
    existing: Option<ExistingInvoiceSeries>,
    has_invoices: bool,
    /// The last year of the file's documents, and the highest number in it.
    last: (i16, i32),
    /// The highest number of each of the file's years that a counter can come to.
    highest: BTreeMap<i16, i32>,
    /// Whether the first of its documents was mapped.
    is_begun: bool,
}

/// A series of the clinic whose counter has to go on behind the numbers of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RaisedSeries {
    /// Its id.
    pub id: Uuid,
    /// The number last given.
    pub current_number: i32,
    /// The year it was given in, of a series that begins anew each year.
    pub last_reset_year: Option<i16>,
}

/// What a document is called where it comes from.
fn spelled(source_id: &str, document: &Document<'_>) -> String {
    let series = document.series.as_deref().unwrap_or("MIG");
    let number = document.number.as_deref().filter(|number| *number != "0").unwrap_or(source_id);
    document.year.as_deref().map_or_else(|| format!("{series}-{number}"), |year| format!("{series}-{year}-{number}"))
}

fn number_key(number: &str) -> Uuid {
    ids::key(text::cut(number, NUMBER_WIDTH).unwrap_or(number))
}

/// Equal for numbers that are one but for zeros before the last part: `F-2024-12` and `F-2024-0012`.
fn alike(number: &str) -> Uuid {
    let Some((series, last)) = number.rsplit_once('-') else { return ids::key(number) };
    let is_number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    ids::key(&format!("{series}-{}", if is_number { last.trim_start_matches('0') } else { last }))
}

fn prefix(series: &str) -> &str {
    text::cut(series, PREFIX_WIDTH).unwrap_or(series)
}

/// Year and number within it.
fn place(document: &Document<'_>) -> Option<(i16, i32)> {
    let number = document.number.as_deref()?.parse().ok().filter(|number| *number > 0)?;
    let year = document.year.as_deref().and_then(|year| value::integer(year)?.try_into().ok());
    Some((year.or(document.issued_on.map(Date::year)).unwrap_or(0), number))
}

impl Numbers {
    pub(super) fn new(destination: &mut Destination) -> Self {
        let series = std::mem::take(&mut destination.invoice_series)
            .into_iter()
            .map(|it| (it.prefix.as_str().into(), Series { existing: Some(it), ..Series::default() }));
        let numbers = std::mem::take(&mut destination.invoice_numbers);
        Self {
            series: series.collect(),
            taken: numbers.iter().map(|number| ids::key(number)).collect(),
            clinics: numbers.iter().map(|number| alike(number)).collect(),
            ..Self::default()
        }
    }

    pub(super) fn prepare(&mut self, key: Uuid, source_id: &str, document: &Document<'_>) {
        let day = document.issued_on.unwrap_or(Date::MAX);
        let owner = self.owners.entry(number_key(&spelled(source_id, document))).or_insert((day, key));
        *owner = (*owner).min((day, key));
        let Some(series) = document.series.as_deref().map(prefix) else { return };
        if !self.series.contains_key(series) {
            self.series.insert(series.into(), Series::default());
        }
        let Some(series) = self.series.get_mut(series) else { return };
        let takes_back = document.kind.as_deref().is_some_and(|kind| Sort::of(Some(kind)) == Some(Sort::CreditNote));
        series.has_invoices |= !takes_back;
        let Some((year, number)) = place(document) else { return };
        series.last = series.last.max((year, number));
        // DentalPin's numbers have their year.
        if document.year.is_some() && number <= MOST_NUMBERS {
            let highest = series.highest.entry(year).or_default();
            *highest = number.max(*highest);
        }
    }

    /// The series whose counters have to be raised, so far.
    pub(super) fn raised(&self) -> &[RaisedSeries] {
        &self.raised
    }

    /// The number, verbatim. `None` when another document has it: no number is made up.
    pub(super) fn number(
        &mut self,
        row: &mut Row<'_>,
        document: &Document<'_>,
        key: Uuid,
        notes: &mut Lines,
    ) -> Option<Box<str>> {
        let number = spelled(row.source.source_id, document).replace('\0', "");
        let number_key = number_key(&number);
        let is_owner = self.owners.get(&number_key).is_none_or(|(_, owner)| *owner == key);
        if is_owner && self.taken.insert(number_key) {
            if self.clinics.contains(&alike(&number)) {
                row.warn(&kinds::INVOICE_NUMBER_ALIKE, [("number", &number)]);
            }
            return Some(row.fit("number", &number, NUMBER_WIDTH));
        }
        notes.push(row.say(phrases::NUMBER_REPEATED, &[&number]));
        row.warn(&kinds::INVOICE_NUMBER_TAKEN, [("number", &number)]);
        row.keep_source();
        None
    }

    /// The series and the place in it. The first document of a series brings it along: closed, so that DentalPin does
    /// not go on with numbers of another program. What an earlier import brought is gone on with.
    pub(super) fn series(
        &mut self,
        row: &mut Row<'_>,
        document: &Document<'_>,
        is_numbered: bool,
    ) -> (Option<Uuid>, Option<i32>) {
        let Some(prefix) = document.series.as_deref().map(prefix) else { return (None, None) };
        let Some(series) = self.series.get_mut(prefix) else { return (None, None) };
        let own_id = row.clinic_wide_id(&format!("invoice_series:{prefix}"));
        let is_first = !std::mem::replace(&mut series.is_begun, true);
        let Series { existing, has_invoices, last, highest, .. } = series;
        if is_first {
            match existing {
                Some(existing) => self.raised.extend(raise(row, existing, highest)),
                None => row.insert(record(row, own_id, prefix, *has_invoices, *last)),
            }
        }
        let (mut before, mut year) = (0, last.0);
        if let Some(existing) = existing {
            if existing.id != own_id {
                // Which places the clinic has given is its own business.
                return (Some(existing.id), None);
            }
            before = existing.last_place.max(existing.current_number);
            year = year.max(existing.last_reset_year.unwrap_or(0));
        }
        // The places of earlier years are taken again each year, and a series has each only once.
        let place = place(document).filter(|(of, number)| is_numbered && *of == year && *number > before);
        (Some(own_id), place.map(|(_, number)| number).filter(|number| self.given.insert((own_id, *number))))
    }
}

/// Sees to it that DentalPin does not give numbers of the source again. It numbers by the year in which it issues, so
/// those of this year are behind its counter from now on; those of years to come are told.
fn raise(row: &mut Row<'_>, existing: &ExistingInvoiceSeries, highest: &BTreeMap<i16, i32>) -> Option<RaisedSeries> {
    let ExistingInvoiceSeries { id, ref prefix, reset_yearly, last_reset_year, .. } = *existing;
    let this_year = row.context.today().year();
    let is_ahead = |(year, number): &(&i16, &i32)| **number > existing.counter_in(**year);
    if let Some((year, number)) = highest.range(this_year.saturating_add(1)..).next_back().filter(is_ahead) {
        let (year, number) = (year.to_string(), number.to_string());
        row.warn(&kinds::INVOICE_SERIES_BEHIND, [("series", prefix), ("year", &year), ("number", &number)]);
    }
    let (_, &current_number) = highest.get_key_value(&this_year).filter(is_ahead)?;
    let (before, number) = (existing.counter_in(this_year).to_string(), current_number.to_string());
    row.warn(&kinds::INVOICE_SERIES_RAISED, [("series", prefix), ("before", &before), ("number", &number)]);
    Some(RaisedSeries {
        id,
        current_number,
        last_reset_year: if reset_yearly { Some(this_year) } else { last_reset_year },
    })
}

fn record(row: &Row<'_>, id: Uuid, prefix: &str, has_invoices: bool, (year, number): (i16, i32)) -> InvoiceSeries {
    let Context { clinic_id, now, .. } = *row.context;
    InvoiceSeries {
        id,
        clinic_id,
        prefix: prefix.into(),
        series_type: if has_invoices { "invoice" } else { "credit_note" },
        description: Some(phrases::SERIES_OF_SOURCE.text(row.context.language).into()),
        current_number: number,
        reset_yearly: year != 0,
        last_reset_year: (year != 0).then_some(year.into()),
        is_default: false,
        is_active: false,
        created_at: now,
        updated_at: now,
    }
}
