//! What the file's treatments became, for the money and documents that refer to them.

use std::collections::HashMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::ids;
use crate::record::Json;

/// How many acts are kept together.
const BLOCK: usize = 1_024;

/// A row of `treatments` and what hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    pub(crate) treatment: Uuid,
    pub(crate) patient: Uuid,
    pub(crate) clinical_type: &'static str,
    pub(crate) catalog_item: Option<Uuid>,
    pub(crate) budget: Option<Uuid>,
    pub(crate) budget_item: Option<Uuid>,
    /// Who performed it, or is to.
    pub(crate) professional: Option<Uuid>,
    /// When it was performed, or recorded.
    pub(crate) at: Timestamp,
    pub(crate) is_performed: bool,
    /// What it costs, when the source says so.
    pub(crate) price: Option<Decimal>,
    /// Its tooth, if it is of one alone.
    pub(crate) tooth: Option<u8>,
    /// The surfaces of that tooth.
    pub(crate) surfaces: Surfaces,
}

/// Surfaces of a tooth, in an order of their own: up to five of M, D, O, V and L.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surfaces([u8; 5]);

impl Surfaces {
    /// Those of a text; `None` where any letter of it means something else, and of a text without any.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut surfaces = Self::default();
        for letter in text.bytes().filter(|b| !b.is_ascii_whitespace() && !b",;-/".contains(b)) {
            let letter = letter.to_ascii_uppercase();
            if !b"MDOVL".contains(&letter) {
                return None;
            }
            if !surfaces.0.contains(&letter) {
                *surfaces.0.iter_mut().find(|place| **place == 0)? = letter;
            }
        }
        (surfaces != Self::default()).then_some(surfaces)
    }

    /// As DentalPin lists them; nothing when there are none.
    pub(crate) fn json(self) -> Option<Json> {
        let letters = self.0.iter().take_while(|letter| **letter != 0);
        let quoted: Vec<_> = letters.map(|letter| format!("\"{}\"", char::from(*letter))).collect();
        (!quoted.is_empty()).then(|| Json::known(format!("[{}]", quoted.join(", "))))
    }
}

/// A session that a phase of a treatment became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: Uuid,
    pub(crate) amount: Decimal,
}

/// Acts by the canonical uuid of their `applied_treatment`. Several can stand for one act.
#[derive(Debug, Default)]
pub(crate) struct Acts {
    /// In blocks, all but the last of them full: while acts are added, what they are made of is in memory too, and one
    /// list of all would need room twice whenever it grows.
    blocks: Vec<Vec<Act>>,
    count: usize,
    /// Positions among all acts.
    by_treatment: HashMap<Uuid, u32>,
    /// Sessions, by their treatment and the number of their phase.
    sessions: HashMap<(Uuid, i64), Session>,
    /// Sessions still to be done, by their treatment.
    pending: HashMap<Uuid, Vec<Uuid>>,
}

impl Acts {
    pub(crate) fn insert(&mut self, applied_treatment: &str, act: Act) {
        // Twins come one after the other.
        if self.blocks.last().and_then(|block| block.last()) != Some(&act) {
            self.push(act);
        }
        let last = self.count - 1;
        self.by_treatment.insert(ids::key(applied_treatment), u32::try_from(last).unwrap_or(u32::MAX));
    }

    fn push(&mut self, act: Act) {
        if self.count.is_multiple_of(BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(act);
        }
        self.count += 1;
    }

    /// Notes the session that a phase became. Of several with one number the first counts.
    pub(crate) fn insert_session(&mut self, treatment: Uuid, phase: i64, session: Session) {
        self.sessions.entry((treatment, phase)).or_insert(session);
    }

    /// The session of a treatment's phase.
    pub(crate) fn session(&self, treatment: Uuid, phase: i64) -> Option<Session> {
        self.sessions.get(&(treatment, phase)).copied()
    }

    /// Notes a session that is still to be done.
    pub(crate) fn insert_pending(&mut self, treatment: Uuid, session: Uuid) {
        // Most treatments have one.
        self.pending.entry(treatment).or_insert_with(|| Vec::with_capacity(1)).push(session);
    }

    /// The sessions of a treatment that this import made and that are still to be done.
    pub(crate) fn pending(&self, treatment: Uuid) -> &[Uuid] {
        self.pending.get(&treatment).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn get(&self, applied_treatment: &str) -> Option<&Act> {
        self.by_key(ids::key(applied_treatment))
    }

    /// The act whose `applied_treatment` has this [`ids::key`].
    pub(crate) fn by_key(&self, key: Uuid) -> Option<&Act> {
        let position = usize::try_from(*self.by_treatment.get(&key)?).ok()?;
        self.blocks.get(position / BLOCK)?.get(position % BLOCK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surfaces_are_letters() {
        for (text, json) in [
            ("MOD", Some(r#"["M", "O", "D"]"#)),
            ("m, o m", Some(r#"["M", "O"]"#)),
            ("MDOVL", Some(r#"["M", "D", "O", "V", "L"]"#)),
            ("MP", None),
            ("Mñ", None),
            ("12", None),
            (" ", None),
        ] {
            let surfaces = Surfaces::read(text).and_then(Surfaces::json);
            assert_eq!(surfaces.as_ref().map(Json::as_str), json, "{text:?}");
        }
    }
}
