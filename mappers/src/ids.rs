//! Ids of what an import creates: UUIDs (version 5) of where it comes from, so that two runs give equal rows
//! (`docs/mapping/README.md#ids`).

use sha1::{Digest as _, Sha1};
use uuid::{Builder, Uuid};

/// Namespace of everything Puente names. Changing it would make every earlier import look like another one.
const NAMESPACE: Uuid = Uuid::from_u128(0x7a52_16de_9a0f_5b51_8a6e_3f1c_d02b_94e7);

/// The ids of one source row: one for each part of the clinic it becomes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowIds(Uuid);

impl RowIds {
    pub(crate) fn new(clinic: Uuid, source_system: &str, entity_type: &str, canonical_uuid: &str) -> Self {
        // No part can contain the separator: NUL in a name would only make one row's ids depend on the other's text.
        let name =
            [clinic.as_bytes().as_slice(), source_system.as_bytes(), entity_type.as_bytes(), canonical_uuid.as_bytes()];
        Self(named(NAMESPACE, &name.join(&0)))
    }

    /// The id of a part, such as `note`.
    pub(crate) fn part(self, part: &str) -> Uuid {
        named(self.0, part.as_bytes())
    }
}

/// The id under which a row is known whatever its canonical uuid looks like: the uuid itself when it is one, spelled
/// as UUIDs are, or else a UUID made from the text.
pub(crate) fn key(canonical_uuid: &str) -> Uuid {
    let mut buffer = Uuid::encode_buffer();
    match Uuid::try_parse_ascii(canonical_uuid.as_bytes()) {
        Ok(uuid) if uuid.hyphenated().encode_lower(&mut buffer) == canonical_uuid => uuid,
        _ => named(NAMESPACE, canonical_uuid.as_bytes()),
    }
}

/// Eight bytes for a text, the same everywhere.
pub(crate) fn short(text: &str) -> u64 {
    named(NAMESPACE, text.as_bytes()).as_u64_pair().1
}

/// A UUID of version 5. Every row needs several: this hash uses the processor's instructions for it, `uuid`'s does not.
fn named(namespace: Uuid, name: &[u8]) -> Uuid {
    let digest: [u8; 20] = Sha1::new().chain_update(namespace).chain_update(name).finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

/// The canonical uuid as a column of `width` characters holds it: itself, or its [`key`] when it would not fit.
pub(crate) fn stored(canonical_uuid: &str, width: usize) -> Box<str> {
    if canonical_uuid.len() <= width && !canonical_uuid.contains('\0') {
        canonical_uuid.into()
    } else {
        key(canonical_uuid).to_string().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_version_5() {
        for name in ["", "budget", &"ñ".repeat(200)] {
            assert_eq!(named(NAMESPACE, name.as_bytes()), Uuid::new_v5(&NAMESPACE, name.as_bytes()));
        }
    }

    #[test]
    fn a_stored_uuid_is_found_again() {
        let long = "x".repeat(100);
        for text in [
            "c5a1e3ab-203b-5258-bd1e-aa0505bb9fc4",
            "uuid-1",
            "",
            "C5A1E3AB-203B-5258-BD1E-AA0505BB9FC4",
            &long,
            "a\0b",
        ] {
            assert_eq!(key(&stored(text, 64)), key(text), "{text:?}");
        }
    }

    #[test]
    fn every_component_matters() {
        let of =
            |clinic, system, entity, uuid, part| RowIds::new(Uuid::from_u128(clinic), system, entity, uuid).part(part);
        let one = of(1, "gesden", "patient", "u", "row");
        assert_eq!(one, of(1, "gesden", "patient", "u", "row"));
        for other in [
            of(2, "gesden", "patient", "u", "row"),
            of(1, "other", "patient", "u", "row"),
            of(1, "gesden", "client", "u", "row"),
            of(1, "gesden", "patient", "v", "row"),
            of(1, "gesden", "patient", "u", "note"),
        ] {
            assert_ne!(one, other);
        }
    }
}
