//! Debts become entries of the earned ledger (`docs/mapping/payments.md#debts`).

use jiff::Timestamp;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::amount::CENT;
use super::{Deed, Desk, Money, first_patient, midnight, patients_of, tell_of_orphan};
use crate::accounting::Disposition;
use crate::acts::Acts;
use crate::context::Context;
use crate::entity;
use crate::ids::RowIds;
use crate::import::Output;
use crate::phrases::{self, Language, Phrase};
use crate::reconciliation::{Kind, reason};
use crate::record::EarnedEntry;
use crate::row::Row;
use crate::text;
use crate::value::{self, Fields};
use crate::warning::kinds;

const ENTRIES: &str = "patient_earned_entries";
const DESCRIPTION_WIDTH: usize = 160;

/// Why a debt is not owed any more.
#[derive(Clone, Copy)]
enum WriteOff {
    Cancelled,
    Uncollectible,
}

impl Money {
    /// Maps a `debt`.
    pub(crate) fn debt(&mut self, desk: &mut Desk<'_>, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = entity::Debt::read(fields);
        let deed = Self::deed(desk.acts, row, source.treatment);
        let (patient, kind) = match (source.owed.in_file(), patient(desk, row, &source, deed.as_ref())) {
            (Some(_), Ok(patient)) if source.owed.cents().is_some_and(|cents| !cents.is_zero()) => {
                return self.book(desk, row, &source, deed, patient);
            }
            (None, patient) => (patient.ok(), &kinds::DEBT_INVALID),
            (_, Ok(patient)) => (Some(patient), &kinds::DEBT_ZERO),
            (_, Err(kind)) => (None, kind),
        };
        row.warn(kind, []);
        desk.reconciliation.note(row, Kind::Debts, patient, source.owed.in_file(), Decimal::ZERO, kind.code);
        Disposition::Skipped
    }

    fn book(
        &mut self,
        desk: &mut Desk<'_>,
        row: &mut Row<'_>,
        source: &entity::Debt<'_>,
        deed: Option<Deed>,
        patient_id: Uuid,
    ) -> Disposition {
        let amount = source.owed.cents().unwrap_or_default();
        tell_of_orphan(row, source.treatment, deed.as_ref(), &kinds::DEBT_ORPHAN);
        if deed.and_then(|deed| deed.patient).is_some_and(|other| other != patient_id) {
            row.warn(&kinds::DEBT_OTHER_PATIENT, []);
        }
        let (key, owed) = (crate::ids::key(row.source.canonical_uuid), source.owed.in_file());
        let write_off = match (source.is_cancelled, source.is_uncollectible) {
            (true, _) => Some((WriteOff::Cancelled, amount)),
            (_, true) => Some((
                WriteOff::Uncollectible,
                amount - self.ledger.paid(key).clamp(Decimal::ZERO, amount.max(Decimal::ZERO)),
            )),
            _ => None,
        };
        let session = self.session(desk.acts, row, source, deed.filter(|_| write_off.is_none()));
        let entry = entry(row, source, deed, patient_id, session);
        if let Some(deed) = deed.filter(|_| write_off.is_none()) {
            self.cover(desk.acts, source.treatment, &deed, &entry);
        }
        row.insert(entry.clone());
        row.map_to(ENTRIES, entry.id);
        let (left, why) = match write_off.filter(|(_, amount)| !amount.is_zero()) {
            Some((why, reversed)) => {
                let code = reverse(row, source, &entry, why, reversed);
                (amount - reversed, code)
            }
            None => (amount, reason::ROUNDED),
        };
        desk.reconciliation.note(row, Kind::Debts, Some(patient_id), owed, left, why);
        Disposition::Created
    }

    /// The session an entry stands for. An entry without one stands for its whole treatment, so that performing the
    /// treatment in DentalPin does not charge it again: that is only right when all of its price is owed. A phase's
    /// entry stands for that phase's session, so that completing it does not charge it again.
    fn session(
        &mut self,
        acts: &Acts,
        row: &mut Row<'_>,
        source: &entity::Debt<'_>,
        deed: Option<Deed>,
    ) -> Option<Uuid> {
        let own = Some(row.id("session"));
        let owed = source.owed.cents().unwrap_or_default();
        let Some(deed) = deed.filter(|_| owed > Decimal::ZERO) else { return own };
        let covers = |sum: Decimal| deed.price.is_none_or(|price| sum >= price);
        let is_only = self.ledger.charges_of(source.treatment).nth(1).is_none();
        if is_only && covers(owed) && self.charged_whole.insert(deed.treatment) {
            return None;
        }
        let phase = source.phase_number.as_deref().and_then(value::integer);
        let session = phase.and_then(|phase| acts.session(deed.treatment, phase));
        // Shares of a price are rounded twice, here and in the source.
        if let Some(session) = session.filter(|session| owed + CENT >= session.amount)
            && self.charged_sessions.insert(session.id)
        {
            return Some(session.id);
        }
        let charged = self.ledger.owed_for(source.treatment);
        if covers(charged) {
            // One of them stands for all: what matters is that there is an entry.
            return if self.charged_whole.insert(deed.treatment) { None } else { own };
        }
        if deed.is_planned {
            let price = deed.price.unwrap_or_default();
            row.warn(&kinds::DEBT_PARTLY, [("price", &price.to_string()), ("charged", &charged.to_string())]);
        }
        own
    }
}

