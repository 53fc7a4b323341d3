//! People whom the file has in several rows: what their rows say counts together (`docs/mapping/staff.md#filters`).

use std::collections::HashMap;

use uuid::Uuid;

use super::filter::Signals;
use super::{address, role_of};
use crate::entity;
use crate::ids;
use crate::person::Identity;

/// What the file says of someone, in all their rows.
#[derive(Clone, Debug)]
pub(super) struct Person {
    identity: Identity,
    /// By [`ids::key`]: appointments name them.
    pub(super) rows: Vec<Uuid>,
    /// Without appointments.
    pub(super) signals: Signals,
    /// In lower case; empty when the source says none.
    pub(super) role: String,
}

impl Person {
    pub(super) fn of_professional(
        source: &entity::Professional<'_>,
        identity: Identity,
        canonical_uuid: &str,
        source_id: &str,
    ) -> Self {
        Self {
            identity,
            rows: vec![ids::key(canonical_uuid)],
            signals: Signals::of(source, source_id),
            role: source.role.as_deref().unwrap_or_default().to_lowercase(),
        }
    }

    pub(super) fn of_user(source: &entity::User<'_>, identity: Identity, canonical_uuid: &str) -> Self {
        let signals = Signals::of_user(source);
        Self { identity, rows: vec![ids::key(canonical_uuid)], signals, role: String::new() }
    }

    fn join(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.signals.join(&other.signals);
        if rank(&other.role) < rank(&self.role) {
            self.role = other.role;
        }
    }
}

/// Whose word on the role counts, the lowest first.
fn rank(role: &str) -> u8 {
    match role_of(role) {
        Some("dentist") => 0,
        Some("hygienist") => 1,
        Some("assistant") => 2,
        Some(_) => 3,
        None if !role.is_empty() => 4,
        None => 5,
    }
}

/// Everyone with an address, as rows are merged into one account: by address, unless it is plainly somebody else's.
#[derive(Debug, Default)]
pub(super) struct People(HashMap<Box<str>, Person>);

impl People {
    pub(super) fn add(&mut self, email: Option<&str>, person: Person) {
        let Some(email) = email.and_then(address) else { return };
        match self.0.get_mut(&email) {
            None => drop(self.0.insert(email, person)),
            Some(known) if known.identity.may_be(&person.identity) => known.join(person),
            Some(_) => {}
        }
    }

    /// Someone with all that their rows say.
    pub(super) fn whole(&self, email: Option<&str>, person: Person) -> Person {
        let known = email.and_then(|email| self.0.get(email)).filter(|known| known.identity.may_be(&person.identity));
        known.cloned().unwrap_or(person)
    }
}
