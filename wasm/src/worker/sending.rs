//! Posting a checked file: its manifest, then its batches, a few at a time, those that arrived before left out.

use api::job::{DeclaredEntities, Job, Manifest, ReceivedBatches};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use dpmf::batch::Batch;
use dpmf::container::BatchReader;
use dpmf::{Error, Limits};
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::blocks::ReadAt as _;
use super::opening::Opened;
use super::port::{Stop, breathe, post};
use super::preview;
use super::retry::is_received;
use super::server::{self, Failure, jobs};
use crate::protocol::Reply;

/// Batches on their way at once: enough to keep a line busy, few enough to hold in memory.
const IN_FLIGHT: usize = 3;

/// Posts everything. `job_id` is set as soon as the server has given one.
pub async fn send(opened: &Opened, clinic_id: Uuid, stop: &Stop, job_id: &mut Option<Uuid>) -> Result<Uuid, Failure> {
    let job: Job = server::post(stop, &jobs(""), &manifest(opened, clinic_id)).await?;
    *job_id = Some(job.id);
    let received: ReceivedBatches = server::get(stop, &jobs(&format!("/{}/batches", job.id))).await?;

    let mut progress = Progress { job_id: job.id, sent_rows: 0, total_rows: rows(opened), sent_bytes: 0 };
    let mut batches = Batches { reader: BatchReader::new(&opened.container)?, sequence: 0 };
    let mut in_flight = FuturesUnordered::new();
    loop {
        while in_flight.len() < IN_FLIGHT {
            let Some(batch) = batches.next()? else { break };
            if is_received(&received.ranges, batch.sequence) {
                progress.advance(&batch);
                breathe().await;
            } else {
                in_flight.push(put(stop, job.id, batch));
            }
        }
        match in_flight.next().await {
            Some(arrived) => progress.advance(&arrived?),
            None => return Ok(job.id),
        }
    }
}

/// A batch and its number.
struct Numbered {
    sequence: u64,
    rows: u64,
    bytes: Vec<u8>,
}

struct Batches<'c> {
    reader: BatchReader<'c>,
    sequence: u64,
}

impl Batches<'_> {
    fn next(&mut self) -> Result<Option<Numbered>, Error> {
        let Some(bytes) = self.reader.next()? else { return Ok(None) };
        let sequence = self.sequence;
        self.sequence += 1;
        let rows = Batch::decode(&bytes, &Limits::default())?.rows.len() as u64;
        Ok(Some(Numbered { sequence, rows, bytes }))
    }
}

async fn put(stop: &Stop, job: Uuid, batch: Numbered) -> Result<Numbered, Failure> {
    let digest = format!("sha-256=:{}:", BASE64.encode(Sha256::digest(&batch.bytes)));
    server::put(stop, &jobs(&format!("/{job}/batches/{}", batch.sequence)), &digest, &batch.bytes).await?;
    Ok(batch)
}

struct Progress {
    job_id: Uuid,
    sent_rows: u64,
    total_rows: u64,
    sent_bytes: u64,
}

impl Progress {
    fn advance(&mut self, batch: &Numbered) {
        self.sent_rows += batch.rows;
        self.sent_bytes += batch.bytes.len() as u64;
        let Self { job_id, sent_rows, total_rows, sent_bytes } = *self;
        post(&Reply::Sending { job_id, sent_rows, total_rows, sent_bytes });
    }
}

fn manifest(opened: &Opened, clinic_id: Uuid) -> Manifest {
    let checked = &opened.checked;
    let entities = checked.entities.iter().map(|declared| DeclaredEntities {
        entity_type: declared.entity_type.to_string(),
        row_count: declared.row_count,
        schema_version: declared.schema_version.clone(),
    });
    Manifest {
        clinic_id,
        file_name: opened.source.name(),
        file_size: opened.source.size(),
        meta: preview::meta(&checked.meta),
        entities: entities.collect(),
        files: checked.files.total,
        warnings: warnings(opened),
        digest: checked.digest.to_string(),
    }
}

fn warnings(opened: &Opened) -> u64 {
    opened.checked.extractor_warnings.iter().map(|group| group.count).sum()
}

/// Rows of all tables that travel.
fn rows(opened: &Opened) -> u64 {
    let checked = &opened.checked;
    let entities = checked.entities.iter().map(|declared| declared.row_count).sum::<u64>();
    checked.entities.len() as u64 + entities + checked.files.total + warnings(opened)
}
