//! `/api/v1/patients`: to see that they are there.

mod care;
mod money;

use std::collections::HashMap;

use api::patient::{Patient, PatientLine};
use api::{Item, Page, ProblemCode};
use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::Value;
use sqlx::types::uuid::fmt::Hyphenated;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqlitePool};
use uuid::Uuid;

use super::documents;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::accounts::Permission;
use crate::store::search;
use crate::{App, Shared};

const MAX_PAGE_SIZE: u32 = 200;
/// Beyond so many words a search is no search.
const MAX_WORDS: usize = 8;

/// `/api/v1/patients`.
pub fn router() -> Router<Shared> {
    Router::new().route("/", get(list)).route("/{id}", get(one)).route("/{id}/documents", get(documents::list))
}

#[derive(Deserialize)]
struct ListQuery {
    clinic_id: Uuid,
    #[serde(default)]
    search: String,
    #[serde(default)]
    status: String,
    #[serde(default = "first_page")]
    page: u32,
    #[serde(default = "usual_page_size")]
    page_size: u32,
}

fn first_page() -> u32 {
    1
}

fn usual_page_size() -> u32 {
    50
}

#[derive(Deserialize)]
struct InClinic {
    clinic_id: Uuid,
}

async fn allow(app: &App, signed_in: &SignedIn, clinic_id: Uuid) -> Result<(), ApiError> {
    app.membership(signed_in, clinic_id).await?.require(Permission::ReadPatients)
}

/// By surname; an empty `search` or `status` leaves nobody out.
async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<PatientLine>>, ApiError> {
    allow(&app, &signed_in, query.clinic_id).await?;
    if query.page == 0 || query.page_size == 0 || query.page_size > MAX_PAGE_SIZE {
        let detail = format!("page counts from 1, page_size is 1 to {MAX_PAGE_SIZE}");
        return Err(ApiError::new(ProblemCode::Invalid).detail(detail));
    }
    let mut count = QueryBuilder::new("SELECT count(*) FROM puente_patient_search");
    push_conditions(&mut count, &query);
    let total: i64 = count.build_query_scalar().fetch_one(&app.pool).await?;

    let mut select = QueryBuilder::new(
        "SELECT id, first_name, last_name, date_of_birth, phone, email, national_id, patients.status
         FROM (SELECT patient_id, line FROM puente_patient_search",
    );
    push_conditions(&mut select, &query);
    select.push(" ORDER BY line, patient_id LIMIT ").push_bind(query.page_size);
    select.push(" OFFSET ").push_bind(i64::from(query.page - 1) * i64::from(query.page_size));
    select.push(") JOIN patients ON id = patient_id ORDER BY line, patient_id");
    let rows: Vec<LineRow> = select.build_query_as().fetch_all(&app.pool).await?;
    let data = with_source_ids(&app.pool, query.clinic_id, rows).await?;
    Ok(Json(Page { data, total: total.cast_unsigned(), page: query.page, page_size: query.page_size }))
}

fn push_conditions(sql: &mut QueryBuilder<Sqlite>, query: &ListQuery) {
    sql.push(" WHERE clinic_id = ").push_bind(query.clinic_id.hyphenated());
    if !query.status.is_empty() {
        sql.push(" AND status = ").push_bind(query.status.clone());
    }
    for word in search::words(&query.search).into_iter().take(MAX_WORDS) {
        sql.push(" AND instr(line, ").push_bind(word).push(") > 0");
    }
}

#[derive(FromRow)]
struct LineRow {
    id: Hyphenated,
    first_name: String,
    last_name: String,
    date_of_birth: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    national_id: Option<String>,
    status: String,
}

/// The lines, with the id each patient had in the source, as far as the archive knows it.
async fn with_source_ids(pool: &SqlitePool, clinic: Uuid, rows: Vec<LineRow>) -> Result<Vec<PatientLine>, ApiError> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let known: Vec<(String, String)> = sqlx::query_as(
        "SELECT mapping.dentalpin_id, raw.source_id
         FROM migration_import_entity_mappings mapping
         JOIN migration_import_raw_entities raw
           ON raw.clinic_id = mapping.clinic_id AND raw.entity_type = mapping.entity_type
          AND raw.canonical_uuid = mapping.source_canonical_uuid AND raw.source_system = mapping.source_system
         WHERE mapping.clinic_id = ? AND mapping.entity_type = 'patient'
           AND mapping.dentalpin_id IN (SELECT value FROM json_each(?))",
    )
    .bind(clinic.hyphenated())
    .bind(serde_json::to_string(&ids).map_err(anyhow::Error::from)?)
    .fetch_all(pool)
    .await?;
    let mut known: HashMap<String, String> = known.into_iter().collect();
    let lines = rows.into_iter().zip(ids).map(|(row, id)| PatientLine {
        id: row.id.into_uuid(),
        first_name: row.first_name,
        last_name: row.last_name,
        date_of_birth: row.date_of_birth,
        phone: row.phone,
        email: row.email,
        national_id: row.national_id,
        status: row.status,
        source_id: known.remove(&id),
    });
    Ok(lines.collect())
}

#[derive(FromRow)]
struct PatientRow {
    #[sqlx(flatten)]
    line: LineRow,
    gender: Option<String>,
    address: Option<String>,
    notes: Option<String>,
    do_not_contact: bool,
    billing_name: Option<String>,
    billing_tax_id: Option<String>,
    preferred_language: String,
}

async fn one(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(InClinic { clinic_id }): Query<InClinic>,
) -> Result<Json<Item<Patient>>, ApiError> {
    allow(&app, &signed_in, clinic_id).await?;
    let row: Option<PatientRow> = sqlx::query_as("SELECT * FROM patients WHERE id = ? AND clinic_id = ?")
        .bind(id.hyphenated())
        .bind(clinic_id.hyphenated())
        .fetch_optional(&app.pool)
        .await?;
    let row = row.ok_or(ProblemCode::NotFound)?;
    let lines = with_source_ids(&app.pool, clinic_id, vec![row.line]).await?;
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
        appointments: care::appointments(&app.pool, clinic_id, id).await?,
        clinical_notes: care::clinical_notes(&app.pool, clinic_id, id).await?,
        allergies: care::allergies(&app.pool, clinic_id, id).await?,
        medications: care::medications(&app.pool, clinic_id, id).await?,
        illnesses: care::illnesses(&app.pool, clinic_id, id).await?,
        treatments: care::treatments(&app.pool, clinic_id, id).await?,
        budgets: money::budgets(&app.pool, clinic_id, id).await?,
        payments: money::payments(&app.pool, clinic_id, id).await?,
        invoices: money::invoices(&app.pool, clinic_id, id).await?,
        account: money::account(&app.pool, clinic_id, id).await?,
    };
    Ok(Json(Item { data }))
}

/// An address as it is stored, in one line; nothing of what is no address.
fn address(json: &str) -> Option<String> {
    const PARTS: [&str; 6] = ["street", "address", "postal_code", "city", "province", "country"];
    let line = match serde_json::from_str(json).ok()? {
        Value::String(text) => text,
        Value::Object(parts) => {
            let parts = PARTS.iter().filter_map(|part| parts.get(*part)?.as_str());
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
        _ => return None,
    };
    (!line.is_empty()).then_some(line)
}
