//! Sessions: opaque tokens, stored as digests.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::account::User;
use jiff::{SignedDuration, Timestamp};
use sqlx::types::uuid::fmt::Hyphenated;
use sqlx::{FromRow, SqliteConnection, SqlitePool};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{Password, Throttle, Token};
use crate::store::{begin_write, timestamp};

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

/// A browser's session is renewed once this much of it is used up, so that most requests write nothing.
const RENEW_AFTER: SignedDuration = SignedDuration::from_mins(30);

/// A session, and whose it is.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub user: User,
    expires_at: Timestamp,
}

/// An access token and what renews it.
pub struct Pair {
    pub access: Token,
    pub refresh: Token,
}

/// Why a sign-in is refused.
#[derive(Debug)]
pub enum SignInError {
    Bad,
    Inactive,
    TooMany { wait: Duration },
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The account that an address and a password belong to.
pub async fn sign_in(
    pool: &SqlitePool,
    throttle: &Throttle,
    address: IpAddr,
    email: &str,
    password: Password,
) -> Result<Uuid, SignInError> {
    let email = email.trim().to_lowercase();
    throttle.attempt(&email, address, Instant::now()).map_err(|wait| SignInError::TooMany { wait })?;
    let account: Option<(Hyphenated, String, bool)> =
        sqlx::query_as("SELECT id, password_hash, is_active FROM users WHERE email = ?")
            .bind(&email)
            .fetch_optional(pool)
            .await?;
    let stored = account.as_ref().map(|(_, hash, _)| hash.clone());
    match account {
        Some((id, _, is_active)) if password.clone().matches(stored).await? => {
            throttle.succeeded(&email, address);
            if is_active { Ok(id.into_uuid()) } else { Err(SignInError::Inactive) }
        }
        Some(_) => Err(SignInError::Bad),
        None => {
            password.matches(None).await?;
            Err(SignInError::Bad)
        }
    }
}

/// Opens a session and forgets the user's expired ones.
pub async fn open(pool: &SqlitePool, user_id: Uuid, kind: Kind) -> sqlx::Result<Token> {
    let mut transaction = begin_write(pool).await?;
    sqlx::query("DELETE FROM puente_sessions WHERE user_id = ? AND expires_at < ?")
        .bind(user_id.hyphenated())
        .bind(timestamp(Timestamp::now()))
        .execute(&mut *transaction)
        .await?;
    let token = insert(&mut transaction, user_id, kind, Uuid::new_v4()).await?;
    transaction.commit().await?;
    Ok(token)
}

async fn insert(connection: &mut SqliteConnection, user_id: Uuid, kind: Kind, family: Uuid) -> sqlx::Result<Token> {
    let token = Token::generate();
    let now = Timestamp::now();
    sqlx::query(
        "INSERT INTO puente_sessions (id, token_sha256, user_id, kind, family, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(Uuid::new_v4().hyphenated())
    .bind(token.digest().to_vec())
    .bind(user_id.hyphenated())
    .bind(kind.as_str())
    .bind(family.hyphenated())
    .bind(timestamp(now))
    .bind(timestamp(now + kind.lifetime()))
    .execute(connection)
    .await?;
    Ok(token)
}

#[derive(FromRow)]
struct SessionRow {
    id: Hyphenated,
    kind: String,
    expires_at: String,
    user_id: Hyphenated,
    email: String,
    first_name: String,
    last_name: String,
    professional_id: Option<String>,
    is_active: bool,
}

/// The session a token stands for, if it is of one of the kinds asked for and still runs.
pub async fn find(pool: &SqlitePool, token: &Token, kinds: &[Kind]) -> anyhow::Result<Option<Session>> {
    let row: Option<SessionRow> = sqlx::query_as(
        "SELECT puente_sessions.id, kind, expires_at, user_id, email, first_name, last_name, professional_id, is_active
         FROM puente_sessions JOIN users ON users.id = user_id
         WHERE token_sha256 = ? AND used_at IS NULL AND expires_at > ?",
    )
    .bind(token.digest().to_vec())
    .bind(timestamp(Timestamp::now()))
    .fetch_optional(pool)
    .await?;
    let Some(row) = row.filter(|row| kinds.iter().any(|kind| kind.as_str() == row.kind)) else { return Ok(None) };
    Ok(Some(Session {
        id: row.id.into_uuid(),
        expires_at: row.expires_at.parse()?,
        user: User {
            id: row.user_id.into_uuid(),
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            professional_id: row.professional_id,
            is_active: row.is_active,
        },
    }))
}

/// Ends a session and what can renew it.
pub async fn close(pool: &SqlitePool, session: Uuid) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM puente_sessions WHERE family = (SELECT family FROM puente_sessions WHERE id = ?)")
        .bind(session.hyphenated())
        .execute(pool)
        .await
        .map(drop)
}

/// Opens a session for a program.
pub async fn open_pair(pool: &SqlitePool, user_id: Uuid) -> sqlx::Result<Pair> {
    let mut transaction = begin_write(pool).await?;
    let pair = insert_pair(&mut transaction, user_id, Uuid::new_v4()).await?;
    transaction.commit().await?;
    Ok(pair)
}

async fn insert_pair(connection: &mut SqliteConnection, user_id: Uuid, family: Uuid) -> sqlx::Result<Pair> {
    let access = insert(connection, user_id, Kind::Access, family).await?;
    let refresh = insert(connection, user_id, Kind::Refresh, family).await?;
    Ok(Pair { access, refresh })
}

/// Exchanges a refresh token for the next pair. One that comes back after it was used was stolen, or its successor was: its whole
/// family is signed out.
pub async fn rotate(pool: &SqlitePool, refresh: &Token) -> sqlx::Result<Option<Pair>> {
    let mut transaction = begin_write(pool).await?;
    let now = timestamp(Timestamp::now());
    let found: Option<(Hyphenated, Hyphenated, bool)> = sqlx::query_as(
        "SELECT user_id, family, used_at IS NOT NULL FROM puente_sessions JOIN users ON users.id = user_id
         WHERE token_sha256 = ? AND kind = 'refresh' AND expires_at > ? AND is_active",
    )
    .bind(refresh.digest().to_vec())
    .bind(&now)
    .fetch_optional(&mut *transaction)
    .await?;
    let pair = match found {
        None => None,
        Some((_, family, true)) => {
            sqlx::query("DELETE FROM puente_sessions WHERE family = ?").bind(family).execute(&mut *transaction).await?;
            None
        }
        Some((user_id, family, false)) => {
            sqlx::query("UPDATE puente_sessions SET used_at = ? WHERE token_sha256 = ?")
                .bind(&now)
                .bind(refresh.digest().to_vec())
                .execute(&mut *transaction)
                .await?;
            Some(insert_pair(&mut transaction, user_id.into_uuid(), family.into_uuid()).await?)
        }
    };
    transaction.commit().await?;
    Ok(pair)
}

/// Keeps browsers' sessions alive, behind the request's back: an import may hold the database's only writer for a while.
#[derive(Clone)]
pub struct Renewal(Arc<Semaphore>);

impl Default for Renewal {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Renewal {
    /// Renews a browser's session when it is time and no other renewal is waiting.
    pub fn renew(&self, pool: &SqlitePool, session: &Session) {
        let expires_at = Timestamp::now() + Kind::Cookie.lifetime();
        if expires_at.duration_since(session.expires_at) < RENEW_AFTER {
            return;
        }
        let Ok(turn) = Arc::clone(&self.0).try_acquire_owned() else { return };
        let (pool, id) = (pool.clone(), session.id);
        tokio::spawn(async move {
            let renewed = sqlx::query("UPDATE puente_sessions SET expires_at = ? WHERE id = ?")
                .bind(timestamp(expires_at))
                .bind(id.hyphenated())
                .execute(&pool)
                .await;
            if let Err(error) = renewed {
                tracing::warn!(%error, "a session could not be renewed");
            }
            drop(turn);
        });
    }
}
