//! The format's own test vectors: envelopes to the byte, hashes to the digit.
#![cfg(feature = "write")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use common::{connect, image_from, open_and_check};
use dpmf::Limits;
use dpmf::compression::decompress_image;
use dpmf::envelope::dpme::{Header, Inner, decrypt_in_place};
use dpmf::progress::Silent;

const A: &str = "44504d45b40000007b2276223a20312c20226b6466223a2022736372797074222c20226b64665f706172616d73223a207b226e223a203133313037322c202272223a20382c202270223a20312c202273616c74223a202241414543417751464267634943516f4c4441304f44773d3d227d2c2022636970686572223a20224145532d3235362d47434d222c20226976223a20226f4b47696f36536c7071656f71617172222c2022696e6e65725f6c61796f7574223a2022726177227d0d3ded2ef9a5ba399f6e30d13427f4f0ee9e9c6943133d0a6f843a5a74aa6741";
const B: &str = "44504d45a20000007b2276223a312c226b6466223a22736372797074222c226b64665f706172616d73223a7b226e223a3133313037322c2272223a382c2270223a312c2273616c74223a2241414543417751464267634943516f4c4441304f44773d3d227d2c22636970686572223a224145532d3235362d47434d222c226976223a226f4b47696f36536c7071656f71617172222c22696e6e65725f6c61796f7574223a22726177227deab695bbcb2a1cdb6fc3af3815c01303bcb1fbf30ee88860985e51bdeded986a";
const C: &str = "44504d45b50000007b2276223a20312c20226b6466223a2022736372797074222c20226b64665f706172616d73223a207b226e223a203133313037322c202272223a20382c202270223a20312c202273616c74223a202241414543417751464267634943516f4c4441304f44773d3d227d2c2022636970686572223a20224145532d3235362d47434d222c20226976223a20226f4b47696f36536c7071656f71617172222c2022696e6e65725f6c61796f7574223a20227a737464227d61d88f95f9c15e4aeb0a16f91173efe77e47220c3972f4e88c21fa88860f79fd6df190830f83d206ab";

fn hex(text: &str) -> Vec<u8> {
    let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16));
    bytes.collect::<Result<_, _>>().expect("hexadecimal")
}

/// Decrypts a vector; returns its key, its content and what the header says of it.
fn decrypt(vector: &str, passphrase: &str) -> (Vec<u8>, Vec<u8>, Inner) {
    let file = hex(vector);
    let (header, offset) = Header::parse(&file, &Limits::default()).expect("a header");
    let key = header.derive_key(passphrase).expect("a key");
    let mut payload = file[offset..].to_vec();
    decrypt_in_place(&header, &key, &mut payload).expect("the right key");
    (key.as_bytes().to_vec(), payload, header.inner())
}

#[test]
fn envelope_with_spaces_in_its_header() {
    let (key, content, inner) = decrypt(A, "correct horse battery staple");
    assert_eq!(key, hex("1b2946da71f41179e83b99dc33842d15741b87c4121c8c7f3781c1df864fb58b"));
    assert_eq!(content, b"DPMF test vector");
    assert_eq!(inner, Inner::Raw);
}

#[test]
fn envelope_with_a_compact_header_and_an_accented_passphrase() {
    let (key, content, inner) = decrypt(B, "contrase\u{f1}a-\u{f1}");
    assert_eq!(key, hex("9da3437187677f0edd76d284abdef9bc3253108b0e9af1462faf419724afc605"));
    assert_eq!(content, b"DPMF test vector");
    assert_eq!(inner, Inner::Raw);
}

#[test]
fn envelope_around_compressed_content() {
    let (_, content, inner) = decrypt(C, "correct horse battery staple");
    assert_eq!(content, hex("28b52ffd201081000044504d46207465737420766563746f72"));
    assert_eq!(inner, Inner::Zstd);
    let content = decompress_image(&content, &Limits::default(), &mut Silent).expect("a frame");
    assert_eq!(content, b"DPMF test vector");
}

#[test]
fn a_wrong_passphrase_leaves_the_ciphertext_for_the_right_one() {
    let file = hex(A);
    let (header, offset) = Header::parse(&file, &Limits::default()).expect("a header");
    let mut payload = file[offset..].to_vec();
    let wrong = header.derive_key("wrong").expect("a key");
    let refused = decrypt_in_place(&header, &wrong, &mut payload).expect_err("the wrong key");
    assert_eq!(refused.code(), "passphrase.wrong_or_damaged");
    let right = header.derive_key("correct horse battery staple").expect("a key");
    decrypt_in_place(&header, &right, &mut payload).expect("the right key");
    assert_eq!(payload, b"DPMF test vector");
}

