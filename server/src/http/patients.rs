//! `/api/v1/patients`: to see that they are there.

mod care;
mod money;

use std::collections::HashMap;
use std::fmt::Write as _;

use api::patient::{Patient, PatientLine, PatientSearch};
use api::{Item, Page, ProblemCode};
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::documents;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::accounts::Permission;
use crate::store::{self, Database, Dialect, FromRow, Row, Value};
use crate::{App, Shared, from_row, modules, values};

const MAX_PAGE_SIZE: u32 = 200;
/// Beyond so many words a search is no search.
const MAX_WORDS: usize = 8;

/// `/api/v1/patients`.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(list))
        .route("/search", post(search))
        .route("/{id}", get(one))
        .route("/{id}/documents", get(documents::list))
}

#[derive(Deserialize)]
struct InClinic {
    clinic_id: Uuid,
}

async fn allow(app: &App, signed_in: &SignedIn, clinic_id: Uuid) -> Result<(), ApiError> {
    app.membership(signed_in, clinic_id).await?.require(Permission::ReadPatients)
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Query(query): Query<PatientSearch>,
) -> Result<Json<Page<PatientLine>>, ApiError> {
    find(&app, &signed_in, &query).await
}

async fn search(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Json(query): Json<PatientSearch>,
) -> Result<Json<Page<PatientLine>>, ApiError> {
    find(&app, &signed_in, &query).await
}

/// By surname.
async fn find(app: &App, signed_in: &SignedIn, query: &PatientSearch) -> Result<Json<Page<PatientLine>>, ApiError> {
    allow(app, signed_in, query.clinic_id).await?;
    if query.page == 0 || query.page_size == 0 || query.page_size > MAX_PAGE_SIZE {
        let detail = format!("page counts from 1, page_size is 1 to {MAX_PAGE_SIZE}");
        return Err(ApiError::new(ProblemCode::Invalid).detail(detail));
    }
    let words: Vec<String> = store::search::words(&query.search).into_iter().take(MAX_WORDS).collect();
    let (condition, values) = conditions(app.database.dialect(), query, &words);
    let lines = app.database.dialect().patient_lines();
    let count = format!("SELECT count(*) FROM {lines} WHERE {condition}");
    let total: i64 = app.database.fetch_one(AssertSqlSafe(count), &values).await?;

    let select = format!(
        "SELECT id, first_name, last_name, date_of_birth, phone, email, national_id, patients.status
         FROM (
            SELECT patient_id, line FROM {lines} WHERE {condition}
            ORDER BY line, patient_id LIMIT {} OFFSET {}
         ) AS found JOIN patients ON id = patient_id ORDER BY line, patient_id",
        query.page_size,
        u64::from(query.page - 1) * u64::from(query.page_size)
    );
    let rows: Vec<LineRow> = app.database.fetch_all(AssertSqlSafe(select), &values).await?;
    let data = with_source_ids(&app.database, query.clinic_id, rows).await?;
    Ok(Json(Page { data, total: total.cast_unsigned(), page: query.page, page_size: query.page_size }))
}

/// Which lines are asked for, and the values of the condition.
fn conditions<'q>(dialect: Dialect, query: &'q PatientSearch, words: &'q [String]) -> (String, Vec<Value<'q>>) {
    let mut sql = "clinic_id = ?1".to_owned();
    let mut values = vec![Value::Uuid(query.clinic_id)];
    let mut and = |value: &'q str, condition: &dyn Fn(&str) -> String| {
        values.push(Value::Text(value));
        // Writing to a string cannot fail.
        let _infallible = write!(sql, " AND {}", condition(&format!("?{}", values.len())));
    };
    if !query.status.is_empty() {
        and(&query.status, &|place| format!("status = {place}"));
    }
    for word in words {
        and(word, &|place| dialect.contains("line", place));
    }
    (sql, values)
}

struct LineRow {
    id: Uuid,
    first_name: String,
    last_name: String,
    date_of_birth: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    national_id: Option<String>,
    status: String,
}

from_row!(LineRow { id, first_name, last_name, date_of_birth, phone, email, national_id, status });

