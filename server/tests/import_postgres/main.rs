//! What `import` tests, on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../import/access.rs"]
mod access;
#[path = "../import/batches.rs"]
mod batches;
#[path = "../import/changes.rs"]
mod changes;
mod cluster;
#[path = "../import/decisions.rs"]
mod decisions;
#[path = "../import/deleted.rs"]
mod deleted;
#[path = "../import/description.rs"]
mod description;
#[path = "../import/documents.rs"]
mod documents;
#[path = "../import/dry_run.rs"]
mod dry_run;
#[path = "../import/failure.rs"]
mod failure;
#[path = "../import/journey.rs"]
mod journey;
#[path = "../import/modules.rs"]
mod modules;
#[path = "../import/operations.rs"]
mod operations;
#[path = "../import/patients.rs"]
mod patients;
#[path = "../import/support.rs"]
mod support;
#[path = "../import/undo.rs"]
mod undo;
#[path = "../import/verification.rs"]
mod verification;