/// A treatment that is owed whole, and the entry of one of its debts.
#[derive(Debug)]
pub(super) struct Covered {
    entry: EarnedEntry,
    is_planned: bool,
}

impl Money {
    /// Takes down a treatment of which nothing is left to be charged, when DentalPin could charge it all the same.
    fn cover(&mut self, acts: &Acts, treatment: Uuid, deed: &Deed, entry: &EarnedEntry) {
        let Some(price) = deed.price.filter(|price| *price > Decimal::ZERO) else { return };
        let is_open = deed.is_planned || !acts.pending(deed.treatment).is_empty();
        if is_open && self.ledger.owed_for(treatment) >= price {
            let covered = || Covered { entry: entry.clone(), is_planned: deed.is_planned };
            self.covered.entry(deed.treatment).or_insert_with(covered);
        }
    }

    /// Adds entries of nothing for all that would be charged again: the treatment as a whole, if it is still planned,
    /// and each of its sessions that is still to be done.
    pub(super) fn close_covered(&mut self, language: Language, acts: &Acts, output: &mut Output) {
        for (treatment, Covered { entry, is_planned }) in std::mem::take(&mut self.covered) {
            let whole = (is_planned && self.charged_whole.insert(treatment)).then_some(None);
            let sessions = acts.pending(treatment).iter().filter(|session| self.charged_sessions.insert(**session));
            let ids = RowIds::new(entry.clinic_id, "", "charged", &treatment.to_string());
            let open: Vec<Option<Uuid>> = whole.into_iter().chain(sessions.map(|session| Some(*session))).collect();
            let description = entry.description.as_deref().unwrap_or_default();
            let description = phrases::CHARGED_ALREADY.with(language, &[&description]);
            output.records.extend(open.into_iter().map(|session| {
                let closing = EarnedEntry {
                    id: ids.part(&session.unwrap_or_default().to_string()),
                    source_session_id: session,
                    description: Some(cut(&description)),
                    amount: Decimal::new(0, 2),
                    ..entry.clone()
                };
                closing.into()
            }));
        }
    }
}

/// Whose debt it is. Never somebody else's than the patient it names.
fn patient(
    desk: &Desk<'_>,
    row: &mut Row<'_>,
    source: &entity::Debt<'_>,
    deed: Option<&Deed>,
) -> Result<Uuid, &'static kinds::Kind> {
    if !source.patient.is_nil() {
        return row.resolve_key("patient", source.patient).ok_or(&kinds::DEBT_UNMAPPED_PATIENT);
    }
    if let Some(patient) = deed.and_then(|deed| deed.patient) {
        return Ok(patient);
    }
    let own = desk.payers.own_patient(source.client).and_then(|own| row.resolve_key("patient", own));
    let several = patients_of(desk.payers, row, source.client).len() > 1;
    let patient = own.or_else(|| first_patient(desk.payers, row, source.client)).ok_or(&kinds::DEBT_NO_PATIENT)?;
    if several {
        row.warn(&kinds::DEBT_PATIENT_GUESSED, []);
        row.keep_source();
    }
    Ok(patient)
}

fn entry(
    row: &mut Row<'_>,
    source: &entity::Debt<'_>,
    deed: Option<Deed>,
    patient_id: Uuid,
    session: Option<Uuid>,
) -> EarnedEntry {
    let Context { clinic_id, now, .. } = *row.context;
    let performed_at = performed_at(row, source, deed);
    let performer = deed.and_then(|deed| deed.professional);
    let named = professional(row, source.professional);
    if performer.is_some() && named.is_some() && performer != named {
        row.keep_source();
    }
    EarnedEntry {
        id: row.id("entry"),
        clinic_id,
        patient_id,
        treatment_id: deed.map_or(Uuid::nil(), |deed| deed.treatment),
        catalog_item_id: deed.and_then(|deed| deed.catalog_item),
        source_session_id: session,
        description: Some(description(row, source, deed)),
        amount: source.owed.cents().unwrap_or_default(),
        performed_at,
        professional_id: performer.or(named),
        source_event: "migration_import:debt",
        created_at: performed_at,
        updated_at: now,
    }
}

