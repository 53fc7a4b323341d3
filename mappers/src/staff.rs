//! Staff: accounts that cannot sign in yet, and their roles in the clinic (`docs/mapping/staff.md`).

mod filter;
mod people;
mod review;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use api::decisions::Decisions;
use dpmf::row::EntityRow;
use jiff::civil::Date;
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::context::{Context, ExistingUser, address_key};
use crate::entity;
use crate::ids;
use crate::person::Identity;
use crate::phrases;
use crate::record::{ClinicMembership, User};
use crate::row::Row;
use crate::text;
use crate::value::{self, Fields};
use crate::warning::kinds::{self, Kind};

use self::filter::{Judge, Knowledge};
use self::people::{People, Person};
use self::review::Candidate;
pub use self::review::StaffReview;

const USERS: &str = "users";
/// What somebody is of whom nothing else is certain.
const LEAST_ROLE: &str = "assistant";

/// Widths of `users`, in characters.
const NAME_WIDTH: usize = 100;
const EMAIL_WIDTH: usize = 255;
const LICENCE_WIDTH: usize = 50;

/// Everyone who has an account, as the import goes on.
#[derive(Debug, Default)]
pub(crate) struct Staff {
    /// By address, in lower case.
    accounts: HashMap<Box<str>, Account>,
    /// Who works for this clinic already.
    members: HashSet<Uuid>,
    /// Addresses of accounts of other clinics, by [`address_key`].
    taken: HashSet<u64>,
    /// What the file says of anyone among the professionals.
    knows: Knowledge,
    people: People,
    /// Who has appointments, by [`ids::key`].
    in_agenda: HashMap<Uuid, InAgenda>,
    /// Professionals who got an account.
    candidates: Vec<Candidate>,
}

/// Someone's appointments.
#[derive(Clone, Copy, Debug, Default)]
struct InAgenda {
    appointments: u64,
    last: Option<Date>,
}

#[derive(Debug)]
struct Account {
    id: Uuid,
    identity: Identity,
    origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// A member of this clinic.
    Here,
    /// A row of the file imported now.
    File,
}

/// Someone about to get an account.
struct Newcomer<'a> {
    given_name: &'a str,
    family_name: &'a str,
    identity: Identity,
    email: Option<Box<str>>,
    /// Begins an invented address, before the part that makes it unique.
    alias: String,
    licence: Option<Box<str>>,
    is_active: bool,
    role: &'static str,
    /// Whether they have appointments.
    in_agenda: bool,
}

impl Newcomer<'_> {
    /// Whether they are shown in the agenda.
    fn is_professional(&self) -> bool {
        self.is_active && (matches!(self.role, "dentist" | "hygienist") || self.in_agenda)
    }
}

impl Staff {
    pub(crate) fn new(users: Vec<ExistingUser>, taken: HashSet<u64>) -> Self {
        let members = users.iter().map(|user| user.id).collect();
        let accounts = users
            .into_iter()
            .map(|user| {
                let identity = Identity::new(Some(&user.first_name), Some(&user.last_name), None);
                (user.email.to_lowercase().into(), Account { id: user.id, identity, origin: Origin::Here })
            })
            .collect();
        Self { accounts, members, taken, ..Self::default() }
    }

    /// Who gets the appointments of nobody, if the admin chose someone who is there.
    pub(crate) fn fallback(&self, row: &Row<'_>) -> Option<Uuid> {
        let chosen = row.context.fallback_professional.as_deref()?;
        row.staff(chosen).or_else(|| chosen.parse().ok().filter(|id| self.members.contains(id)))
    }

    /// Learns from a `professional`, before any is mapped.
    pub(crate) fn prepare_professional(&mut self, row: &EntityRow<'_>, fields: &mut Fields<'_>) {
        let source = entity::Professional::read(fields);
        self.knows.activity |= source.last_activity.is_some();
        self.knows.roles |= source.role.is_some();
        let person = Person::of_professional(&source, identity(&source), row.canonical_uuid, row.source_id);
        self.people.add(source.email.as_deref(), person);
    }

    /// Learns from a `user`, before any professional is mapped.
    pub(crate) fn prepare_user(&mut self, row: &EntityRow<'_>, fields: &mut Fields<'_>) {
        let source = entity::User::read(fields);
        let identity = Identity::new(source.given_name.as_deref(), source.family_name.as_deref(), None);
        self.people.add(source.email.as_deref(), Person::of_user(&source, identity, row.canonical_uuid));
    }

    /// Learns from an `appointment`, before any professional is mapped.
    pub(crate) fn prepare_appointment(&mut self, fields: &mut Fields<'_>) {
        let Some(professional) = fields.text("professional_uuid") else { return };
        let day = fields.text("scheduled_date").and_then(|text| value::date(&text));
        let agenda = self.in_agenda.entry(ids::key(&professional)).or_default();
        agenda.appointments += 1;
        agenda.last = agenda.last.max(day);
    }

