//! What `import` tests, on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../import/access.rs"]
mod access;
#[path = "../import/agents.rs"]
mod agents;
#[path = "../import/at_once.rs"]
mod at_once;
#[path = "../import/batches.rs"]
mod batches;
#[path = "../import/changes.rs"]
mod changes;
mod cluster;
mod conflicts;
#[path = "../import/decisions.rs"]
mod decisions;
#[path = "../import/deleted.rs"]
mod deleted;
mod dentalpin;
mod dentalpin_documents;
#[path = "../import/description.rs"]
mod description;
#[path = "../import/documents.rs"]
mod documents;
#[path = "../import/dry_run.rs"]
mod dry_run;
#[path = "../import/events.rs"]
mod events;
#[path = "../import/expiry.rs"]
mod expiry;
#[path = "../import/failure.rs"]
mod failure;
#[path = "../import/journey.rs"]
mod journey;
#[path = "../import/keeping.rs"]
mod keeping;
#[path = "../import/legal.rs"]
mod legal;
#[path = "../import/limits.rs"]
mod limits;
#[path = "../import/meanwhile.rs"]
mod meanwhile;
#[path = "../import/module_tables.rs"]
mod module_tables;
#[path = "../import/modules.rs"]
mod modules;
#[path = "../import/money.rs"]
mod money;
#[path = "../import/operations.rs"]
mod operations;
#[path = "../import/parents.rs"]
mod parents;
#[path = "../import/patients.rs"]
mod patients;
#[path = "../import/sent.rs"]
mod sent;
mod shared_tables;
#[path = "../import/support.rs"]
mod support;
#[path = "../import/undo.rs"]
mod undo;
#[path = "../import/undo_fields.rs"]
mod undo_fields;
#[path = "../import/undo_references.rs"]
mod undo_references;
#[path = "../import/verification.rs"]
mod verification;
