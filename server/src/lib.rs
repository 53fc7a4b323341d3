//! The server: accounts and clinics, import jobs, staging, verification, loading; and the web app it carries inside.
//!
//! `http` is the way in, `import` the machine, `store` the database. Nothing here can open a `.dpm` file.

pub mod accounts;
mod audit;
mod backup;
pub mod config;
pub mod documents;
pub mod http;
pub mod import;
mod modules;
pub mod setup;
pub mod state;
pub mod store;

pub use config::Config;
pub use state::{App, Shared};
