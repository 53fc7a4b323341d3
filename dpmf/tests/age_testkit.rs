//! The age test kit (`vectors/README.md`): what is locked with a passphrase opens or fails as the kit says; what is not
//! is refused.
#![cfg(feature = "open")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop where it likes")]

use std::collections::BTreeMap;
use std::path::Path;

use dpmf::envelope::age::decrypt;
use dpmf::passphrase::Passphrase;
use dpmf::progress::Silent;
use dpmf::{Error, Limits};
use sha2::{Digest as _, Sha256};

/// A vector: what its comment says, then the file.
struct Vector {
    name: String,
    says: BTreeMap<String, String>,
    file: Vec<u8>,
}

fn vectors() -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/age");
    let entries = std::fs::read_dir(folder).expect("the vectors");
    let vectors = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a vector");
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").expect("a comment");
        let comment = String::from_utf8(bytes[..end].to_vec()).expect("text");
        let says = comment.lines().filter_map(|line| line.split_once(": "));
        Vector {
            name: path.file_name().expect("a name").to_string_lossy().into_owned(),
            says: says.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
            file: bytes[end + 2..].to_vec(),
        }
    });
    vectors.collect()
}

impl Vector {
    fn open(&self) -> Result<Vec<u8>, Error> {
        let passphrase = self.says.get("passphrase").map_or("password", String::as_str);
        let armored = self.file.starts_with(b"-----BEGIN");
        decrypt(&self.file, armored, &Passphrase::new(passphrase.to_owned()), &Limits::default(), &mut Silent)
    }
}

#[test]
fn files_locked_with_a_passphrase() {
    let mut opened = 0;
    let vectors = vectors();
    for vector in vectors.iter().filter(|vector| vector.says.contains_key("passphrase")) {
        let (name, result) = (&vector.name, vector.open());
        match vector.says["expect"].as_str() {
            "success" => {
                let digest = Sha256::digest(result.expect(name));
                let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
                assert_eq!(digest, vector.says["payload"], "{name}");
                opened += 1;
            }
            "no match" if name == "scrypt_uppercase" => {
                // SCRYPT is not scrypt: to us, a file locked for something else.
                assert!(matches!(result, Err(Error::BadEnvelope { .. })), "{name}: {result:?}");
            }
            "no match" => assert!(matches!(result, Err(Error::WrongPassphraseOrDamaged)), "{name}: {result:?}"),
            "header failure" if name == "scrypt_work_factor_23" => {
                assert!(matches!(result, Err(Error::OverLimit { found: 23, limit: 20, .. })), "{name}: {result:?}");
            }
            "header failure" => assert!(matches!(result, Err(Error::BadEnvelope { .. })), "{name}: {result:?}"),
            other => panic!("{name}: {other} is not looked at"),
        }
    }
    assert_eq!(opened, 1);
}

#[test]
fn everything_else_is_refused() {
    let vectors = vectors();
    let others: Vec<_> = vectors.iter().filter(|vector| !vector.says.contains_key("passphrase")).collect();
    assert!(others.len() > 70);
    for vector in others {
        let result = vector.open();
        let refused = matches!(result, Err(Error::BadEnvelope { .. } | Error::Truncated { .. }));
        assert!(refused, "{}: {result:?}", vector.name);
    }
}
