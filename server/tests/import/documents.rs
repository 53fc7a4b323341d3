//! Radiographs and documents: their bytes find their patients, and nothing else does.

use api::ProblemCode;
use api::document::{Binary, BinaryStatus, FileCounts, FileLine, MediaKind};
use api::job::Job;
use api::undo::{UndoOrder, Undone};
use axum::body::Body;
use axum::http::StatusCode;
use dpmf::row::FileRow;
use uuid::Uuid;

use crate::agents::admit;
use crate::sent::{FACE, PAGE, PANO, clinic, counts, documents, id, keeps, kept_files, send, settled, sha256, upload};
use crate::support::{File, JOBS, Row, Server};

#[tokio::test]
async fn files_find_their_patients() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let first: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    assert_eq!(first.status, BinaryStatus::Received);
    for bytes in [FACE, PAGE] {
        let _: Binary = send(&server, job.id, bytes).await.expect(StatusCode::CREATED);
    }
    let again: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    assert_eq!(again, Binary { status: BinaryStatus::AlreadyReceived, ..first });

    let ana = documents(&server, "Ana 1").await;
    let shown: Vec<_> =
        ana.iter().map(|d| (&*d.title, &*d.filename, d.kind, d.subtype.as_deref(), &*d.mime_type)).collect();
    assert_eq!(
        shown,
        [
            ("cara", "cara.jpg", MediaKind::Photo, None, "image/jpeg"),
            ("Ortopantomografía", "pano.png", MediaKind::Xray, Some("panoramic"), "image/png"),
        ]
    );
    assert_eq!(ana[1].captured_at.as_deref(), Some("2019-03-03T23:00:00.000000Z"));
    assert_eq!(first.document_id, Some(ana[1].id));
    let eva = documents(&server, "Ana 2").await;
    let shown: Vec<_> = eva.iter().map(|d| (&*d.filename, d.kind, &*d.mime_type)).collect();
    assert!(shown.contains(&("cara.jpg", MediaKind::Photo, "image/jpeg")), "the same bytes are two documents");
    assert!(shown.contains(&("x.jpg", MediaKind::Document, "text/html")), "bytes are what they are: {shown:?}");
    keeps(&server, 4).await;

    let expected = FileCounts {
        total: 6,
        is_listed: true,
        received: 4,
        homeless: 1,
        unreadable: 1,
        largest: 1 << 30,
        ..FileCounts::default()
    };
    assert_eq!(counts(&server, job.id).await, expected);
    let missing = server.get(&format!("{JOBS}/{}/files?state=homeless", job.id)).await;
    let page: api::Page<FileLine> = serde_json::from_slice(&missing.body).unwrap();
    assert_eq!((page.total, &*page.data[0].path), (1, "Fotos/9/nadie.jpg"));
    let mut export = server.admin.request("GET", &format!("{JOBS}/{}/files?order=patient", job.id), Body::empty());
    export.headers_mut().insert("accept", "text/csv".parse().unwrap());
    let export = String::from_utf8(server.send(export).await.body).unwrap();
    let lines: Vec<_> = export.lines().collect();
    assert_eq!(lines.len(), 7);
    assert!(lines[1].starts_with("\"Ana 1 López\",\"Fotos/1/cara.jpg\",received,20,"), "{}", lines[1]);
}

