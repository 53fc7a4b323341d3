//! The sessions that are open: listed, and ended before their time.

use api::account::{SessionKind, SessionLine};
use jiff::Timestamp;
use uuid::Uuid;

use crate::store::{Database, Result, Transaction, timestamp};
use crate::{from_row, values};

struct Line {
    family: Uuid,
    user_id: Uuid,
    email: String,
    first_name: String,
    last_name: String,
    kind: String,
    agent: Option<String>,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
}

from_row!(Line { family, user_id, email, first_name, last_name, kind, agent, created_at, last_used_at, expires_at });

/// A session is all that descends from one sign-in; spent refresh tokens only tell when it began.
macro_rules! sessions {
    ($which:literal) => {
        concat!(
            "SELECT family, user_id, email, first_name, last_name, max(kind) AS kind, max(agent) AS agent,
                min(session.created_at) AS created_at,
                max(coalesce(session.last_used_at, session.created_at)) AS last_used_at, max(expires_at) AS expires_at
             FROM puente_sessions AS session
             JOIN users ON users.id = user_id AND users.token_version = session.token_version
             WHERE expires_at > ?2 AND ",
            $which,
            " GROUP BY family, user_id, email, first_name, last_name ORDER BY last_used_at DESC, family"
        )
    };
}

/// Those of an account.
pub async fn of_user(database: &Database, user: Uuid, current: Uuid) -> Result<Vec<SessionLine>> {
    let lines = database.fetch_all(sessions!("user_id = ?1"), &values![user, Timestamp::now()]).await?;
    Ok(described(lines, current))
}

/// Those of a clinic's members.
pub async fn of_clinic(database: &Database, clinic: Uuid, current: Uuid) -> Result<Vec<SessionLine>> {
    let sql = sessions!("user_id IN (SELECT user_id FROM clinic_memberships WHERE clinic_id = ?1)");
    Ok(described(database.fetch_all(sql, &values![clinic, Timestamp::now()]).await?, current))
}

fn described(lines: Vec<Line>, current: Uuid) -> Vec<SessionLine> {
    let describe = |line: Line| SessionLine {
        id: line.family,
        user_id: line.user_id,
        name: format!("{} {}", line.first_name, line.last_name).trim().to_owned(),
        email: line.email,
        kind: match line.kind.as_str() {
            "cookie" => SessionKind::Browser,
            "api" => SessionKind::Token,
            _ => SessionKind::Program,
        },
        agent: line.agent,
        created_at: timestamp(line.created_at),
        last_used_at: timestamp(line.last_used_at),
        expires_at: timestamp(line.expires_at),
        is_current: line.family == current,
    };
    lines.into_iter().map(describe).collect()
}

/// Ends one of an account's.
pub async fn revoke(transaction: &mut Transaction, user: Uuid, session: Uuid) -> Result<bool> {
    let sql = "DELETE FROM puente_sessions WHERE user_id = ?1 AND family = ?2";
    Ok(transaction.execute(sql, &values![user, session]).await? > 0)
}

/// Ends all of an account's but one.
pub async fn revoke_others(transaction: &mut Transaction, user: Uuid, kept: Uuid) -> Result<()> {
    let sql = "DELETE FROM puente_sessions WHERE user_id = ?1 AND family <> ?2";
    transaction.execute(sql, &values![user, kept]).await.map(drop)
}

/// After something has ended all of an account's sessions: takes one back in. The others are forgotten.
pub async fn keep_only(transaction: &mut Transaction, user: Uuid, kept: Uuid) -> Result<()> {
    revoke_others(transaction, user, kept).await?;
    let sql = "UPDATE puente_sessions SET token_version = (SELECT token_version FROM users WHERE id = ?1)
         WHERE user_id = ?1 AND family = ?2";
    transaction.execute(sql, &values![user, kept]).await.map(drop)
}

/// Ends one of a clinic's members'; says whose it was.
pub async fn revoke_in(transaction: &mut Transaction, clinic: Uuid, session: Uuid) -> Result<Option<Uuid>> {
    let sql = "DELETE FROM puente_sessions WHERE family = ?2
         AND user_id IN (SELECT user_id FROM clinic_memberships WHERE clinic_id = ?1) RETURNING user_id";
    transaction.fetch_optional(sql, &values![clinic, session]).await
}
