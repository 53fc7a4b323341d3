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

/// What of it goes into the invoice.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) data: Option<Json>,
    pub(super) document_hash: Option<Box<str>>,
    pub(super) previous_hash: Option<Box<str>>,
}

impl<'a> Legal<'a> {
    pub(in crate::money) fn read(fields: &mut Fields<'a>) -> Self {
        Self(FIELDS.iter().filter_map(|name| Some((*name, fields.text(name)?))).collect())
    }

    /// Keeps it when the admin wants it and DentalPin has somewhere for it; else says so. The archive has it either
    /// way.
    pub(super) fn keep(&self, row: &mut Row<'_>, has_verifactu: bool, country: Option<&str>) -> Kept {
        if self.0.is_empty() {
            return Kept::default();
        }
        row.keep_source();
        let fields = self.0.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        if !has_verifactu {
            row.warn(&kinds::LEGAL_SKIPPED, [("fields", &fields)]);
            return Kept::default();
        }
        if !row.context.import_legal_data {
            row.warn(&kinds::LEGAL_OPT_OUT, [("fields", &fields)]);
            return Kept::default();
        }
        let country = country.unwrap_or(if self.get("atcud").is_some() { "PT" } else { "ES" });
        Kept {
            data: Some(self.as_json(row, country)),
            document_hash: self.hash("legal_hash").or_else(|| self.hash("hash")),
            previous_hash: self.hash("previous_hash"),
        }
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
