//! Accounts, sign-in, protection and patients, through the router.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod backup;
mod dentalpin;
mod patients;
mod process;
mod protection;
mod settings;
mod setup;
mod sign_in;
mod support;
