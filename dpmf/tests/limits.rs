//! Files made to exhaust a reader are refused, by the limit they break.
#![cfg(feature = "write")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use common::{LOG_N, PASSPHRASE, edited_and_sealed, image, open_and_check_within, open_within};
use dpmf::writer::{Layering, Lock, wrap};
use dpmf::{Error, Limits};

/// What was over its limit, and by how much.
fn over<T>(result: Result<T, Error>) -> (&'static str, u64, u64) {
    match result {
        Err(Error::OverLimit { what, found, limit }) => (what, found, limit),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("let pass"),
    }
}

/// A frame of zeros that does not declare its size: four bytes of input for each block of 128 KiB.
fn zeros(blocks: u32) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for block in 1..=blocks {
        let header = (128 * 1024) << 3 | 1 << 1 | u32::from(block == blocks);
        frame.extend(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

#[test]
fn a_bomb_is_stopped_by_its_ratio() {
    // One gigabyte out of 32 KiB.
    let bomb = zeros(8192);
    assert!(bomb.len() < 33_000);
    let (what, found, limit) = over(open_within(&bomb, &Limits::default()));
    assert_eq!((what, limit), ("compression ratio, in bytes for each compressed byte", 200));
    assert!(found > 200);
}

#[test]
fn a_bomb_is_stopped_by_its_size() {
    let file = wrap(&vec![0; 3_000_000], Layering::ZSTD).expect("a file");
    let limits = Limits { image_bytes: 1_000_000, ..Limits::default() };
    let what = "size of the decompressed database, in bytes";
    assert_eq!(over(open_within(&file, &limits)), (what, 3_000_000, 1_000_000), "its declared size is refused");
    // A frame that declares nothing is refused as it grows.
    let (what_grows, found, _) = over(open_within(&zeros(1024), &limits));
    assert_eq!(what_grows, what);
    assert!(found < 5_000_000, "it went on to {found}");
}

#[test]
fn a_frame_that_claims_a_huge_size_gets_no_memory_for_it() {
    // A frame that declares a size and holds nothing; `0xe0` makes the size its window too.
    let claims = |descriptor: &[u8], bytes: u64| {
        [&[0x28, 0xb5, 0x2f, 0xfd], descriptor, &bytes.to_le_bytes(), &[1, 0, 0]].concat()
    };
    let believed = open_within(&claims(&[0xc0, 0x00], 1 << 33), &Limits::default());
    assert!(matches!(believed, Err(Error::DamagedZstd { .. })));
    let beyond = open_within(&claims(&[0xc0, 0x00], 1 << 60), &Limits::default());
    assert_eq!(over(beyond), ("size of the decompressed database, in bytes", 1 << 60, 1 << 34));
    let window = open_within(&claims(&[0xe0], 1 << 33), &Limits::default());
    assert_eq!(over(window).0, "zstd window, in bytes");
}

#[test]
fn a_window_may_be_too_large() {
    let file = wrap(&image(), Layering::ZSTD).expect("a file");
    let limits = Limits { window_bytes: 1024, ..Limits::default() };
    assert_eq!(over(open_within(&file, &limits)).0, "zstd window, in bytes");
}

#[test]
fn a_file_may_be_too_large() {
    let limits = Limits { file_bytes: 1000, ..Limits::default() };
    assert_eq!(over(open_within(&image(), &limits)), ("size of the file, in bytes", image().len() as u64, 1000));
}

#[test]
fn a_passphrase_may_cost_too_much() {
    let limits = Limits { scrypt_log_n: LOG_N, ..Limits::default() };
    for (lock, what) in [
        (Lock::Dpme { passphrase: PASSPHRASE, log_n: LOG_N + 1 }, "work for scrypt (N · r · p)"),
        (Lock::Age { passphrase: PASSPHRASE, log_n: LOG_N + 1, armored: true }, "work for scrypt (log2 of N)"),
    ] {
        let file = wrap(&image(), Layering { compressed: false, lock: Some(lock) }).expect("a file");
        assert_eq!(over(open_within(&file, &limits)).0, what);
    }
    let limits = Limits { scrypt_memory_bytes: 1024 * 1024, ..Limits::default() };
    let lock = Some(Lock::Age { passphrase: PASSPHRASE, log_n: LOG_N + 1, armored: false });
    let file = wrap(&image(), Layering { compressed: false, lock }).expect("a file");
    assert_eq!(over(open_within(&file, &limits)), ("work for scrypt (log2 of N)", 11, 10));
}

#[test]
fn tables_and_rows_may_be_too_many() {
    let limits = Limits { entity_types: 1, ..Limits::default() };
    assert_eq!(over(open_and_check_within(&image(), &limits)), ("entity types in the file", 2, 1));
    for rows in [39, 42] {
        let limits = Limits { rows, ..Limits::default() };
        assert_eq!(over(open_and_check_within(&image(), &limits)).0, "rows in the file");
    }
}

#[test]
fn values_and_rows_may_be_too_long() {
    let limits = Limits { text_bytes: 100, ..Limits::default() };
    let image = edited_and_sealed("UPDATE patient SET source_id = hex(zeroblob(51)) WHERE source_id = 'P3';");
    assert_eq!(over(open_and_check_within(&image, &limits)), ("size of a text value, in bytes", 102, 100));
    let megabytes = "UPDATE patient SET source_id = hex(zeroblob(9000000)) WHERE source_id = 'P3';";
    let (what, found, limit) = over(open_and_check_within(&edited_and_sealed(megabytes), &Limits::default()));
    assert_eq!((what, limit), ("size of a text value, in bytes", 16 * 1024 * 1024));
    assert!(found > limit);
    let image = edited_and_sealed("UPDATE patient SET source_id = hex(zeroblob(5001)) WHERE source_id = 'P3';");
    assert_eq!(over(open_and_check_within(&image, &limits)).0, "size of a text value, in bytes");
    let limits = Limits { batch_bytes: 1024 * 1024 + 1024 + 5000, ..Limits::default() };
    assert_eq!(over(open_and_check_within(&image, &limits)).0, "size of a row, in bytes");
}

#[test]
fn payloads_may_nest_too_deep() {
    let nested = format!(r#"{{"a":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    let image = edited_and_sealed(&format!("UPDATE patient SET payload = '{nested}' WHERE source_id = 'P3';"));
    assert_eq!(over(open_and_check_within(&image, &Limits::default())), ("nesting of JSON in a payload", 65, 64));
}
