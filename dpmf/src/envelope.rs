//! Envelopes: the encrypted layers.

pub mod age;
pub mod dpme;
