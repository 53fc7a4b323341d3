//! Files cut short or changed are refused with the right error, wherever it happened, and never with a panic.
#![cfg(feature = "write")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use common::{LOG_N, PASSPHRASE, image_of, open_and_check};
use dpmf::error::Layer;
use dpmf::writer::{Layering, Lock, wrap};
use dpmf::{Error, LogicalHash};
use proptest::prelude::*;

fn file(compressed: bool, lock: Option<Lock<'_>>) -> Vec<u8> {
    wrap(&image_of(3), Layering { compressed, lock }).expect("a file")
}

fn dpme() -> Vec<u8> {
    file(true, Some(Lock::Dpme { passphrase: PASSPHRASE, log_n: LOG_N }))
}

fn age(armored: bool) -> Vec<u8> {
    file(true, Some(Lock::Age { passphrase: PASSPHRASE, log_n: LOG_N, armored }))
}

fn digest() -> LogicalHash {
    open_and_check(&image_of(3)).expect("valid").digest
}

/// Lengths to cut a file to: all near its ends, and many between.
fn cuts(length: usize) -> impl Iterator<Item = usize> {
    (0..length).filter(move |at| *at < 400 || length - at < 40 || at % 61 == 0)
}

#[test]
fn a_database_cut_short() {
    let whole = file(false, None);
    for at in cuts(whole.len()) {
        let refused = open_and_check(&whole[..at]).expect_err("cut short");
        match refused {
            Error::Empty => assert_eq!(at, 0),
            Error::Truncated { layer: Layer::Sqlite, at: reported } => assert_eq!(reported, at as u64),
            other => panic!("cut at {at}: {other}"),
        }
    }
}

#[test]
fn compressed_data_cut_short() {
    let whole = file(true, None);
    for at in cuts(whole.len()).skip(1) {
        let refused = open_and_check(&whole[..at]).expect_err("cut short");
        assert!(matches!(refused, Error::Truncated { layer: Layer::Zstd, .. }), "cut at {at}: {refused}");
    }
}

#[test]
fn a_dpme_file_cut_short() {
    let whole = dpme();
    let header = 8 + u32::from_le_bytes([whole[4], whole[5], whole[6], whole[7]]) as usize;
    for at in cuts(whole.len()).skip(1).filter(|at| at % 7 == 0 || *at < 40 || at.abs_diff(header) < 40) {
        let refused = open_and_check(&whole[..at]).expect_err("cut short");
        if at < header + 16 {
            assert!(matches!(refused, Error::Truncated { layer: Layer::Dpme, .. }), "cut at {at}: {refused}");
        } else {
            assert!(matches!(refused, Error::WrongPassphraseOrDamaged), "cut at {at}: {refused}");
        }
    }
}

#[test]
fn an_age_file_cut_short() {
    for armored in [false, true] {
        let whole = age(armored);
        for at in cuts(whole.len() - 1).skip(1).filter(|at| at % 7 == 0 || *at < 300) {
            let refused = open_and_check(&whole[..at]).expect_err("cut short");
            // Within its last part, a cut looks like a change.
            let told = matches!(refused, Error::Truncated { layer: Layer::Age, .. })
                || matches!(refused, Error::BadEnvelope { layer: Layer::Age, .. });
            assert!(told, "cut at {at}: {refused}");
        }
    }
}

#[test]
fn an_age_file_cut_between_parts_is_told_from_a_changed_one() {
    let content = wrap(
        &image_of(2000),
        Layering { compressed: false, lock: Some(Lock::Age { passphrase: PASSPHRASE, log_n: LOG_N, armored: false }) },
    );
    let whole = content.expect("a file");
    let marker = b"\n---";
    let header = whole.windows(4).position(|window| window == marker).expect("a header");
    let payload =
        header + 1 + whole[header + 1..].iter().position(|byte| *byte == b'\n').expect("its last line") + 1 + 16;
    let refused = open_and_check(&whole[..payload + 65_536 + 16]).expect_err("cut short");
    assert!(matches!(refused, Error::Truncated { layer: Layer::Age, .. }), "{refused}");
}

/// Every byte of an authenticated or checksummed file counts.
fn refuses_every_flip(whole: &[u8], step: usize) {
    for at in (0..whole.len()).step_by(step) {
        let mut changed = whole.to_vec();
        changed[at] ^= 1 << (at % 8);
        assert!(open_and_check(&changed).is_err(), "byte {at} of {} changed", whole.len());
    }
}

#[test]
fn changed_envelopes() {
    refuses_every_flip(&dpme(), 3);
    refuses_every_flip(&age(false), 3);
}

#[test]
fn changed_compressed_data() {
    let whole = file(true, None);
    for at in 0..whole.len() {
        for bit in [0, 3, 7] {
            let mut changed = whole.clone();
            changed[at] ^= 1 << bit;
            // A flag that promises nothing of the contents may change; the contents may not.
            if let Ok(checked) = open_and_check(&changed) {
                assert_eq!(checked.digest, digest(), "byte {at} changed");
            }
        }
    }
}

#[test]
fn junk_after_the_last_frame() {
    let refused = open_and_check(&[file(true, None), b"junk after it".to_vec()].concat()).expect_err("refused");
    assert!(matches!(refused, Error::DamagedZstd { .. }), "{refused}");
}

#[test]
fn several_frames_and_skippable_ones_are_one_stream() {
    let image = image_of(3);
    let (first, second) = image.split_at(5000);
    let skippable = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    let frame = |part: &[u8]| wrap(part, Layering::ZSTD).expect("a frame");
    let stream = [skippable.to_vec(), frame(first), skippable.to_vec(), frame(second), skippable.to_vec()].concat();
    assert_eq!(open_and_check(&stream).expect("valid").digest, digest());
    let refused = open_and_check(&stream[..stream.len() - 1]).expect_err("cut short");
    assert!(matches!(refused, Error::Truncated { layer: Layer::Zstd, .. }), "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_changed_database_never_passes_for_another(at in 0usize..28_000, value: u8) {
        let mut changed = image_of(3);
        let at = at % changed.len();
        changed[at] = value;
        if let Ok(checked) = open_and_check(&changed) {
            prop_assert_eq!(checked.digest, digest());
        }
    }

    #[test]
    fn anything_after_a_known_beginning_is_refused(kind in 0usize..5, rest in proptest::collection::vec(any::<u8>(), 0..600)) {
        let beginnings: [&[u8]; 5] = [
            b"SQLite format 3\0",
            &[0x28, 0xb5, 0x2f, 0xfd],
            b"DPME",
            b"age-encryption.org/v1\n",
            b"-----BEGIN AGE ENCRYPTED FILE-----\n",
        ];
        prop_assert!(open_and_check(&[beginnings[kind], &rest].concat()).is_err());
    }
}
