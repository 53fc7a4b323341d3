//! What browser, command line and server say to each other: types only.
//!
//! Paths and their meaning are in `docs/wire.md`. Times are ISO 8601 with offset, money is a decimal string.

pub mod account;
pub mod audit;
pub mod changes;
pub mod clinic;
pub mod decisions;
pub mod document;
pub mod envelope;
pub mod job;
pub mod member;
pub mod module;
pub mod patient;
pub mod problem;
pub mod undo;

pub use envelope::{Item, Page};
pub use problem::{Problem, ProblemCode};
