//! Who did what, and when. An entry is written with what it tells of: in the same transaction, where that is one. It names
//! accounts, clinics and jobs by their ids, and counts; it never says what a patient's row holds.

use api::audit::{AuditAction, AuditLine};
use jiff::Timestamp;
use serde_json::Value as JsonValue;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::Shared;
use crate::store::{Database, Dialect, Json, Result, Session, Transaction, timestamp};
use crate::{from_row, values};

/// Something that was done.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    action: AuditAction,
    clinic: Option<Uuid>,
    user: Option<Uuid>,
    job: Option<Uuid>,
    details: Option<JsonValue>,
}

const INSERT: &str = "INSERT INTO puente_audit (at, clinic_id, user_id, action, job_id, details)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

impl Entry {
    /// Done by somebody in a clinic.
    pub(crate) fn in_clinic(action: AuditAction, clinic: Uuid, user: Uuid) -> Self {
        Self { action, clinic: Some(clinic), user: Some(user), job: None, details: None }
    }

    /// Done by somebody, or by who claimed to be them, wherever they work.
    pub(crate) fn of_account(action: AuditAction, user: Uuid) -> Self {
        Self { action, clinic: None, user: Some(user), job: None, details: None }
    }

    /// Done by the server itself.
    pub(crate) fn by_itself(action: AuditAction, clinic: Uuid) -> Self {
        Self { action, clinic: Some(clinic), user: None, job: None, details: None }
    }

    pub(crate) fn about_job(self, job: Uuid) -> Self {
        Self { job: Some(job), ..self }
    }

    /// Counts, roles, ids: nothing that names a patient.
    pub(crate) fn with(self, details: JsonValue) -> Self {
        Self { details: Some(details), ..self }
    }

    /// Written when the transaction is committed.
    pub(crate) async fn record(&self, transaction: &mut Transaction) -> Result<()> {
        let details = self.details.as_ref().map(ToString::to_string);
        transaction
            .execute(
                INSERT,
                &values![
                    Timestamp::now(),
                    self.clinic,
                    self.user,
                    self.action.as_str(),
                    self.job,
                    details.as_deref().map(Json)
                ],
            )
            .await
            .map(drop)
    }

    /// The same on a session of a thread.
    pub(crate) fn record_in(&self, session: &Session) -> Result<()> {
        let details = self.details.as_ref().map(ToString::to_string);
        session
            .execute(
                INSERT,
                &values![
                    Timestamp::now(),
                    self.clinic,
                    self.user,
                    self.action.as_str(),
                    self.job,
                    details.as_deref().map(Json)
                ],
            )
            .map(drop)
    }

    /// Written behind the request's back, which only reads: an import may hold the only writer for a while.
    pub(crate) fn record_later(self, app: &Shared) {
        let app = app.clone();
        tokio::spawn(async move {
            let _turn = app.imports.turn(&app.database).await;
            self.record_alone(&app.database).await;
        });
    }

    /// The same of what concerns sessions: how long it takes says nothing of whether there is an account.
    pub(crate) fn record_later_of_session(self, app: &Shared) {
        let sessions = app.database.sessions();
        tokio::spawn(async move { self.record_alone(&sessions).await });
    }

    async fn record_alone(self, database: &Database) {
        let written = async {
            let mut transaction = database.begin_write().await?;
            self.record(&mut transaction).await?;
            transaction.commit().await
        };
        if let Err(error) = written.await {
            tracing::error!(%error, action = self.action.as_str(), "the audit log lacks an entry");
        }
    }
}

struct Line {
    at: Timestamp,
    user_id: Option<Uuid>,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    action: String,
    job_id: Option<Uuid>,
    details: Option<String>,
}

from_row!(Line { at, user_id, email, first_name, last_name, action, job_id, details });

/// What a clinic's log has: what was done in it, and how its members signed in.
const OF_CLINIC: &str = "clinic_id = ?1 OR clinic_id IS NULL AND user_id IN
    (SELECT user_id FROM clinic_memberships WHERE clinic_memberships.clinic_id = ?1)";

/// A query over a clinic's log.
fn of_clinic(dialect: Dialect, what: &str, end: &str) -> AssertSqlSafe<String> {
    let parts = dialect.audit_logs().iter().map(|log| format!("SELECT * FROM {log} WHERE {OF_CLINIC}"));
    let all = parts.collect::<Vec<_>>().join(" UNION ALL ");
    AssertSqlSafe(format!("SELECT {what} FROM ({all}) AS audit LEFT JOIN users ON users.id = audit.user_id {end}"))
}

/// A page of a clinic's log, newest first, and how many entries there are.
pub(crate) async fn list(database: &Database, clinic: Uuid, limit: u32, offset: u64) -> Result<(Vec<AuditLine>, u64)> {
    let sql = of_clinic(
        database.dialect(),
        "at, audit.user_id, email, first_name, last_name, action, job_id, details",
        "ORDER BY at DESC, audit.seq DESC LIMIT ?2 OFFSET ?3",
    );
    let offset = i64::try_from(offset).unwrap_or(i64::MAX);
    let lines: Vec<Line> = database.fetch_all(sql, &values![clinic, limit, offset]).await?;
    let total: i64 = database.fetch_one(of_clinic(database.dialect(), "count(*)", ""), &values![clinic]).await?;
    let lines = lines.into_iter().map(|line| AuditLine {
        at: timestamp(line.at),
        user_id: line.user_id,
        name: line.first_name.map(|first| format!("{first} {}", line.last_name.unwrap_or_default()).trim().to_owned()),
        email: line.email,
        action: line.action,
        job_id: line.job_id,
        details: line.details.and_then(|text| serde_json::from_str(&text).ok()),
    });
    Ok((lines.collect(), total.unsigned_abs()))
}