    /// Maps a `professional`.
    pub(crate) fn professional(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = entity::Professional::read(fields);
        if source.national_id.is_some() {
            row.keep_source(); // accounts have no column for it
        }
        let given_name = source.given_name.as_deref().unwrap_or(phrases::PROFESSIONAL.text(row.context.language));
        let family_name = source.family_name.as_deref().unwrap_or("—");
        let identity = identity(&source);
        let email = usable_address(row, source.email.as_deref());
        let person =
            Person::of_professional(&source, identity.clone(), row.source.canonical_uuid, row.source.source_id);
        let Person { rows, mut signals, role: role_said, .. } = self.people.whole(email.as_deref(), person);
        let agenda = self.agenda(&rows);
        let in_agenda = agenda.appointments > 0;
        signals.active_on(agenda.last);
        let decision = row.context.decisions.professionals.get(row.source.canonical_uuid).copied();
        let judge = Judge { filters: row.context.professional_filters, knows: self.knows, today: row.context.today() };
        let (is_active, reason) = judge.verdict(&signals, decision);

        let known_role = role_of(&role_said);
        let role = known_role.filter(|_| is_active).unwrap_or(LEAST_ROLE);
        let newcomer = Newcomer {
            given_name,
            family_name,
            identity,
            email,
            alias: text::slug(&format!("{given_name}{family_name}"), 40),
            licence: source.licence.as_deref().map(|licence| row.fit("license_number", licence, LICENCE_WIDTH)),
            is_active,
            role,
            in_agenda,
        };
        let disposition = self.settle(row, newcomer);
        if disposition != Disposition::Created {
            return disposition; // the account is as it was, whatever the file says
        }

        let name = format!("{given_name} {family_name}");
        let role_named = if role_said.is_empty() { "—" } else { &*role_said };
        if role_said == "admin" {
            row.warn(&kinds::ADMIN_NOT_GRANTED, [("name", &name)]);
        } else if known_role.is_none() && is_active && in_agenda {
            row.warn(&kinds::ROLE_UNKNOWN, [("name", &name), ("role", role_named)]);
        }
        if let Some(kind) = reason {
            let last_activity = signals.last_activity.map_or_else(String::new, |date| date.to_string());
            row.warn(kind, [("name", &name), ("last_activity", &last_activity), ("role", role_named)]);
        }
        self.candidates.push(Candidate {
            canonical_uuid: row.source.canonical_uuid.to_owned(),
            name,
            role: role_said,
            appointments: agenda.appointments,
            signals,
        });
        disposition
    }

    /// What the rows of someone have in the agenda together.
    fn agenda(&self, rows: &[Uuid]) -> InAgenda {
        let known = rows.iter().filter_map(|row| self.in_agenda.get(row));
        known.fold(InAgenda::default(), |sum, agenda| InAgenda {
            appointments: sum.appointments + agenda.appointments,
            last: sum.last.max(agenda.last),
        })
    }

    /// Everyone who got an account so far, for the admin to review.
    pub(crate) fn review(&self, context: &Context, decided: Arc<Decisions>) -> StaffReview {
        StaffReview::new(self.candidates.clone(), self.knows, context.today(), decided)
    }

    /// Maps a `user`.
    pub(crate) fn user(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = entity::User::read(fields);
        let identity = Identity::new(source.given_name.as_deref(), source.family_name.as_deref(), None);
        let email = usable_address(row, source.email.as_deref());
        let person = Person::of_user(&source, identity.clone(), row.source.canonical_uuid);
        let Person { rows, .. } = self.people.whole(email.as_deref(), person);
        let newcomer = Newcomer {
            given_name: source.given_name.as_deref().unwrap_or(phrases::USER.text(row.context.language)),
            family_name: source.family_name.as_deref().unwrap_or("—"),
            identity,
            email,
            alias: "user".to_owned(),
            licence: None,
            is_active: !source.is_deactivated,
            role: "receptionist",
            in_agenda: self.agenda(&rows).appointments > 0,
        };
        self.settle(row, newcomer)
    }