/// An image with the standard tables and rows of one's own.
fn image(rows: &str, digest: &str) -> Vec<u8> {
    let connection = connect(&dpmf::writer::Writer::in_memory().unwrap().finish_image(&common::meta()).unwrap());
    let tables: String = ["patient", "center"]
        .map(|name| {
            format!(
                "CREATE TABLE {name} (canonical_uuid TEXT PRIMARY KEY, source_id TEXT NOT NULL, source_system TEXT NOT NULL,
                    payload TEXT NOT NULL, raw_source_data TEXT NOT NULL, extracted_at TEXT NOT NULL);"
            )
        })
        .concat();
    connection.execute_batch(&tables).expect("tables");
    connection.execute_batch(rows).expect("rows");
    connection.execute("INSERT OR REPLACE INTO _meta VALUES ('integrity_hash', ?1)", [digest]).expect("a hash");
    image_from(&connection)
}

#[test]
fn hash_of_one_row() {
    let digest = "8a8fe0a3d124f1c89e11c2d943b9cfe8d30d4cfb0714e6d468cc450dcda30c0e";
    let image = image(
        r#"INSERT INTO _entities VALUES ('patient', 1, '0.1.0');
        INSERT INTO patient VALUES ('uuid-1', '1', 'gesden', '{"given_name":"Ana","family_name":"Lopez","sex":"female"}',
            '{"Nombre":"Ana","Apellidos":"Lopez"}', '');"#,
        digest,
    );
    assert_eq!(open_and_check(&image).expect("it matches").digest.to_string(), digest);
}

#[test]
fn hash_of_all_tables_with_nulls_and_accents() {
    let digest = "2281a50ee62f3726aea339745f5a4425452e803af6e6e90d4bcac7f4fd424224";
    let image = image(
        r#"INSERT INTO _entities VALUES ('patient', 2, '0.1.0'), ('center', 1, '0.1.0');
        INSERT INTO center VALUES ('01486a67-5c4a-57cf-9c6b-f0b03da6273e', 'C1', 'gesden', '{"name": "Clínica Ñandú"}', '{}', '');
        INSERT INTO patient VALUES
            ('d01c9bb2-f14c-51e1-b86f-cdf3272ea809', '2', 'gesden', '{"given_name":"Joan","family_name":null}', '{}', ''),
            ('c5a1e3ab-203b-5258-bd1e-aa0505bb9fc4', '1', 'gesden', '{"given_name": "Ana", "family_name": "López"}', '{"IdCli": 7}', '');
        INSERT INTO _files VALUES
            ('84b0cf13-6fa5-5a8a-b06a-69f3e5040558', 'patient_document', '84b0cf13-6fa5-5a8a-b06a-69f3e5040558', 'RX/1/pano.jpg', 5,
                '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', 'image/jpeg'),
            ('2b66d383-cb3f-57f8-8d6f-f217d426b7a7', 'patient_document', '2b66d383-cb3f-57f8-8d6f-f217d426b7a7',
                'RX/1/perdida.jpg', NULL, NULL, NULL);
        INSERT INTO _warnings VALUES
            (1, NULL, NULL, 'info', 'extract.note', 'Extracción parcial', NULL),
            (2, 'patient', '2', 'warn', 'patient.no_surname', 'sin apellidos', '{"a": 1}');"#,
        digest,
    );
    let checked = open_and_check(&image).expect("it matches");
    assert_eq!(checked.digest.to_string(), digest);
    assert_eq!((checked.files.total, checked.files.without_sha256, checked.files.declared_bytes), (2, 1, 5));
    assert_eq!(checked.extractor_warnings.len(), 2);
    assert!(checked.dangling.iter().any(|found| found.entity_type == "_files" && found.count == 2));
}

#[test]
fn hash_of_nothing() {
    let image = dpmf::writer::Writer::in_memory().unwrap().finish_image(&common::meta()).unwrap();
    let digest = open_and_check(&image).expect("it matches").digest.to_string();
    assert_eq!(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
