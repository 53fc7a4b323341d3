//! A file, read and mapped.

use std::collections::HashMap;
use std::path::Path;

use api::decisions::Decisions;
use dpmf::EntityType;
use dpmf::row::EntityRow;
use jiff::tz::TimeZone;
use mappers::context::ProfessionalFilters;
use mappers::record::{Record, Value as Bound};
use mappers::{Context, Import, Output};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::destination;

/// When the import happens. The golden rows call it `<now>`.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";

const JOB: Uuid = Uuid::from_u128(1);

/// What an import made.
pub(crate) struct Imported {
    /// By table: rows as column → value, ids named after what they are.
    pub(crate) tables: HashMap<&'static str, Vec<Map<String, Value>>>,
    /// A row of the clinic may stand for several source rows. Every name it could have → the one it has here.
    pub(crate) aliases: HashMap<String, String>,
}

struct Owned([String; 5]);

impl Owned {
    fn row(&self) -> EntityRow<'_> {
        let Self([canonical_uuid, source_id, source_system, payload, raw_source_data]) = self;
        EntityRow { canonical_uuid, source_id, source_system, payload, raw_source_data }
    }
}

fn read(path: &Path) -> Vec<(EntityType, Vec<Owned>)> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database");
    let mut types: Vec<EntityType> = file
        .prepare("SELECT entity_type FROM _entities")
        .and_then(|mut query| query.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>())
        .expect("_entities")
        .iter()
        .map(|name| EntityType::parse(name).expect("well-formed"))
        .collect();
    types.sort_by(|a, b| a.processing_key().cmp(&b.processing_key()));
    types
        .into_iter()
        .map(|entity_type| {
            let sql = format!(
                "SELECT canonical_uuid, source_id, source_system, payload, raw_source_data FROM {entity_type} ORDER BY canonical_uuid"
            );
            let rows = file
                .prepare(&sql)
                .and_then(|mut query| {
                    query
                        .query_map([], |row| Ok(Owned([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])))?
                        .collect::<Result<Vec<_>, _>>()
                })
                .expect("an entity table");
            (entity_type, rows)
        })
        .collect()
}

fn context(clinic_id: Uuid, admin: Uuid) -> Context {
    Context {
        clinic_id,
        job_id: JOB,
        imported_by: admin,
        now: NOW.parse().expect("an instant"),
        exported_at: None,
        timezone: TimeZone::get("Europe/Madrid").expect("known"),
        language: mappers::Language::default(),
        professional_filters: ProfessionalFilters::default(),
        import_legal_data: false,
        fallback_professional: None,
        decisions: Decisions::default(),
    }
}

/// The treatment a source treatment became.
pub(crate) fn treatment(seed: &Path, payload: &str, columns: &str) -> Option<Uuid> {
    let row =
        EntityRow { canonical_uuid: "t", source_id: "t", source_system: "gesden", payload, raw_source_data: columns };
    let mut import = Import::new(context(Uuid::nil(), Uuid::nil()), destination::of(seed));
    let entity_type = EntityType::parse("treatment_catalog_item").expect("well-formed");
    import.map(&entity_type, &row, &mut Output::default());
    import.mappings().get("gesden", entity_type.as_str(), "t").map(|target| target.id)
}

/// Maps a file into the clinic whose rows are in `seed`.
pub(crate) fn of(file: &Path, seed: &Path) -> Imported {
    let records = records(file, seed);
    let names = names(&records, clinic(seed), admin(seed), seed);
    let aliases = records.iter().filter_map(|record| alias(record, &names)).collect();
    let mut by_table: HashMap<_, Vec<_>> = HashMap::new();
    for record in &records {
        by_table.entry(record.table()).or_default().push(as_json(record, &names));
    }
    Imported { tables: by_table, aliases }
}

/// What a file becomes in that clinic, in the order in which it is inserted.
pub(crate) fn records(file: &Path, seed: &Path) -> Vec<Record> {
    let tables = read(file);
    let mut import = Import::new(context(clinic(seed), admin(seed)), destination::of(seed));
    for (entity_type, rows) in tables.iter().filter(|(entity_type, _)| Import::PREPARED.contains(&entity_type.as_str()))
    {
        for row in rows {
            import.prepare(entity_type, &row.row());
        }
    }
    let mut output = Output::default();
    for (entity_type, rows) in &tables {
        for row in rows {
            import.map(entity_type, &row.row(), &mut output);
        }
        assert_eq!(import.accounting().of(entity_type).total(), rows.len() as u64, "{entity_type}");
    }
    import.finish(&mut output);
    output.records
}