/// Whom the debt names. One who was not imported leaves a warning.
fn professional(row: &mut Row<'_>, key: Uuid) -> Option<Uuid> {
    let found = ["professional", "user"].iter().find_map(|entity_type| row.resolve_key(entity_type, key));
    if found.is_none() && !key.is_nil() {
        row.warn(&kinds::CLINICAL_STAFF, [("role", "professional"), ("reference", &key.to_string())]);
        row.keep_source();
    }
    found
}

/// When it was earned: with the treatment, or else when it was due, and never in the future.
fn performed_at(row: &mut Row<'_>, source: &entity::Debt<'_>, deed: Option<Deed>) -> Timestamp {
    let due = source.due.and_then(|day| midnight(day, row.context));
    let at = deed.and_then(|deed| deed.at);
    if at.is_some() && due.is_some() || due.is_some_and(|due| due > row.context.now) {
        row.keep_source();
    }
    let now = row.context.now;
    at.or(due).map_or_else(
        || {
            row.warn(&kinds::DEBT_NO_DATE, []);
            now
        },
        |at| at.min(now),
    )
}

/// Takes back what will not be paid. Says why.
fn reverse(
    row: &mut Row<'_>,
    source: &entity::Debt<'_>,
    entry: &EarnedEntry,
    why: WriteOff,
    amount: Decimal,
) -> &'static str {
    let description = entry.description.as_deref().unwrap_or_default();
    let (kind, description) = match (why, source.why_uncollectible.as_deref()) {
        (WriteOff::Cancelled, _) => (&kinds::DEBT_CANCELLED, row.say(phrases::CANCELLED, &[&description])),
        (WriteOff::Uncollectible, None) => {
            (&kinds::DEBT_UNCOLLECTIBLE, row.say(phrases::UNCOLLECTIBLE, &[&description]))
        }
        (WriteOff::Uncollectible, Some(note)) => {
            (&kinds::DEBT_UNCOLLECTIBLE, row.say(phrases::UNCOLLECTIBLE_BECAUSE, &[&note, &description]))
        }
    };
    row.warn(kind, [("amount", &amount.to_string())]);
    row.keep_source();
    row.insert(EarnedEntry {
        id: row.id("reversal"),
        source_session_id: Some(row.id("reversal_session")),
        description: Some(cut(&description)),
        amount: -amount,
        ..entry.clone()
    });
    kind.code
}

fn description(row: &Row<'_>, source: &entity::Debt<'_>, deed: Option<Deed>) -> Box<str> {
    let phrase = deed.map_or(phrases::DEBT, |deed| label(deed.clinical_type.unwrap_or_default()));
    let mut description = row.say(phrase, &[]);
    if let Some(number) = source.treatment_number.as_deref().filter(|number| *number != "0") {
        description = row.say(phrases::DEBT_OF_TREATMENT, &[&description, &number]);
    }
    if let Some(phase) = source.phase_number.as_deref() {
        description = row.say(phrases::DEBT_OF_PHASE, &[&description, &phase]);
    }
    cut(&description)
}

fn cut(description: &str) -> Box<str> {
    text::cut(description, DESCRIPTION_WIDTH).unwrap_or(description).into()
}

/// What a treatment is called in the ledger.
fn label(clinical_type: &str) -> Phrase {
    match clinical_type {
        "band" => phrases::BAND,
        "bracket" => phrases::BRACKET,
        "root_canal_full" | "root_canal_overfill" => phrases::ROOT_CANAL,
        "root_canal_two_thirds" | "root_canal_half" => phrases::ROOT_CANAL_PARTIAL,
        "filling_composite" => phrases::FILLING_COMPOSITE,
        "filling_amalgam" => phrases::FILLING_AMALGAM,
        "filling_temporary" => phrases::FILLING_TEMPORARY,
        "apicoectomy" => phrases::APICOECTOMY,
        "implant" => phrases::IMPLANT,
        "post" => phrases::POST,
        "crown" => phrases::CROWN,
        "bridge" => phrases::BRIDGE,
        "sealant" => phrases::SEALANT,
        "veneer" => phrases::VENEER,
        "extraction" => phrases::EXTRACTION,
        "inlay" => phrases::INLAY,
        "overlay" => phrases::OVERLAY,
        "crown_on_implant" => phrases::CROWN_ON_IMPLANT,
        "provisional_crown_on_implant" => phrases::PROVISIONAL_CROWN_ON_IMPLANT,
        "splint" => phrases::SPLINT,
        "retainer" => phrases::RETAINER,
        "attachment" => phrases::ATTACHMENT,
        _ => phrases::OTHER_TREATMENT,
    }
}