/// The lines, with the id each patient had in the source, as far as the archive knows it.
async fn with_source_ids(database: &Database, clinic: Uuid, rows: Vec<LineRow>) -> Result<Vec<PatientLine>, ApiError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![Value::Uuid(clinic)];
    values.extend(rows.iter().map(|row| Value::Uuid(row.id)));
    let ids: Vec<String> = (2..=values.len()).map(|number| format!("?{number}")).collect();
    let sql = format!(
        "SELECT mapping.dentalpin_id, raw.source_id
         FROM migration_import_entity_mappings mapping
         JOIN migration_import_raw_entities raw
           ON raw.clinic_id = mapping.clinic_id AND raw.entity_type = mapping.entity_type
          AND raw.canonical_uuid = mapping.source_canonical_uuid AND raw.source_system = mapping.source_system
         WHERE mapping.clinic_id = ?1 AND mapping.entity_type = 'patient' AND mapping.dentalpin_id IN ({})",
        ids.join(", ")
    );
    let known: Vec<(Uuid, String)> = if modules::is_installed(database).await? {
        database.fetch_all(AssertSqlSafe(sql), &values).await?
    } else {
        Vec::new()
    };
    let mut known: HashMap<Uuid, String> = known.into_iter().collect();
    let lines = rows.into_iter().map(|row| PatientLine {
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        date_of_birth: row.date_of_birth,
        phone: row.phone,
        email: row.email,
        national_id: row.national_id,
        status: row.status,
        source_id: known.remove(&row.id),
    });
    Ok(lines.collect())
}

struct PatientRow {
    line: LineRow,
    gender: Option<String>,
    address: Option<String>,
    notes: Option<String>,
    do_not_contact: bool,
    billing_name: Option<String>,
    billing_tax_id: Option<String>,
    preferred_language: String,
}

impl FromRow for PatientRow {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        Ok(Self {
            line: LineRow::from_row(row)?,
            gender: row.get("gender")?,
            address: row.get("address")?,
            notes: row.get("notes")?,
            do_not_contact: row.get("do_not_contact")?,
            billing_name: row.get("billing_name")?,
            billing_tax_id: row.get("billing_tax_id")?,
            preferred_language: row.get("preferred_language")?,
        })
    }
}

async fn one(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(InClinic { clinic_id }): Query<InClinic>,
) -> Result<Json<Item<Patient>>, ApiError> {
    allow(&app, &signed_in, clinic_id).await?;
    let row: Option<PatientRow> = app
        .database
        .fetch_optional("SELECT * FROM patients WHERE id = ?1 AND clinic_id = ?2", &values![id, clinic_id])
        .await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    let lines = with_source_ids(&app.database, clinic_id, vec![row.line]).await?;
    let line = lines.into_iter().next().ok_or(ProblemCode::NotFound)?;
    let data = Patient {
        line,
        gender: row.gender,
        address: row.address.as_deref().and_then(address),
        notes: row.notes,
        do_not_contact: row.do_not_contact,
        billing_name: row.billing_name,
        billing_tax_id: row.billing_tax_id,
        preferred_language: row.preferred_language,
        appointments: care::appointments(&app.database, clinic_id, id).await?,
        clinical_notes: care::clinical_notes(&app.database, clinic_id, id).await?,
        allergies: care::allergies(&app.database, clinic_id, id).await?,
        medications: care::medications(&app.database, clinic_id, id).await?,
        illnesses: care::illnesses(&app.database, clinic_id, id).await?,
        treatments: care::treatments(&app.database, clinic_id, id).await?,
        budgets: money::budgets(&app.database, clinic_id, id).await?,
        payments: money::payments(&app.database, clinic_id, id).await?,
        invoices: money::invoices(&app.database, clinic_id, id).await?,
        account: money::account(&app.database, clinic_id, id).await?,
    };
    Ok(Json(Item { data }))
}

/// An address as it is stored, in one line; nothing of what is no address.
fn address(json: &str) -> Option<String> {
    const PARTS: [&str; 6] = ["street", "address", "postal_code", "city", "province", "country"];
    let line = match serde_json::from_str(json).ok()? {
        serde_json::Value::String(text) => text,
        serde_json::Value::Object(parts) => {
            let parts = PARTS.iter().filter_map(|part| parts.get(*part)?.as_str());
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
        _ => return None,
    };
    (!line.is_empty()).then_some(line)
}
