//! A manifest, parsed: what will be received, table by table, in the order of the integrity hash.

use api::job::{DeclaredEntities, Manifest};
use dpmf::batch::Table;
use dpmf::{EntityType, FormatVersion, Limits, LogicalHash};

/// What a checked manifest declares.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// The file's integrity hash.
    pub(crate) digest: LogicalHash,
    /// By name, as the hash walks them.
    pub(crate) types: Vec<DeclaredType>,
    files: u64,
    warnings: u64,
}

/// A row of `_entities`, checked.
#[derive(Clone, Debug)]
pub(crate) struct DeclaredType {
    pub(crate) entity_type: EntityType,
    pub(crate) rows: u64,
    pub(crate) schema_version: String,
}

impl Declared {
    /// Checks a manifest. The error says what is wrong with it.
    pub(crate) fn parse(manifest: &Manifest, limits: &Limits) -> Result<Self, String> {
        let digest: LogicalHash = manifest.digest.parse().map_err(|e: dpmf::Error| e.to_string())?;
        let format_version = manifest.meta.get("format_version").map(String::as_str);
        FormatVersion::gate(format_version).map_err(|e| e.to_string())?;
        if manifest.meta.get("integrity_hash").is_some_and(|declared| declared.parse().ok() != Some(digest)) {
            return Err("the digest is not the integrity hash the file declares".to_owned());
        }
        let declared = Self {
            digest,
            types: parse_types(&manifest.entities, limits)?,
            files: manifest.files,
            warnings: manifest.warnings,
        };
        if declared.checked_rows().is_none_or(|rows| rows > limits.rows) {
            return Err(format!("more than {} rows are declared", limits.rows));
        }
        Ok(declared)
    }

    /// The tables with rows, in the order in which they are hashed and sent.
    pub(crate) fn tables(&self) -> Vec<(Table, u64)> {
        let mut tables = vec![(Table::Entities, self.types.len() as u64)];
        tables.extend(self.types.iter().map(|t| (Table::Entity(t.entity_type.clone()), t.rows)));
        tables.extend([(Table::Files, self.files), (Table::Warnings, self.warnings)]);
        tables.retain(|(_, rows)| *rows > 0);
        tables
    }

    /// Rows declared for a table; none when it is not declared.
    pub(crate) fn rows_of(&self, table: &Table) -> u64 {
        match table {
            Table::Entities => self.types.len() as u64,
            Table::Entity(name) => self.types.iter().find(|t| t.entity_type == *name).map_or(0, |t| t.rows),
            Table::Files => self.files,
            Table::Warnings => self.warnings,
        }
    }

    /// Rows of entities.
    pub(crate) fn entities(&self) -> u64 {
        self.types.iter().map(|t| t.rows).sum()
    }

    /// Rows of all tables.
    pub(crate) fn rows(&self) -> u64 {
        self.types.len() as u64 + self.entities() + self.files + self.warnings
    }

    fn checked_rows(&self) -> Option<u64> {
        let counts = self.types.iter().map(|t| t.rows).chain([self.files, self.warnings]);
        counts.into_iter().try_fold(self.types.len() as u64, u64::checked_add)
    }
}

fn parse_types(entities: &[DeclaredEntities], limits: &Limits) -> Result<Vec<DeclaredType>, String> {
    if entities.len() as u64 > limits.entity_types {
        return Err(format!("more than {} entity types are declared", limits.entity_types));
    }
    let mut types = Vec::with_capacity(entities.len());
    for entity in entities {
        let entity_type = EntityType::parse(&entity.entity_type).map_err(|e| e.to_string())?;
        FormatVersion::gate_schema(&entity_type, &entity.schema_version).map_err(|e| e.to_string())?;
        types.push(DeclaredType { entity_type, rows: entity.row_count, schema_version: entity.schema_version.clone() });
    }
    types.sort_by(|a, b| a.entity_type.cmp(&b.entity_type));
    match types.windows(2).find(|pair| pair[0].entity_type == pair[1].entity_type) {
        Some(pair) => Err(format!("{} is declared twice", pair[0].entity_type)),
        None => Ok(types),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;

    use super::*;

    fn manifest(entities: &[(&str, u64)]) -> Manifest {
        Manifest {
            clinic_id: Uuid::nil(),
            file_name: "clinic.dpm".to_owned(),
            file_size: 1,
            meta: BTreeMap::from([("format_version".to_owned(), "0.1.0".to_owned())]),
            entities: entities
                .iter()
                .map(|(name, rows)| DeclaredEntities {
                    entity_type: (*name).to_owned(),
                    row_count: *rows,
                    schema_version: "0.1.0".to_owned(),
                })
                .collect(),
            files: 2,
            warnings: 0,
            digest: "ab".repeat(32),
        }
    }

    #[test]
    fn tables_come_in_the_order_of_the_hash_without_empty_ones() {
        let declared =
            Declared::parse(&manifest(&[("payment", 3), ("patient_alert", 0), ("patient", 5)]), &Limits::default())
                .expect("valid");
        let tables: Vec<_> = declared.tables().iter().map(|(t, rows)| (t.name().to_owned(), *rows)).collect();
        let expected = [("_entities", 3), ("patient", 5), ("payment", 3), ("_files", 2)];
        assert_eq!(tables, expected.map(|(name, rows)| (name.to_owned(), rows)));
        assert_eq!((declared.entities(), declared.rows()), (8, 13));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |change: &dyn Fn(&mut Manifest)| {
            let mut manifest = manifest(&[("patient", 1)]);
            change(&mut manifest);
            Declared::parse(&manifest, &Limits::default()).is_err()
        };
        assert!(!refused(&|_| {}));
        assert!(refused(&|m| m.digest = "PENDING".to_owned()));
        assert!(refused(&|m| drop(m.meta.insert("format_version".to_owned(), "1.0.0".to_owned()))));
        assert!(refused(&|m| m.meta.clear()));
        assert!(refused(&|m| m.entities[0].schema_version = "1.0.0".to_owned()));
        assert!(refused(&|m| drop(m.meta.insert("integrity_hash".to_owned(), "cd".repeat(32)))));
        assert!(refused(&|m| m.entities[0].entity_type = "Patient; DROP".to_owned()));
        assert!(refused(&|m| m.entities.push(m.entities[0].clone())));
        assert!(refused(&|m| m.entities[0].row_count = u64::MAX));
        assert!(refused(&|m| m.files = u64::MAX));
    }
}
