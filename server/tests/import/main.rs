//! Imports, from the manifest to the clinic, through the routes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod at_once;
mod batches;
mod bucket;
mod changes;
mod decisions;
mod deleted;
mod description;
mod documents;
mod dry_run;
mod events;
mod expiry;
mod failure;
mod journey;
mod keeping;
mod meanwhile;
mod modules;
mod money;
mod operations;
mod parents;
mod patients;
mod support;
mod undo;
mod undo_references;
mod verification;
