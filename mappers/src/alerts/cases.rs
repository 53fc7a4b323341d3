//! What receptions type, and what is understood.
//!
//! `allergy? x` is an allergy for review; `thinner x` a drug that thins the blood; `[20 mg]` its dose, `(c/8h)` how often;
//! nothing where nothing is said of the patient's health, or it is denied. What is for the front desk is `desk`.

mod french;
mod portuguese;
mod spanish;

pub(super) use french::FRENCH;
pub(super) use portuguese::PORTUGUESE;
pub(super) use spanish::SPANISH;
