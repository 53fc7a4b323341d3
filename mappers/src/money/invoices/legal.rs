//! What tax law hangs on an invoice: hashes, ATCUD, QR (`docs/mapping/invoices.md#legal`).
//!
//! Kept as evidence and never recomputed, signed again, or fed into the numbering of new invoices.

use std::borrow::Cow;

use crate::json;
use crate::record::Json;
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

/// Fields of a `fiscal_document`.
const FIELDS: [&str; 6] = ["legal_hash", "hash", "hash_control", "previous_hash", "atcud", "qr_code"];

/// Those of them that a document has, verbatim.
pub(in crate::money) struct Legal<'a>(Vec<(&'static str, Cow<'a, str>)>);

/// What of it goes into the invoice, by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LegalData {
    /// All of it.
    pub compliance_data: Option<Json>,
    /// What the document was signed with.
    pub document_hash: Option<Box<str>>,
    /// What the document before it was signed with.
    pub previous_hash: Option<Box<str>>,
}

impl<'a> Legal<'a> {
    pub(in crate::money) fn read(fields: &mut Fields<'a>) -> Self {
        Self(FIELDS.iter().filter_map(|name| Some((*name, fields.text(name)?))).collect())
    }

    /// Keeps it when the admin wants it and DentalPin has somewhere for it; else says so. The archive has it either
    /// way.
    pub(super) fn keep(&self, row: &mut Row<'_>, has_verifactu: bool, country: Option<&str>) -> LegalData {
        if self.is_empty() {
            return LegalData::default();
        }
        row.keep_source();
        let kind = match (has_verifactu, row.context.import_legal_data) {
            (true, true) => return self.as_kept(row, country),
            (false, _) => &kinds::LEGAL_SKIPPED,
            (true, false) => &kinds::LEGAL_OPT_OUT,
        };
        row.warn(kind, [("fields", &self.fields())]);
        LegalData::default()
    }

    /// As the invoice of a row has it.
    pub(super) fn as_kept(&self, row: &Row<'_>, country: Option<&str>) -> LegalData {
        let country = country.unwrap_or(if self.get("atcud").is_some() { "PT" } else { "ES" });
        LegalData {
            compliance_data: Some(self.as_json(row, country)),
            document_hash: self.hash("legal_hash").or_else(|| self.hash("hash")),
            previous_hash: self.hash("previous_hash"),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of its fields, as warnings have them.
    pub(super) fn fields(&self) -> String {
        self.0.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// What the document was signed with.
    pub(super) fn own_hash(&self) -> Option<&str> {
        self.get("legal_hash").or_else(|| self.get("hash"))
    }

    /// What the document before it was signed with.
    pub(super) fn previous_hash(&self) -> Option<&str> {
        self.get("previous_hash")
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| &**text)
    }

    /// A SHA-256 as its column holds it, in the source's own spelling.
    fn hash(&self, name: &str) -> Option<Box<str>> {
        let is_hash = |text: &&str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        self.get(name).filter(is_hash).map(Into::into)
    }

    fn as_json(&self, row: &Row<'_>, country: &str) -> Json {
        let mut fields: Vec<_> =
            self.0.iter().map(|(name, text)| format!(r#""{name}": {}"#, json::quoted(text))).collect();
        fields.push(format!(r#""source_system": {}"#, json::quoted(row.source.source_system)));
        fields.push(format!(r#""source_id": {}"#, json::quoted(&row.source_id())));
        Json::known(format!(r#"{{{}: {{"imported": {{{}}}}}}}"#, json::quoted(country), fields.join(", ")))
    }
}
