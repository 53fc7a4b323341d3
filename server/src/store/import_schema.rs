//! The importer's own tables.

/// What creates them.
pub const STATEMENTS: &str = include_str!("../../migrations/0003_import.sql");
