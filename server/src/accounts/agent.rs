//! Agents: programs that send the radiographs and documents of one import, on somebody's behalf.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Token;
use crate::store::{Database, Result};
use crate::{modules, values};

/// Radiographs of a large clinic take days over a slow line.
const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What an agent may do: send the files of one import, as long as who let it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    pub job_id: Uuid,
    pub created_by: Uuid,
}

/// Lets an agent in for a job; the one before is shut out.
pub async fn admit(database: &Database, agent: Agent) -> Result<(Token, Timestamp)> {
    let (token, expires_at) = (Token::generate(), Timestamp::now() + LIFETIME);
    database
        .execute(
            "INSERT INTO puente_agent_tokens (job_id, token_sha256, created_by, expires_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (job_id) DO UPDATE SET token_sha256 = excluded.token_sha256,
                created_by = excluded.created_by, expires_at = excluded.expires_at",
            &values![agent.job_id, token.digest(), agent.created_by, expires_at],
        )
        .await?;
    Ok((token, expires_at))
}

/// Shuts the agent of a job out.
pub async fn dismiss(database: &Database, job: Uuid) -> Result<()> {
    database.execute("DELETE FROM puente_agent_tokens WHERE job_id = ?1", &values![job]).await.map(drop)
}

/// The agent a token stands for, while it is valid and who let it in has an active account.
pub async fn agent(database: &Database, token: &Token) -> Result<Option<Agent>> {
    let sql = "SELECT job_id, created_by FROM puente_agent_tokens JOIN users ON users.id = created_by
         WHERE token_sha256 = ?1 AND expires_at > ?2 AND is_active";
    let found: Option<(Uuid, Uuid)> =
        modules::found(database.fetch_optional(sql, &values![token.digest(), Timestamp::now()]).await)?;
    Ok(found.map(|(job_id, created_by)| Agent { job_id, created_by }))
}
