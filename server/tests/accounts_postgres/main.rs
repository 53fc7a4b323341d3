//! What `accounts` tests, on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

#[path = "../accounts/backup.rs"]
mod backup;
#[path = "../accounts/patients.rs"]
mod patients;
#[path = "../accounts/process.rs"]
mod process;
#[path = "../accounts/protection.rs"]
mod protection;
#[path = "../accounts/settings.rs"]
mod settings;
#[path = "../accounts/setup.rs"]
mod setup;
#[path = "../accounts/sign_in.rs"]
mod sign_in;
#[path = "../accounts/support.rs"]
mod support;
