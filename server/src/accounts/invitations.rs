//! Links that let somebody join a clinic, once, within a week.

use api::ProblemCode;
use api::account::Role;
use api::member::{InvitationLine, InvitedTo};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::creation::{self, Person};
use super::{Token, members, password, role};
use crate::http::problem::ApiError;
use crate::store::{self, Database, Transaction, timestamp};
use crate::{from_row, values};

const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

struct Row {
    id: Uuid,
    email: String,
    role: String,
    created_at: Timestamp,
    expires_at: Timestamp,
}

from_row!(Row { id, email, role, created_at, expires_at });

impl Row {
    fn line(self) -> Option<InvitationLine> {
        Some(InvitationLine {
            id: self.id,
            role: role::parse(&self.role)?,
            email: self.email,
            created_at: timestamp(self.created_at),
            expires_at: timestamp(self.expires_at),
        })
    }
}

/// The invitations to a clinic that still hold, the newest first.
pub async fn list(database: &Database, clinic: Uuid) -> store::Result<Vec<InvitationLine>> {
    let rows: Vec<Row> = database
        .fetch_all(
            "SELECT id, email, role, created_at, expires_at FROM puente_invitations
             WHERE clinic_id = ?1 AND expires_at > ?2 ORDER BY created_at DESC, id",
            &values![clinic, Timestamp::now()],
        )
        .await?;
    Ok(rows.into_iter().filter_map(Row::line).collect())
}

/// Invites an address; one that is invited already gets a new link, and the old one is void.
pub async fn invite(
    transaction: &mut Transaction,
    clinic: Uuid,
    by: Uuid,
    email: &str,
    role: Role,
) -> Result<(InvitationLine, Token), ApiError> {
    let email = creation::parse_email(email)?;
    if find_account(transaction, &email).await?.is_some_and(|account| account.is_usable)
        && is_member(transaction, clinic, &email).await?
    {
        return Err(ProblemCode::AlreadyMember.into());
    }
    let (token, now) = (Token::generate(), Timestamp::now());
    let row = Row {
        id: Uuid::new_v4(),
        email,
        role: role::name(role).to_owned(),
        created_at: now,
        expires_at: now + LIFETIME,
    };
    transaction
        .execute("DELETE FROM puente_invitations WHERE clinic_id = ?1 AND email = ?2", &values![clinic, row.email])
        .await?;
    transaction
        .execute(
            "INSERT INTO puente_invitations (id, clinic_id, email, role, token_sha256, created_by, created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &values![row.id, clinic, row.email, row.role, token.digest(), by, now, row.expires_at],
        )
        .await?;
    let line = row.line().ok_or(store::Error::NoRow)?;
    Ok((line, token))
}

/// Withdraws an invitation. False when there is none.
pub async fn withdraw(transaction: &mut Transaction, clinic: Uuid, id: Uuid) -> store::Result<bool> {
    let sql = "DELETE FROM puente_invitations WHERE clinic_id = ?1 AND id = ?2";
    Ok(transaction.execute(sql, &values![clinic, id]).await? > 0)
}

/// An invitation that a token stands for.
#[derive(Clone, Debug)]
pub struct Invitation {
    id: Uuid,
    pub clinic_id: Uuid,
    pub email: String,
    pub role: Role,
}

/// The invitation of a token, while it holds and who gave it administers the clinic.
pub async fn find(transaction: &mut Transaction, token: &str) -> Result<Invitation, ApiError> {
    let token = Token::parse(token).ok_or(ProblemCode::InvitationInvalid)?;
    let found: Option<(Uuid, Uuid, String, String)> = transaction
        .fetch_optional(
            "SELECT invitation.id, invitation.clinic_id, invitation.email, invitation.role
             FROM puente_invitations AS invitation JOIN users ON users.id = created_by AND users.is_active
             JOIN clinic_memberships AS membership ON membership.user_id = created_by
                AND membership.clinic_id = invitation.clinic_id AND membership.role = 'admin'
             WHERE token_sha256 = ?1 AND expires_at > ?2",
            &values![token.digest(), Timestamp::now()],
        )
        .await?;
    let (id, clinic_id, email, role) = found.ok_or(ProblemCode::InvitationInvalid)?;
    Ok(Invitation { id, clinic_id, email, role: role::parse(&role).ok_or(ProblemCode::InvitationInvalid)? })
}

/// What a token invites to.
pub async fn describe(transaction: &mut Transaction, token: &str) -> Result<InvitedTo, ApiError> {
    let invitation = find(transaction, token).await?;
    let clinic: String =
        transaction.fetch_one("SELECT name FROM clinics WHERE id = ?1", &values![invitation.clinic_id]).await?;
    let account = find_account(transaction, &invitation.email).await?;
    let has_account = account.is_some_and(|account| account.is_usable);
    Ok(InvitedTo { clinic, email: invitation.email, role: invitation.role, has_account })
}

/// The account of an invited address.
pub struct Account {
    pub id: Uuid,
    /// Whether it has a password. Staff that an import brought has none.
    pub is_usable: bool,
}

/// The account of an address, where there is one.
pub async fn find_account(transaction: &mut Transaction, email: &str) -> store::Result<Option<Account>> {
    let found: Option<(Uuid, String)> = transaction
        .fetch_optional(
            "SELECT id, password_hash FROM users WHERE lower(email) = ?1 ORDER BY email = ?1 DESC LIMIT 1",
            &values![email],
        )
        .await?;
    Ok(found.map(|(id, hash)| Account { id, is_usable: password::is_usable(&hash) }))
}

async fn is_member(transaction: &mut Transaction, clinic: Uuid, email: &str) -> store::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM clinic_memberships JOIN users ON users.id = user_id
         WHERE clinic_id = ?1 AND lower(email) = ?2)";
    transaction.fetch_one(sql, &values![clinic, email]).await
}

/// Uses an invitation up for an account that has signed in.
pub async fn join(transaction: &mut Transaction, invitation: &Invitation, user: Uuid) -> Result<(), ApiError> {
    let sql = "DELETE FROM puente_invitations WHERE id = ?1";
    if transaction.execute(sql, &values![invitation.id]).await? != 1 {
        return Err(ProblemCode::InvitationInvalid.into());
    }
    Ok(members::add(transaction, invitation.clinic_id, user, invitation.role).await?)
}

/// Gives an invited address its account: a new one, or that which an import made for the clinic's staff. One that another clinic's
/// import made is that clinic's to hand out.
pub async fn take_account(
    transaction: &mut Transaction,
    invitation: &Invitation,
    person: &Person,
    password_hash: &str,
) -> Result<Uuid, ApiError> {
    let Some(account) = find_account(transaction, &invitation.email).await? else {
        return Ok(creation::insert(transaction, &invitation.email, person, password_hash).await?);
    };
    let sql = "SELECT EXISTS (SELECT 1 FROM clinic_memberships WHERE user_id = ?1 AND clinic_id <> ?2)";
    if account.is_usable || transaction.fetch_one(sql, &values![account.id, invitation.clinic_id]).await? {
        return Err(ProblemCode::AccountElsewhere.into());
    }
    transaction
        .execute(
            "UPDATE users SET password_hash = ?2, first_name = ?3, last_name = ?4, is_active = TRUE, updated_at = ?5
             WHERE id = ?1",
            &values![account.id, password_hash, person.first_name, person.last_name, Timestamp::now()],
        )
        .await?;
    Ok(account.id)
}
