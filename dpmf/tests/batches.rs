//! The batches that travel: complete, in order, the same every time, and worth the same hash.
#![cfg(feature = "write")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use common::{image_of, open, open_and_check};
use dpmf::batch::{Batch, Rows};
use dpmf::container::BatchReader;
use dpmf::integrity::IntegrityHasher;
use dpmf::{Limits, LogicalHash};

fn batches(image: &[u8]) -> Vec<Vec<u8>> {
    let opened = open(image).expect("it opens");
    let mut reader = BatchReader::new(&opened.container).expect("a reader");
    let mut batches = Vec::new();
    while let Some(batch) = reader.next().expect("a batch") {
        batches.push(batch);
    }
    assert!(reader.next().expect("nothing").is_none());
    batches
}

/// What a receiver makes of them.
fn hash(batches: &[Vec<u8>]) -> LogicalHash {
    let mut hasher = IntegrityHasher::new();
    for bytes in batches {
        match Batch::decode(bytes, &Limits::default()).expect("valid").rows {
            Rows::Entities(rows) => rows.iter().for_each(|row| hasher.entity_count(row)),
            Rows::Entity(entity_type, rows) => rows.iter().for_each(|row| hasher.entity(&entity_type, row)),
            Rows::Files(rows) => rows.iter().for_each(|row| hasher.file(row)),
            Rows::Warnings(rows) => rows.iter().for_each(|row| hasher.warning(row)),
        }
    }
    hasher.finish()
}

#[test]
fn a_receiver_computes_the_same_hash() {
    for patients in [0, 1, 20, 20_000] {
        let image = image_of(patients);
        let batches = batches(&image);
        assert_eq!(hash(&batches), open_and_check(&image).expect("valid").digest);
        assert!(patients < 20_000 || batches.len() > 6);
    }
}

#[test]
fn batches_continue_one_another_and_never_change() {
    let image = image_of(20_000);
    let batches = batches(&image);
    assert_eq!(batches, self::batches(&image));
    let mut expected = std::collections::HashMap::new();
    for bytes in &batches {
        let batch = Batch::decode(bytes, &Limits::default()).expect("valid");
        let next = expected.entry(batch.rows.table().name().to_owned()).or_insert(0);
        assert_eq!(batch.first_index, *next);
        *next += batch.rows.len() as u64;
    }
    assert_eq!(expected["patient"], 20_000);
    assert_eq!((expected["_entities"], expected["_files"], expected["_warnings"]), (2, 1, 2));
}

#[test]
fn samples_are_the_first_rows() {
    let opened = open(&image_of(20)).expect("it opens");
    let rows = opened.container.sample(&common::entity_type("patient"), 3).expect("rows");
    let ids: Vec<_> = rows.iter().map(|row| row.source_id.as_str()).collect();
    assert_eq!(ids, ["P0", "P1", "P2"]);
    let refused = opened.container.sample(&common::entity_type("nothing"), 3).expect_err("refused");
    assert_eq!(refused.code(), "shape.missing_table");
}
