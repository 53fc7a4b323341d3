//! Files of a small clinic, and what is asked about them.

use std::collections::BTreeMap;

use api::document::{Document, FileCounts};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use dpmf::LogicalHash;
use dpmf::row::FileRow;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::support::{Answer, File, JOBS, Person, Row, Server};

pub(crate) const PANO: &[u8] = b"\x89PNG\r\n\x1a\n of Ana's jaw";
pub(crate) const FACE: &[u8] = b"\xff\xd8\xff\xe0 of Ana and of Eva";
pub(crate) const PAGE: &[u8] = b"<!DOCTYPE html><script>alert(1)</script>";

pub(crate) fn sha256(bytes: &[u8]) -> String {
    LogicalHash::from(<[u8; 32]>::from(Sha256::digest(bytes))).to_string()
}

pub(crate) fn id(n: usize) -> String {
    format!("{n:08x}-0000-4000-8000-000000000000")
}

/// Two patients. Ana has a radiograph and a photograph, Eva the same photograph, and a page that claims to be a picture;
/// one file's patient is not in the export, and one could not be read.
pub(crate) fn clinic() -> File {
    let patient = |n| Row::new(n, format!(r#"{{"given_name":"Ana {n}","family_name":"López"}}"#));
    let paper = |n, patient: usize, more: &str| Row::new(n, format!(r#"{{"patient_uuid":"{}"{more}}}"#, id(patient)));
    let text = |text: String| -> &'static str { text.leak() };
    let file = |n: usize, path: &'static str, sha256: Option<String>| FileRow {
        canonical_uuid: text(id(0x100 + n)),
        parent_entity_type: "patient_document",
        parent_canonical_uuid: text(id(n)),
        relative_path: path,
        declared_size_bytes: Some(20),
        sha256: sha256.map(text),
        mime_hint: Some("image/jpeg"),
    };
    let xray = r#","title":"Ortopantomografía","document_type":"xray","taken_on":"2019-03-04""#;
    File {
        types: BTreeMap::from([
            ("patient", vec![patient(1), patient(2)]),
            (
                "patient_document",
                vec![
                    paper(0x11, 1, xray),
                    paper(0x12, 1, ""),
                    paper(0x13, 2, ""),
                    paper(0x14, 2, ""),
                    paper(0x15, 9, ""),
                ],
            ),
        ]),
        files: vec![
            file(0x11, r"RX\1\pano.png", Some(sha256(PANO).to_uppercase())),
            file(0x12, "Fotos/1/cara.jpg", Some(sha256(FACE))),
            file(0x13, "Fotos/2/cara.jpg", Some(sha256(FACE))),
            file(0x14, "../../etc/x.jpg", Some(sha256(PAGE))),
            file(0x15, "Fotos/9/nadie.jpg", Some(sha256(b"nobody"))),
            file(0x16, "Fotos/2/rota.jpg", None),
        ],
        ..File::default()
    }
}

/// The parts an agent sends.
pub(crate) fn upload(person: &Person, job: Uuid, sha256: &str, bytes: &[u8]) -> Request<Body> {
    let mut body = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    let rest = format!("\r\n--x\r\ncontent-disposition: form-data; name=\"sha256\"\r\n\r\n{sha256}\r\n--x--\r\n");
    body.extend_from_slice(rest.as_bytes());
    let mut request = person.request("POST", &format!("{JOBS}/{job}/binaries"), Body::from(body));
    request.headers_mut().insert("content-type", "multipart/form-data; boundary=x".parse().unwrap());
    request
}

pub(crate) async fn send(server: &Server, job: Uuid, bytes: &[u8]) -> Answer {
    server.send(upload(&server.admin, job, &sha256(bytes), bytes)).await
}

pub(crate) async fn counts(server: &Server, job: Uuid) -> FileCounts {
    server.get(&format!("{JOBS}/{job}/files/counts")).await.expect(StatusCode::OK)
}

/// Documents that wait for their patients are made soon after the import.
pub(crate) async fn settled(server: &Server, job: Uuid) -> FileCounts {
    for _ in 0..100 {
        let counts = counts(server, job).await;
        if counts.stored == 0 {
            return counts;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("files stay without their patients");
}

pub(crate) async fn documents(server: &Server, patient: &str) -> Vec<Document> {
    let ids = server.texts("SELECT id FROM patients ORDER BY first_name").await;
    let patient = &ids[usize::from(patient != "Ana 1")];
    let clinic = server.admin.clinic;
    server.get(&format!("/api/v1/patients/{patient}/documents?clinic_id={clinic}")).await.expect(StatusCode::OK)
}

pub(crate) fn kept_files(server: &Server) -> Vec<std::path::PathBuf> {
    let mut folders = vec![server.app.config.data_dir.join("documents")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    // A server that runs holds its lock.
    files.retain(|file| file.extension().is_none_or(|extension| extension != "lock"));
    files
}

/// Waits until so many files are kept: what nobody waits for is removed soon after its rows.
pub(crate) async fn keeps(server: &Server, files: usize) {
    for _ in 0..100 {
        if kept_files(server).len() == files {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{files} files expected: {:?}", kept_files(server));
}
