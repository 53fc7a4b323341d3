//! Imports, from the manifest to the clinic, through the routes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod batches;
mod changes;
mod decisions;
mod deleted;
mod description;
mod documents;
mod dry_run;
mod failure;
mod journey;
mod modules;
mod operations;
mod patients;
mod support;
mod undo;
mod verification;
