//! Sessions: opaque tokens, stored as digests.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::account::User;
use api::audit::AuditAction;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::password::Scheme;
use super::{Password, Throttle, Token};
use crate::audit::Entry;
use crate::store::{self, Database, Transaction};
use crate::{from_row, values};

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A browser. Lives on while it is used.
    Cookie,
    /// A program, for a quarter of an hour.
    Access,
    /// Exchanged, once, for the next pair.
    Refresh,
    /// `puente import`, made on the server itself.
    Api,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Access => "access",
            Self::Refresh => "refresh",
            Self::Api => "api",
        }
    }

    fn lifetime(self) -> SignedDuration {
        match self {
            Self::Cookie => SignedDuration::from_hours(12),
            Self::Access => SignedDuration::from_mins(15),
            Self::Refresh => SignedDuration::from_hours(7 * 24),
            Self::Api => SignedDuration::from_hours(365 * 24),
        }
    }
}

/// The use of a session is noted, and a browser's renewed, so long after the last time: most requests write nothing.
const RENEW_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// A session, and whose it is.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub user: User,
    /// What it shares with those that descend from the same sign-in.
    pub family: Uuid,
    kind: Kind,
    last_used_at: Timestamp,
}

/// An access token and what renews it.
pub struct Pair {
    pub access: Token,
    pub refresh: Token,
}

/// Why a sign-in is refused.
#[derive(Debug)]
pub enum SignInError {
    /// The account that was tried, where there is one.
    Bad {
        user: Option<Uuid>,
    },
    Inactive,
    TooMany {
        wait: Duration,
    },
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The account that an address and a password belong to.
pub async fn sign_in(
    database: &Database,
    throttle: &Throttle,
    address: IpAddr,
    email: &str,
    password: Password,
) -> Result<Uuid, SignInError> {
    let email = email.trim().to_lowercase();
    throttle.attempt(&email, address, Instant::now()).map_err(|wait| SignInError::TooMany { wait })?;
    let account: Option<(Uuid, String, bool)> = database
        .fetch_optional(
            "SELECT id, password_hash, is_active FROM users WHERE lower(email) = ?1 ORDER BY email = ?1 DESC LIMIT 1",
            &values![email],
        )
        .await?;
    let usual = if database.is_dentalpin() { Scheme::Bcrypt } else { Scheme::Argon2 };
    let stored = account.as_ref().map(|(_, hash, _)| hash.clone());
    let is_right = password.matches(stored, usual).await?;
    match account {
        Some((id, _, is_active)) if is_right => {
            throttle.succeeded(&email, address);
            if is_active { Ok(id) } else { Err(SignInError::Inactive) }
        }
        account => Err(SignInError::Bad { user: account.map(|(id, ..)| id) }),
    }
}

/// Opens a session for whoever has the server's command line.
pub async fn open(database: &Database, user_id: Uuid, kind: Kind) -> store::Result<Token> {
    let mut transaction = database.sessions().begin_write().await?;
    let token = insert(&mut transaction, &Opened { user_id, kind, family: Uuid::new_v4(), agent: None }).await?;
    transaction.commit().await?;
    Ok(token)
}

/// Opens a session for a browser that signed in.
pub async fn open_browser(database: &Database, user_id: Uuid, agent: Option<&str>) -> store::Result<Token> {
    let mut transaction = begin_sign_in(database, user_id, agent).await?;
    let opened = Opened { user_id, kind: Kind::Cookie, family: Uuid::new_v4(), agent };
    let token = insert(&mut transaction, &opened).await?;
    transaction.commit().await?;
    Ok(token)
}

/// Begins what opens sessions: notes it in the log, and forgets all that have expired.
async fn begin_sign_in(database: &Database, user_id: Uuid, agent: Option<&str>) -> store::Result<Transaction> {
    let mut transaction = database.sessions().begin_write().await?;
    transaction.execute("DELETE FROM puente_sessions WHERE expires_at < ?1", &values![Timestamp::now()]).await?;
    let entry = Entry::of_account(AuditAction::SignedIn, user_id).with(json!({ "agent": agent }));
    entry.record(&mut transaction).await?;
    Ok(transaction)
}

/// A session to open.
struct Opened<'a> {
    user_id: Uuid,
    kind: Kind,
    family: Uuid,
    agent: Option<&'a str>,
}

async fn insert(transaction: &mut Transaction, opened: &Opened<'_>) -> store::Result<Token> {
    let Opened { user_id, kind, family, agent } = opened;
    let token = Token::generate();
    let now = Timestamp::now();
    let version: i32 =
        transaction.fetch_one("SELECT token_version FROM users WHERE id = ?1", &values![user_id]).await?;
    transaction
        .execute(
            "INSERT INTO puente_sessions (id, token_sha256, user_id, kind, family, token_version, created_at,
                 expires_at, last_used_at, agent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?9)",
            &values![
                Uuid::new_v4(),
                token.digest(),
                user_id,
                kind.as_str(),
                family,
                version,
                now,
                now + kind.lifetime(),
                agent
            ],
        )
        .await?;
    Ok(token)
}

struct SessionRow {
    id: Uuid,
    family: Uuid,
    kind: String,
    last_used_at: Timestamp,
    user_id: Uuid,
    email: String,
    first_name: String,
    last_name: String,
    professional_id: Option<String>,
    is_active: bool,
}

