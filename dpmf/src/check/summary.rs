//! What the file says beside its entities: the files that travel separately, and the extractor's warnings.

use std::collections::BTreeMap;

use super::references::Index;
use super::{Dangling, FilesSummary, WarningGroup};
use crate::container::Row;
use crate::entity::EntityType;
use crate::row::{FileRow, WarningRow};

/// Groups of warnings kept apart. A well-meant file has a few dozen.
const GROUPS: usize = 1000;
/// Characters kept of an example.
const EXAMPLE_CHARS: usize = 200;
/// The code of the group that takes what comes after.
const OTHER: &str = "other";

#[derive(Default)]
pub(super) struct Summary {
    files: FilesSummary,
    orphans: u64,
    groups: BTreeMap<(String, String, Option<String>), (u64, String)>,
}

impl Summary {
    /// Takes note of a row; those of entity tables leave nothing here.
    pub(super) fn add(&mut self, row: &Row<'_>, index: &Index) {
        match row {
            Row::File(row) => self.add_file(row, index),
            Row::Warning(row) => self.add_warning(row),
            Row::EntityCount(_) | Row::Entity(_) => {}
        }
    }

    fn add_file(&mut self, row: &FileRow<'_>, index: &Index) {
        self.files.total += 1;
        self.files.without_sha256 += u64::from(row.sha256.is_none());
        let bytes = row.declared_size_bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0);
        self.files.declared_bytes = self.files.declared_bytes.saturating_add(bytes);
        let parent = EntityType::parse(row.parent_entity_type);
        self.orphans += u64::from(!parent.is_ok_and(|parent| index.has(&parent, row.parent_canonical_uuid)));
    }

    fn add_warning(&mut self, row: &WarningRow<'_>) {
        let mut key = (row.code.to_owned(), row.severity.to_owned(), row.entity_type.map(str::to_owned));
        if self.groups.len() >= GROUPS && !self.groups.contains_key(&key) {
            key = (OTHER.to_owned(), row.severity.to_owned(), None);
        }
        let example = || (0, row.message.chars().take(EXAMPLE_CHARS).collect());
        self.groups.entry(key).or_insert_with(example).0 += 1;
    }

    /// The summary of `_files`, the groups of `_warnings`, and the files whose entity is not there.
    pub(super) fn finish(self) -> (FilesSummary, Vec<WarningGroup>, Option<Dangling>) {
        let groups = self.groups.into_iter().map(|((code, severity, entity_type), (count, example))| WarningGroup {
            code,
            severity,
            entity_type,
            count,
            example,
        });
        let orphans = (self.orphans > 0).then(|| Dangling {
            entity_type: "_files".to_owned(),
            field: "parent_canonical_uuid".to_owned(),
            count: self.orphans,
        });
        (self.files, groups.collect(), orphans)
    }
}