    /// Finds the newcomer's account, or makes one.
    fn settle(&mut self, row: &mut Row<'_>, mut newcomer: Newcomer<'_>) -> Disposition {
        let name = format!("{} {}", newcomer.given_name, newcomer.family_name);
        let email = match newcomer.email.as_deref().map(|email| (email, self.accounts.get(email))) {
            None => self.invent_address(row, &newcomer.alias),
            Some((email, None)) if self.is_elsewhere(email) => {
                let invented = self.another_address(row, &newcomer, &name, email, &kinds::EMAIL_ELSEWHERE);
                // Whose address it is may do what they do elsewhere, but what they may do here is not for a file to say.
                newcomer.role = LEAST_ROLE;
                invented
            }
            Some((email, None)) => email.into(),
            Some((email, Some(account))) if account.identity.may_be(&newcomer.identity) => {
                let (kind, disposition) = match account.origin {
                    Origin::File => (&kinds::STAFF_MERGED, Disposition::Merged),
                    Origin::Here => (&kinds::STAFF_LINKED, Disposition::Linked),
                };
                row.warn(kind, [("name", &name), ("email", email)]);
                row.keep_source();
                row.map_to(USERS, account.id);
                return disposition;
            }
            Some((email, Some(_))) => self.another_address(row, &newcomer, &name, email, &kinds::EMAIL_SHARED),
        };
        self.open_account(row, newcomer, email);
        Disposition::Created
    }

    fn open_account(&mut self, row: &mut Row<'_>, newcomer: Newcomer<'_>, email: Box<str>) {
        let Context { clinic_id, now, .. } = *row.context;
        let id = row.id("user");
        let is_professional = newcomer.is_professional();
        self.accounts.insert(email.clone(), Account { id, identity: newcomer.identity, origin: Origin::File });
        let first_name = row.fit("given_name", newcomer.given_name, NAME_WIDTH);
        let last_name = row.fit("family_name", newcomer.family_name, NAME_WIDTH);
        row.insert(User {
            id,
            email,
            password_hash: no_password(id),
            first_name,
            last_name,
            professional_id: newcomer.licence,
            is_active: newcomer.is_active,
            token_version: 0,
            created_at: now,
            updated_at: now,
        });
        row.insert(ClinicMembership {
            id: row.id("membership"),
            user_id: id,
            clinic_id,
            role: newcomer.role,
            is_professional,
            created_at: now,
            updated_at: now,
        });
        row.map_to(USERS, id);
    }

    /// Whether an address is that of an account of another clinic.
    fn is_elsewhere(&self, email: &str) -> bool {
        self.taken.contains(&address_key(email))
    }

    /// An address in the place of one that is somebody else's.
    fn another_address(
        &self,
        row: &mut Row<'_>,
        newcomer: &Newcomer<'_>,
        name: &str,
        email: &str,
        why: &Kind,
    ) -> Box<str> {
        let invented = self.invent_address(row, &newcomer.alias);
        row.warn(why, [("name", name), ("email", email), ("used", &invented)]);
        row.keep_source();
        invented
    }

    /// An address that no account has and that no mail can reach.
    fn invent_address(&self, row: &Row<'_>, alias: &str) -> Box<str> {
        let short: String = row.source.canonical_uuid.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let full = row.id("user").simple().to_string();
        let address = |unique: &str| {
            let parts = [alias, unique].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
            format!("migrado+{parts}@dental-bridge.local").to_lowercase().into_boxed_str()
        };
        let preferred = address(&short);
        let is_taken = self.accounts.contains_key(&preferred) || self.is_elsewhere(&preferred);
        if short.is_empty() || is_taken { address(&full) } else { preferred }
    }
}

fn identity(source: &entity::Professional<'_>) -> Identity {
    Identity::new(source.given_name.as_deref(), source.family_name.as_deref(), source.national_id.as_deref())
}

/// The role in the clinic of one in the source, in lower case.
fn role_of(said: &str) -> Option<&'static str> {
    match said {
        "doctor" | "dentist" => Some("dentist"),
        "hygienist" => Some("hygienist"),
        "auxiliary" | "assistant" => Some("assistant"),
        "receptionist" => Some("receptionist"),
        _ => None,
    }
}

/// An address in lower case, if it is one.
fn address(email: &str) -> Option<Box<str>> {
    let email = email.to_lowercase();
    (text::is_address(&email) && email.chars().count() <= EMAIL_WIDTH).then(|| email.into())
}

/// An address. What is none is left out, with a warning.
fn usable_address(row: &mut Row<'_>, email: Option<&str>) -> Option<Box<str>> {
    let email = email?;
    let usable = address(email);
    if usable.is_none() {
        row.warn(&kinds::BAD_EMAIL, [("field", "email"), ("found", &email.to_lowercase())]);
        row.keep_source();
    }
    usable
}

/// A password hash that no password has. It looks like a bcrypt hash as far as a verifier parses one, so that signing
/// in is refused instead of failing; what follows the salt is no hash, and says why.
fn no_password(user: Uuid) -> Box<str> {
    format!("$2b$12$......................!migration_disabled:{user}").into()
}

#[cfg(test)]
mod tests;