from_row!(SessionRow {
    id,
    family,
    kind,
    last_used_at,
    user_id,
    email,
    first_name,
    last_name,
    professional_id,
    is_active
});

/// The session a token stands for, if it is of one of the kinds asked for and still runs.
pub async fn find(database: &Database, token: &Token, kinds: &[Kind]) -> anyhow::Result<Option<Session>> {
    let row: Option<SessionRow> = database
        .fetch_optional(
            "SELECT session.id, family, kind, coalesce(last_used_at, session.created_at) AS last_used_at,
                 user_id, email, first_name, last_name, professional_id, is_active
             FROM puente_sessions AS session
             JOIN users ON users.id = user_id AND users.token_version = session.token_version
             WHERE token_sha256 = ?1 AND used_at IS NULL AND expires_at > ?2",
            &values![token.digest(), Timestamp::now()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(kind) = kinds.iter().copied().find(|kind| kind.as_str() == row.kind) else { return Ok(None) };
    Ok(Some(Session {
        id: row.id,
        family: row.family,
        kind,
        last_used_at: row.last_used_at,
        user: User {
            id: row.user_id,
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            professional_id: row.professional_id,
            is_active: row.is_active,
        },
    }))
}

/// Whether a session still runs.
pub async fn is_open(database: &Database, session: Uuid) -> store::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM puente_sessions AS session
         JOIN users ON users.id = user_id AND users.token_version = session.token_version
         WHERE session.id = ?1 AND expires_at > ?2 AND is_active)";
    database.fetch_one(sql, &values![session, Timestamp::now()]).await
}

/// Ends a session, and those that descend from the same sign-in.
pub async fn close(database: &Database, session: Uuid) -> store::Result<()> {
    database
        .sessions()
        .execute(
            "DELETE FROM puente_sessions WHERE family = (SELECT family FROM puente_sessions WHERE id = ?1)",
            &values![session],
        )
        .await
        .map(drop)
}

/// Opens a session for a program.
pub async fn open_pair(database: &Database, user_id: Uuid, agent: Option<&str>) -> store::Result<Pair> {
    let mut transaction = begin_sign_in(database, user_id, agent).await?;
    let pair = insert_pair(&mut transaction, user_id, Uuid::new_v4(), agent).await?;
    transaction.commit().await?;
    Ok(pair)
}

async fn insert_pair(
    transaction: &mut Transaction,
    user_id: Uuid,
    family: Uuid,
    agent: Option<&str>,
) -> store::Result<Pair> {
    let opened = |kind| Opened { user_id, kind, family, agent };
    let access = insert(transaction, &opened(Kind::Access)).await?;
    let refresh = insert(transaction, &opened(Kind::Refresh)).await?;
    Ok(Pair { access, refresh })
}

/// Exchanges a refresh token for the next pair. One that comes back after it was used was stolen, or its successor was: its whole
/// family is signed out.
pub async fn rotate(database: &Database, refresh: &Token) -> store::Result<Option<Pair>> {
    let mut transaction = database.sessions().begin_write().await?;
    let now = Timestamp::now();
    let found: Option<(Uuid, Uuid, bool, Option<String>)> = transaction
        .fetch_optional(
            "SELECT user_id, family, used_at IS NOT NULL, agent FROM puente_sessions AS session
             JOIN users ON users.id = user_id AND users.token_version = session.token_version
             WHERE token_sha256 = ?1 AND kind = 'refresh' AND expires_at > ?2 AND is_active",
            &values![refresh.digest(), now],
        )
        .await?;
    let pair = match found {
        None => None,
        Some((_, family, true, _)) => {
            transaction.execute("DELETE FROM puente_sessions WHERE family = ?1", &values![family]).await?;
            None
        }
        Some((user_id, family, false, agent)) => {
            transaction
                .execute(
                    "UPDATE puente_sessions SET used_at = ?1 WHERE token_sha256 = ?2",
                    &values![now, refresh.digest()],
                )
                .await?;
            Some(insert_pair(&mut transaction, user_id, family, agent.as_deref()).await?)
        }
    };
    transaction.commit().await?;
    Ok(pair)
}

/// Notes that sessions are used, and keeps browsers' alive, behind the request's back.
#[derive(Clone)]
pub struct Renewal(Arc<Semaphore>);

impl Default for Renewal {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Renewal {
    /// Does so when it is time and no other renewal is waiting.
    pub fn renew(&self, database: &Database, session: &Session) {
        let now = Timestamp::now();
        if now.duration_since(session.last_used_at) < RENEW_AFTER {
            return;
        }
        let Ok(turn) = Arc::clone(&self.0).try_acquire_owned() else { return };
        let (database, id) = (database.sessions(), session.id);
        let until = (session.kind == Kind::Cookie).then(|| now + Kind::Cookie.lifetime());
        tokio::spawn(async move {
            let sql =
                "UPDATE puente_sessions SET last_used_at = ?1, expires_at = coalesce(?2, expires_at) WHERE id = ?3";
            if let Err(error) = database.execute(sql, &values![now, until, id]).await {
                tracing::warn!(%error, "a session could not be renewed");
            }
            drop(turn);
        });
    }
}
