//! `cargo xtask bench`.

use anyhow::Result;

/// Measures.
pub fn bench(_arguments: &[String]) -> Result<()> {
    anyhow::bail!("not measured yet")
}