#[tokio::test]
async fn bytes_are_served_for_what_they_are_and_to_the_clinic_alone() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    for bytes in [PANO, PAGE] {
        let _: Binary = send(&server, job.id, bytes).await.expect(StatusCode::CREATED);
    }
    let clinic = server.admin.clinic;
    let pano = documents(&server, "Ana 1").await.remove(0);
    let page = documents(&server, "Ana 2").await.remove(0);
    let path = |id, more: &str| format!("/api/v1/documents/{id}/content?clinic_id={clinic}{more}");

    let (parts, body) = server.open_response(server.admin.request("GET", &path(pano.id, ""), Body::empty())).await;
    assert_eq!((parts.status, body.as_slice()), (StatusCode::OK, PANO));
    let header = |name: &str| parts.headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").starts_with("default-src 'none'; sandbox"));
    assert!(header("content-disposition").starts_with("inline; filename=\"pano.png\""));

    let mut part = server.admin.request("GET", &path(pano.id, ""), Body::empty());
    part.headers_mut().insert("range", "bytes=1-3".parse().unwrap());
    let (parts, body) = server.open_response(part).await;
    assert_eq!((parts.status, body.as_slice()), (StatusCode::PARTIAL_CONTENT, b"PNG".as_slice()));
    assert_eq!(parts.headers["content-range"], format!("bytes 1-3/{}", PANO.len()));
    for outside in ["bytes=1000-", "bytes=1000-1001"] {
        let mut part = server.admin.request("GET", &path(pano.id, ""), Body::empty());
        part.headers_mut().insert("range", outside.parse().unwrap());
        let (parts, _) = server.open_response(part).await;
        assert_eq!(parts.status, StatusCode::RANGE_NOT_SATISFIABLE, "{outside}");
        assert_eq!(parts.headers["content-range"], format!("bytes */{}", PANO.len()));
    }

    for more in ["", "&download=true"] {
        let (parts, body) =
            server.open_response(server.admin.request("GET", &path(page.id, more), Body::empty())).await;
        assert_eq!(body, PAGE);
        assert_eq!(parts.headers["content-type"], "application/octet-stream", "a page is never shown");
        assert!(parts.headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    }

    let stranger = server.stranger().await;
    let own = format!("/api/v1/documents/{}/content?clinic_id={}", pano.id, stranger.clinic);
    assert_eq!(server.send(stranger.request("GET", &own, Body::empty())).await.problem(), ProblemCode::NotFound);
    let theirs = server.send(stranger.request("GET", &path(pano.id, ""), Body::empty())).await;
    assert_eq!(theirs.problem(), ProblemCode::NotAMember);
    let upload = server.send(upload(&stranger, job.id, &sha256(PANO), PANO)).await;
    assert_eq!(upload.problem(), ProblemCode::NotFound);
}

