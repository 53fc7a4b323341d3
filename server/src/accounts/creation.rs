//! New accounts, and the clinic that comes with the first one.

use api::account::{NewClinic, Role};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Password, clinic, members};
use crate::store::{self, Transaction};
use crate::values;

/// An account whose every part was checked, and the clinic to create with it.
#[derive(Debug)]
pub struct NewAccount {
    email: String,
    person: Person,
    password: Password,
    clinic: NewClinic,
}

/// A name that was checked.
#[derive(Debug)]
pub struct Person {
    pub(super) first_name: String,
    pub(super) last_name: String,
}

impl Person {
    pub fn new(first_name: &str, last_name: &str) -> Result<Self, InvalidAccount> {
        Ok(Self {
            first_name: text("The first name", first_name, 1, 100)?,
            last_name: text("The last name", last_name, 0, 100)?,
        })
    }
}

/// What is wrong with an account, in words for whoever typed it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidAccount(String);

impl InvalidAccount {
    #[must_use]
    pub fn because(why: String) -> Self {
        Self(why)
    }
}

impl NewAccount {
    pub fn new(
        email: &str,
        password: String,
        first_name: &str,
        last_name: &str,
        clinic: &NewClinic,
    ) -> Result<Self, InvalidAccount> {
        Ok(Self {
            email: parse_email(email)?,
            person: Person::new(first_name, last_name)?,
            password: Password::choose(password).map_err(InvalidAccount)?,
            clinic: check_clinic(clinic)?,
        })
    }

    /// What to store for the password.
    pub async fn password_hash(&self) -> anyhow::Result<String> {
        self.password.clone().hash().await
    }
}

/// Creates the account as admin of its clinic. `None` when an account exists already.
pub async fn insert_first(
    transaction: &mut Transaction,
    account: &NewAccount,
    password_hash: &str,
) -> store::Result<Option<Uuid>> {
    let exists: bool = transaction.fetch_one("SELECT EXISTS (SELECT 1 FROM users)", &[]).await?;
    if exists {
        return Ok(None);
    }
    let user_id = insert(transaction, &account.email, &account.person, password_hash).await?;
    insert_clinic(transaction, &account.clinic, user_id).await?;
    Ok(Some(user_id))
}

/// Creates an account that is a member of no clinic.
pub(super) async fn insert(
    transaction: &mut Transaction,
    email: &str,
    person: &Person,
    password_hash: &str,
) -> store::Result<Uuid> {
    let id = Uuid::new_v4();
    transaction
        .execute(
            "INSERT INTO users (id, email, password_hash, first_name, last_name, is_active,
                 token_version, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, TRUE, 0, ?6, ?6)",
            &values![id, email, password_hash, person.first_name, person.last_name, Timestamp::now()],
        )
        .await?;
    Ok(id)
}

/// Creates a clinic, which an account administers.
pub async fn insert_clinic(transaction: &mut Transaction, clinic: &NewClinic, admin: Uuid) -> store::Result<Uuid> {
    let id = clinic::insert(transaction, clinic, Timestamp::now()).await?;
    members::add(transaction, id, admin, Role::Admin).await?;
    Ok(id)
}

/// A clinic whose every part is valid, in one spelling.
pub fn check_clinic(clinic: &NewClinic) -> Result<NewClinic, InvalidAccount> {
    Ok(NewClinic {
        name: text("The clinic's name", &clinic.name, 1, 200)?,
        country: letters("The country", &clinic.country, 2, "ES")?,
        timezone: timezone(&clinic.timezone)?,
        currency: letters("The currency", &clinic.currency, 3, "EUR")?,
    })
}

pub(super) fn parse_email(typed: &str) -> Result<String, InvalidAccount> {
    let email = text("The e-mail address", typed, 3, 255)?.to_lowercase();
    match email.split_once('@') {
        Some((local, domain))
            if !local.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && !email.contains(char::is_whitespace) =>
        {
            Ok(email)
        }
        _ => Err(InvalidAccount("The e-mail address is not valid".to_owned())),
    }
}

fn text(what: &str, typed: &str, min: usize, max: usize) -> Result<String, InvalidAccount> {
    let text = typed.trim();
    if text.contains(char::is_control) || !(min..=max).contains(&text.chars().count()) {
        return Err(InvalidAccount(format!("{what} needs between {min} and {max} characters")));
    }
    Ok(text.to_owned())
}

fn letters(what: &str, typed: &str, length: usize, example: &str) -> Result<String, InvalidAccount> {
    let code = typed.trim().to_ascii_uppercase();
    if code.len() != length || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(InvalidAccount(format!("{what} is a code of {length} letters, such as {example}")));
    }
    Ok(code)
}

fn timezone(typed: &str) -> Result<String, InvalidAccount> {
    let known = jiff::tz::TimeZone::get(typed.trim()).ok();
    known
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or_else(|| InvalidAccount("The timezone is not known: it is a name such as Europe/Madrid".to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn account(change: impl FnOnce(&mut String, &mut NewClinic)) -> Result<NewAccount, InvalidAccount> {
        let mut email = " Ana@Example.com ".to_owned();
        let mut clinic = NewClinic {
            name: "Clínica".into(),
            country: "es".into(),
            timezone: "europe/madrid".into(),
            currency: "eur".into(),
        };
        change(&mut email, &mut clinic);
        NewAccount::new(&email, "long enough".into(), "Ana", "", &clinic)
    }

    #[test]
    fn what_is_typed_is_stored_in_one_spelling() {
        let account = account(|_, _| ()).unwrap();
        assert_eq!(account.email, "ana@example.com");
        assert_eq!(
            (&*account.clinic.country, &*account.clinic.timezone, &*account.clinic.currency),
            ("ES", "Europe/Madrid", "EUR")
        );
    }

    #[test]
    fn wrong_parts_are_named() {
        for (change, named) in [
            (
                Box::new(|email: &mut String, _: &mut NewClinic| *email = "ana".into())
                    as Box<dyn FnOnce(&mut _, &mut _)>,
                "e-mail",
            ),
            (Box::new(|_: &mut String, clinic: &mut NewClinic| clinic.name = " ".into()), "clinic's name"),
            (Box::new(|_: &mut String, clinic: &mut NewClinic| clinic.country = "Spain".into()), "country"),
            (Box::new(|_: &mut String, clinic: &mut NewClinic| clinic.timezone = "Madrid".into()), "timezone"),
            (Box::new(|_: &mut String, clinic: &mut NewClinic| clinic.currency = "€".into()), "currency"),
        ] {
            let error = account(change).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