/// The statement that inserts the job, which the importer's own rows refer to.
pub(crate) fn job(seed: &Path) -> String {
    format!(
        "INSERT INTO migration_import_jobs (id, clinic_id, created_by, original_filename, file_path, created_at, updated_at)
         VALUES ('{}', '{}', '{}', 'clinic.dpm', '', '{NOW}', '{NOW}');",
        JOB,
        clinic(seed),
        admin(seed),
    )
}

fn clinic(seed: &Path) -> Uuid {
    destination::id(&destination::rows(seed, "clinics")[0], "id")
}

fn admin(seed: &Path) -> Uuid {
    destination::id(&destination::rows(seed, "users")[0], "id")
}

/// What the golden rows call an id: `@patient:…` for what a source row became, `@seed:…` for what was there before.
fn names(records: &[Record], clinic: Uuid, admin: Uuid, seed: &Path) -> HashMap<Uuid, String> {
    let mut names = HashMap::from([
        (clinic, "@seed:clinics:Clinica Ref".to_owned()),
        (admin, "@seed:users:admin@example.com".to_owned()),
    ]);
    for row in destination::rows(seed, "treatment_categories") {
        names.insert(
            destination::id(&row, "id"),
            format!("@seed:treatment_categories:{}", row["key"].as_str().unwrap_or("")),
        );
    }
    for (position, row) in destination::rows(seed, "vat_types").iter().enumerate() {
        names.insert(destination::id(row, "id"), format!("@seed:vat_types:{position}"));
    }
    for record in records {
        if let Record::TreatmentCategory(category) = record {
            names.insert(category.id, "@new:treatment_categories".to_owned());
        }
        if let Record::ToothRecord(tooth) = record {
            names.insert(tooth.id, "@new:tooth_records".to_owned());
        }
        if let Record::TreatmentPlan(plan) = record {
            names.insert(plan.id, "@new:treatment_plans".to_owned());
        }
        if let Record::EntityMapping(mapping) = record {
            names
                .entry(mapping.dentalpin_id)
                .or_insert_with(|| format!("@{}:{}", mapping.entity_type, mapping.source_canonical_uuid));
        }
    }
    names
}

fn alias(record: &Record, names: &HashMap<Uuid, String>) -> Option<(String, String)> {
    let Record::EntityMapping(mapping) = record else { return None };
    let alias = format!("@{}:{}", mapping.entity_type, mapping.source_canonical_uuid);
    Some((alias, names.get(&mapping.dentalpin_id)?.clone()))
}

fn as_json(record: &Record, names: &HashMap<Uuid, String>) -> Map<String, Value> {
    let mut columns = record.columns().iter();
    let mut row = Map::new();
    record.bind(&mut |value| {
        let column = *columns.next().expect("as many columns as values");
        let value = match value {
            Bound::Null => Value::Null,
            Bound::Bool(value) => value.into(),
            Bound::Integer(value) => value.into(),
            Bound::Real(value) => value.into(),
            Bound::Text(value) => value.into(),
            Bound::Uuid(id) => names.get(&id).cloned().unwrap_or_else(|| id.to_string()).into(),
            Bound::Decimal(value) => json!(value.to_string().parse::<f64>().expect("a number")),
            Bound::Date(value) => value.to_string().into(),
            Bound::Timestamp(value) if value == NOW.parse().expect("an instant") => "<now>".into(),
            Bound::Timestamp(value) => value.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string().into(),
            Bound::Json(value) => {
                let mut value: Value = serde_json::from_str(value).expect("well-formed");
                name_ids(&mut value, names);
                value
            }
        };
        row.insert(column.to_owned(), value);
    });
    // A row that no source row is mapped to has no name of its own.
    if let Some(Value::String(id)) = row.get_mut("id")
        && !id.starts_with('@')
    {
        *id = format!("@new:{}", record.table());
    }
    row
}

/// Names the ids inside JSON.
fn name_ids(value: &mut Value, names: &HashMap<Uuid, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = text.parse().ok().and_then(|id: Uuid| names.get(&id)) {
                text.clone_from(name);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| name_ids(value, names)),
        _ => {}
    }
}