#[tokio::test]
async fn files_may_come_as_soon_as_they_are_listed() {
    let server = Server::start().await;
    let file = clinic();
    let job = server.open(&file).await;
    assert_eq!(send(&server, job.id, PANO).await.problem(), ProblemCode::BinaryUnlisted);
    assert!(!counts(&server, job.id).await.is_listed);
    for (seq, batch) in file.batches().iter().enumerate() {
        assert_eq!(server.put_batch(job.id, seq, batch).await.status, StatusCode::OK);
    }
    let early: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    let nobodys: Binary = send(&server, job.id, b"nobody").await.expect(StatusCode::CREATED);
    assert_eq!((early.status, nobodys.status), (BinaryStatus::Received, BinaryStatus::Received));
    assert_eq!(counts(&server, job.id).await.stored, 2);

    let _: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    server.end(job.id).await;
    let counts = settled(&server, job.id).await;
    assert_eq!((counts.received, counts.homeless), (1, 1));
    assert_eq!(documents(&server, "Ana 1").await[0].id, early.document_id.unwrap());
    // What has nowhere to go is not.
    keeps(&server, 1).await;

    // A newer export lists what is there already.
    let mut newer = clinic();
    newer.types.get_mut("patient").unwrap().push(Row::new(3, r#"{"given_name":"Luz","family_name":"Gil"}"#.to_owned()));
    let again = server.import(&newer).await;
    for _ in 0..100 {
        if self::counts(&server, again.id).await.received == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(self::counts(&server, again.id).await.received, 1);
    assert_eq!(server.count("SELECT count(*) FROM documents").await, 1);
}

#[tokio::test]
async fn what_cannot_be_taken_says_why_and_leaves_nothing() {
    let server = Server::start().await;
    let mut file = clinic();
    file.files[0].sha256 = Some(sha256(b"").leak());
    let job = server.import(&file).await;
    let wrong = sha256(b"something else");
    let cases: [(&str, &str, &[u8], ProblemCode); 6] = [
        ("another digest", &sha256(PAGE), FACE, ProblemCode::BinaryDigest),
        ("no digest", "abc", FACE, ProblemCode::Invalid),
        ("empty", &sha256(b""), b"", ProblemCode::BinaryEmpty),
        ("not in the list", &wrong, b"something else", ProblemCode::BinaryUnwanted),
        ("nobody's", &sha256(b"nobody"), b"nobody", ProblemCode::BinaryUnwanted),
        ("of another job", &sha256(PANO), PANO, ProblemCode::BinaryUnwanted),
    ];
    for (name, sha256, bytes, code) in cases {
        let answer = server.send(upload(&server.admin, job.id, sha256, bytes)).await;
        assert_eq!(answer.problem(), code, "{name}");
        assert_eq!(kept_files(&server), Vec::<std::path::PathBuf>::new(), "{name}");
    }
    let mut no_parts = upload(&server.admin, job.id, "", b"");
    *no_parts.body_mut() = Body::from("--x--\r\n");
    assert_eq!(server.send(no_parts).await.problem(), ProblemCode::Invalid);

    let given_up = server.receive(&clinic()).await;
    let _: Binary = send(&server, given_up.id, PANO).await.expect(StatusCode::CREATED);
    let gone = server.send(server.admin.request("DELETE", &format!("{JOBS}/{}", given_up.id), Body::empty())).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(send(&server, given_up.id, PANO).await.problem(), ProblemCode::BinaryUnwanted);
    // What came for an import that was given up is not.
    keeps(&server, 0).await;
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_on_the_way() {
    let server = Server::start_with(&["--largest-file", "1"]).await;
    let large = vec![7; (1 << 20) + 1];
    let mut file = clinic();
    file.files[0].sha256 = Some(sha256(&large).leak());
    let job = server.import(&file).await;
    assert_eq!(send(&server, job.id, &large).await.problem(), ProblemCode::BodyTooLarge);
    assert_eq!(kept_files(&server).len(), 0);
}

/// What a client that listens only at the end hears, having sent all of a large body.
fn hear_at_the_end(address: std::net::SocketAddr, head: &str, body: usize) -> std::io::Result<String> {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(address)?;
    let head = format!(
        "{head}\r\nhost: {address}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: {body}\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    let mut begin = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".to_vec();
    begin.resize(body, 7);
    for chunk in begin.chunks(1 << 20) {
        stream.write_all(chunk)?;
    }
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_refused_hears_why_though_the_body_is_large() {
    let server = Server::start_with(&["--largest-file", "1"]).await;
    let job = server.import(&clinic()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = server::http::router(server.app.clone());
    tokio::spawn(server::http::serve::serve(listener, router, &[], std::future::pending(), std::time::Duration::ZERO));
    let token = admit(&server, job.id).await.token;
    for (token, job, expected) in
        [("nobody", job.id, "HTTP/1.1 401"), (&token, Uuid::nil(), "HTTP/1.1 404"), (&token, job.id, "HTTP/1.1 413")]
    {
        let head = format!("POST {JOBS}/{job}/binaries HTTP/1.1\r\nauthorization: Bearer {token}");
        let answer = tokio::task::spawn_blocking(move || hear_at_the_end(address, &head, 40 << 20)).await.unwrap();
        assert_eq!(answer.expect("the connection stays"), expected);
    }
    assert_eq!(kept_files(&server).len(), 0);
}

#[tokio::test]
async fn one_missing_object_keeps_no_preview_waiting() {
    let server = Server::start().await;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(4, 4).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let picture = picture.into_inner();
    let mut file = clinic();
    file.files[3].sha256 = Some(sha256(&picture).leak());
    let job = server.import(&file).await;
    let _: Binary = send(&server, job.id, FACE).await.expect(StatusCode::CREATED);
    for gone in kept_files(&server) {
        std::fs::remove_file(gone).unwrap();
    }
    let _: Binary = send(&server, job.id, &picture).await.expect(StatusCode::CREATED);
    server.app.documents.recover(&server.app).await.unwrap();
    for _ in 0..200 {
        if server.count("SELECT count(*) FROM puente_documents WHERE preview = 'waiting'").await == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let made = server.texts("SELECT preview FROM puente_documents ORDER BY preview").await;
    assert_eq!(made, ["none", "none", "ready"]);
}

#[tokio::test]
async fn the_same_file_sent_many_times_at_once_is_one_document_each() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let sends = (0..8).map(|_| send(&server, job.id, FACE));
    for answer in futures_util::future::join_all(sends).await {
        let _: Binary = answer.expect(StatusCode::CREATED);
    }
    assert_eq!(server.count("SELECT count(*) FROM documents").await, 2);
    keeps(&server, 2).await;
}

#[tokio::test]
async fn undoing_takes_documents_and_their_bytes() {
    let server = Server::start().await;
    let before = server.dump().await;
    let job = server.import(&clinic()).await;
    for bytes in [PANO, FACE] {
        let _: Binary = send(&server, job.id, bytes).await.expect(StatusCode::CREATED);
    }
    let undone: Undone = server
        .post(&format!("{JOBS}/{}/undo", job.id), &UndoOrder { keep_worked_on: false })
        .await
        .expect(StatusCode::OK);
    assert_eq!(undone.removed.iter().find(|rows| rows.table == "documents").map(|rows| rows.rows), Some(3));
    assert_eq!(server.dump().await, before);
    assert_eq!(kept_files(&server).len(), 0);
    assert_eq!(server.count("SELECT count(*) FROM puente_documents").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM migration_import_file_stagings").await, 0);
    assert_eq!(send(&server, job.id, PANO).await.problem(), ProblemCode::BinaryUnwanted);
}

#[tokio::test]
async fn documents_stay_when_their_import_is_uninstalled_and_what_waits_goes() {
    let server = Server::start().await;
    // The tables stay, as a second clinic has them.
    let _other = server.stranger().await;
    let job = server.import(&clinic()).await;
    assert_eq!(send(&server, job.id, PANO).await.status, StatusCode::CREATED);
    settled(&server, job.id).await;
    let mut newer = File { exported_at: Some("2026-02-02T10:00:00Z"), ..clinic() };
    let paper = Row::new(0x21, format!(r#"{{"patient_uuid":"{}"}}"#, id(1)));
    newer.types.insert("patient_document", vec![paper]);
    let (path, digest) = (id(0x21).leak(), sha256(b"of a new paper").leak());
    newer.files = vec![FileRow { parent_canonical_uuid: path, sha256: Some(digest), ..newer.files[0] }];
    let waiting = server.receive(&newer).await;
    assert_eq!(send(&server, waiting.id, b"of a new paper").await.status, StatusCode::CREATED);
    assert_eq!(server.count("SELECT count(*) FROM puente_objects").await, 1);
    let before = server.dump().await;
    let path = format!("/api/v1/clinics/{}/modules/migration_import", server.admin.clinic);
    let uninstalled = server.send(server.admin.request("DELETE", &path, Body::empty())).await;
    assert_eq!(uninstalled.status, StatusCode::NO_CONTENT);
    assert_eq!(server.dump().await, before);
    let known =
        server.count("SELECT count(*) FROM puente_documents JOIN documents ON documents.id = document_id").await;
    assert_eq!((known, server.count("SELECT count(*) FROM puente_objects").await), (1, 0));
    assert!(kept_files(&server).iter().all(|file| !file.to_string_lossy().contains("/received/")));
    assert!(!kept_files(&server).is_empty());
}

#[tokio::test]
async fn what_a_stop_left_behind_is_seen_to_at_the_next_start() {
    let server = Server::start().await;
    let job = server.receive(&clinic()).await;
    let _: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    let root = server.app.config.data_dir.join("documents");
    std::fs::write(root.join("incoming/half"), b"half").unwrap();
    server.app.documents.recover(&server.app).await.unwrap();
    assert!(!root.join("incoming/half").exists());
    assert_eq!(counts(&server, job.id).await.stored, 1, "what waits for its patient stays");
    let _: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    server.end(job.id).await;
    assert_eq!(settled(&server, job.id).await.received, 1);
}
