//! Previews of documents that may be made to harm who looks at them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use api::document::{Binary, Document, Preview};
use axum::body::Body;
use axum::http::StatusCode;
use dpmf::row::FileRow;
use image::RgbImage;

use crate::sent::{documents, id, send, sha256};
use crate::support::{File, Row, Server};

const BINARY: &str = env!("CARGO_BIN_EXE_puente-server");

/// However hostile they are, all are looked at by then.
const PATIENCE: Duration = Duration::from_secs(90);

/// A patient with these documents.
fn clinic(files: &[(&'static str, Vec<u8>)]) -> File {
    let text = |text: String| -> &'static str { text.leak() };
    let paper = |n| Row::new(n, format!(r#"{{"patient_uuid":"{}"}}"#, id(1)));
    let lines = (0x11..).zip(files).map(|(n, (path, bytes))| FileRow {
        canonical_uuid: text(id(0x100 + n)),
        parent_entity_type: "patient_document",
        parent_canonical_uuid: text(id(n)),
        relative_path: path,
        declared_size_bytes: None,
        sha256: Some(text(sha256(bytes))),
        mime_hint: None,
    });
    File {
        types: BTreeMap::from([
            ("patient", vec![Row::new(1, r#"{"given_name":"Ana 1","family_name":"López"}"#.to_owned())]),
            ("patient_document", (0x11..).take(files.len()).map(paper).collect()),
        ]),
        files: lines.collect(),
        ..File::default()
    }
}

/// The documents once all have been looked at, in the order of their names.
async fn looked_at(server: &Server, files: &[(&'static str, Vec<u8>)]) -> Vec<Document> {
    let job = server.import(&clinic(files)).await;
    for (_, bytes) in files {
        let _: Binary = send(server, job.id, bytes).await.expect(StatusCode::CREATED);
    }
    server.app.documents.recover(&server.app).await.unwrap();
    let began = Instant::now();
    loop {
        let mut made = documents(server, "Ana 1").await;
        if made.iter().all(|document| document.preview != Preview::Waiting) {
            made.sort_by(|one, other| one.filename.cmp(&other.filename));
            assert_eq!(made.len(), files.len());
            return made;
        }
        assert!(began.elapsed() < PATIENCE, "somebody waits for a preview: {made:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn preview(server: &Server, document: &Document, size: &str) -> RgbImage {
    let clinic = server.admin.clinic;
    let path = format!("/api/v1/documents/{}/preview/{size}?clinic_id={clinic}", document.id);
    let (parts, body) = server.open_response(server.admin.request("GET", &path, Body::empty())).await;
    assert_eq!(parts.status, StatusCode::OK);
    image::load_from_memory_with_format(&body, image::ImageFormat::Jpeg).unwrap().to_rgb8()
}

/// A file without a table of its objects, which readers then look for.
fn pdf(objects: &[String]) -> Vec<u8> {
    let numbered = (1..).zip(objects).fold("%PDF-1.4\n".to_owned(), |mut text, (number, object)| {
        write!(text, "{number} 0 obj\n{object}\nendobj\n").unwrap();
        text
    });
    format!("{numbered}trailer\n<< /Root 1 0 R >>\n").into_bytes()
}

fn stream(says: &str, contents: &str) -> String {
    format!("<< {says} /Length {} >>\nstream\n{contents}\nendstream", contents.len())
}

/// A page of 200 by 100, what is drawn on it, and objects from the fifth on.
fn page(resources: &str, draws: &str, more: &[String]) -> Vec<u8> {
    let page =
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << {resources} >> >>");
    let first = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", &page];
    let first = first.map(str::to_owned).into_iter().chain([stream("", draws)]);
    pdf(&first.chain(more.iter().cloned()).collect::<Vec<_>>())
}

/// A form that draws others.
fn form(draws: &str) -> String {
    let others = (5..20).map(|n| format!("/F{n} {n} 0 R")).collect::<Vec<_>>().join(" ");
    let says = format!("/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /XObject << {others} >> >>");
    stream(&says, draws)
}

/// A radiograph in JPEG 2000 of eight bits, as wide as it is high.
fn radiograph(side: u16, pixels: &[u8]) -> Vec<u8> {
    let even = |bytes: &[u8]| [bytes, &vec![0; bytes.len() % 2]].concat();
    let element = |group: u16, element: u16, vr: &[u8; 2], value: &[u8]| {
        let length = u16::try_from(even(value).len()).unwrap();
        [&group.to_le_bytes(), &element.to_le_bytes(), &vr[..], &length.to_le_bytes(), &even(value)].concat()
    };
    let meta = [(2, "1.2.840.10008.5.1.4.1.1.1"), (3, "1.2.3.4"), (0x10, "1.2.840.10008.1.2.4.90")];
    let meta = meta.map(|(number, uid)| element(2, number, b"UI", uid.as_bytes())).concat();
    let short = |(number, value): (u16, u16)| element(0x28, number, b"US", &value.to_le_bytes());
    let pixels = even(pixels);
    [
        &[0; 128],
        &b"DICM"[..],
        &element(2, 0, b"UL", &u32::try_from(meta.len()).unwrap().to_le_bytes()),
        &meta,
        &short((2, 1)),
        &element(0x28, 4, b"CS", b"MONOCHROME2 "),
        &[(0x10, side), (0x11, side), (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)].map(short).concat(),
        b"\xe0\x7f\x10\0OB\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\0\0\0\0\xfe\xff\0\xe0",
        &u32::try_from(pixels.len()).unwrap().to_le_bytes(),
        &pixels,
        b"\xfe\xff\xdd\xe0\0\0\0\0",
    ]
    .concat()
}

/// A codestream of one tile, with what it says of how it is coded.
fn codestream(side: u32, coding: &[u8], coded: &[u8]) -> Vec<u8> {
    let side = side.to_be_bytes();
    let head = b"\xff\x4f\xff\x51\0\x29\0\0";
    let begin = [&head[..], &side, &side, &[0; 8], &side, &side, &[0; 8], b"\0\x01\x07\x01\x01"].concat();
    let length = u16::try_from(coding.len() + 2).unwrap().to_be_bytes();
    let tile = b"\xff\x5c\0\x04\x40\x40\xff\x90\0\x0a\0\0\0\0\0\0\0\x01\xff\x93";
    [&begin[..], b"\xff\x52", &length, coding, tile, coded, b"\xff\xd9"].concat()
}

/// 4 by 4 pixels, black on the left and 200 on the right, as `OpenJPEG` codes them.
fn shaded() -> Vec<u8> {
    let coded = b"\xdf\x80\x50\x11\x4f\x85\xfd\xf5\x5e\x70\x37\xff\x7f";
    codestream(4, b"\0\0\0\x01\0\0\x04\x04\0\x01", coded)
}

#[tokio::test]
async fn pages_and_jpeg_2000_are_shown_whatever_lies_beside_them() {
    let green = page("", "0 1 0 rg 0 0 200 100 re f", &[]);
    let draws_itself = page("/XObject << /F5 5 0 R >>", "/F5 Do", &[form("0 0 1 rg 0 0 50 50 re f /F5 Do")]);
    let nested = page("", &"[".repeat(1_000_000), &[]);
    let image =
        "/Type /XObject /Subtype /Image /Width 200000 /Height 200000 /BitsPerComponent 8 /ColorSpace /DeviceRGB";
    let large = page("/XObject << /F5 5 0 R >>", "200 0 0 100 0 0 cm /F5 Do", &[stream(image, "x")]);
    // A part for every pixel.
    let parts = codestream(7_000, b"\x01\0\0\x01\0\0\x04\x04\0\x01\0", b"\x80");
    let files = [
        ("1 green.pdf", green.clone()),
        ("2 itself.pdf", draws_itself),
        ("3 nested.pdf", nested),
        ("4 large.pdf", large),
        ("5 torn.pdf", green[..60].to_vec()),
        ("6 jpeg.dcm", radiograph(4, &shaded())),
        ("7 parts.dcm", radiograph(7_000, &parts)),
        ("8 blue.pdf", page("", "0 0 1 rg 0 0 200 100 re f", &[])),
    ];
    let server = Server::start_with(&["--decoder", BINARY]).await;
    let made = looked_at(&server, &files).await;
    let previews: Vec<_> = made.iter().map(|document| (&*document.filename, document.preview)).collect();
    let (ready, none) = (Preview::Ready, Preview::None);
    let expected = [
        ("1 green.pdf", ready),
        ("2 itself.pdf", ready),
        ("3 nested.pdf", ready),
        ("4 large.pdf", ready),
        ("5 torn.pdf", none),
        ("6 jpeg.dcm", ready),
        ("7 parts.dcm", none),
        ("8 blue.pdf", ready),
    ];
    assert_eq!(previews, expected);
    for (at, colour) in [(0, [0, 255, 0]), (7, [0, 0, 255])] {
        for (size, width, height) in [("small", 256, 128), ("large", 1024, 512)] {
            let image = preview(&server, &made[at], size).await;
            assert_eq!(image.dimensions(), (width, height));
            let middle = image.get_pixel(width / 2, height / 2).0;
            assert!((0..3).all(|part| middle[part].abs_diff(colour[part]) < 5), "{middle:?}");
        }
    }
    let image = preview(&server, &made[5], "large").await;
    assert_eq!(image.dimensions(), (4, 4));
    assert!(image.get_pixel(0, 0).0[0] < 40 && image.get_pixel(3, 3).0[0] > 215);
}

#[tokio::test]
async fn a_page_that_takes_for_ever_keeps_nobody_waiting() {
    // Each form draws the next one ten times: a thousand million rectangles.
    let forms: Vec<_> = (6..15).map(|next| form(&format!("/F{next} Do ").repeat(10))).collect();
    let rectangle = form("0 0 200 100 re f");
    let endless = page("/XObject << /F5 5 0 R >>", "/F5 Do", &[forms, vec![rectangle]].concat());
    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(4, 4).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let files = [("1 endless.pdf", endless), ("2 picture.png", picture.into_inner())];
    // The program as it is, with less of the processor than it gives itself.
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("decoder");
    let write = r#"printf '#!/bin/sh\nulimit -t 1\nexec %s "$@"\n' "$1" > "$0" && chmod 700 "$0""#;
    let written = std::process::Command::new("/bin/sh").args(["-c", write]).arg(&program).arg(BINARY).status();
    assert!(written.unwrap().success());
    let server = Server::start_with(&["--decoder", program.to_str().unwrap()]).await;
    let made = looked_at(&server, &files).await;
    assert_eq!([made[0].preview, made[1].preview], [Preview::None, Preview::Ready]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_decoder_can_do_nothing_but_decode() {
    use std::process::{Command, Stdio};
    let mut decoder = Command::new(BINARY)
        .args(["--decode-document", "application/pdf"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let path = format!("/proc/{}/limits", decoder.id());
    let limit = |limits: &str, name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let began = Instant::now();
    let limits = loop {
        let limits = std::fs::read_to_string(&path).unwrap();
        if limit(&limits, "Max core file size") == ["0", "0"] || began.elapsed() > PATIENCE {
            break limits;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    for (name, most) in [
        ("Max address space", "536870912"),
        ("Max cpu time", "20"),
        ("Max open files", "3"),
        ("Max file size", "0"),
        ("Max processes", "0"),
        ("Max core file size", "0"),
    ] {
        assert_eq!(limit(&limits, name), [most, most], "{name}");
    }
    drop(decoder.stdin.take());
    let answer = decoder.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(answer.stdout).unwrap(), "-it cannot be decoded: it is no whole PDF");
}
