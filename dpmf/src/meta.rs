//! What a file says of itself: the `_meta` table.

use serde::{Deserialize, Serialize};

/// The `_meta` table. Everything is optional until the format gate has looked at it; unknown keys are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meta {
    /// Version of the format, such as `0.1.0`.
    pub format_version: Option<String>,
    /// The program the clinic is leaving, such as `gesden`.
    pub source_system: Option<String>,
    /// Version of the extractor's adapter for that program.
    pub source_adapter_version: Option<String>,
    /// Fingerprint of the source's database schema.
    pub source_schema_fingerprint: Option<String>,
    /// The extractor.
    pub exporter_tool: Option<String>,
    /// The extractor's version.
    pub exporter_version: Option<String>,
    /// When the file was extracted, ISO 8601.
    pub exported_at: Option<String>,
    /// The source's name for the clinic. For display only: it never decides where data goes.
    pub tenant_label: Option<String>,
    /// Algorithm of the integrity hash; only `sha256` is known.
    pub integrity_hash_algo: Option<String>,
    /// The declared integrity hash.
    pub integrity_hash: Option<String>,
}

impl Meta {
    /// Sets the value of a key of the `_meta` table; unknown keys are ignored.
    pub fn set(&mut self, key: &str, value: String) {
        let field = match key {
            "format_version" => &mut self.format_version,
            "source_system" => &mut self.source_system,
            "source_adapter_version" => &mut self.source_adapter_version,
            "source_schema_fingerprint" => &mut self.source_schema_fingerprint,
            "exporter_tool" => &mut self.exporter_tool,
            "exporter_version" => &mut self.exporter_version,
            "exported_at" => &mut self.exported_at,
            "tenant_label" => &mut self.tenant_label,
            "integrity_hash_algo" => &mut self.integrity_hash_algo,
            "integrity_hash" => &mut self.integrity_hash,
            _ => return,
        };
        *field = Some(value);
    }
}
