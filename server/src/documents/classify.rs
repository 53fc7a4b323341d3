//! What a file is: by what the source says of it, its path and its first bytes; never by the extractor's guess.

use api::document::MediaKind;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

/// Characters of a title; with `Documento: ` before it, DentalPin puts it into a line of the patient's history.
const TITLE: usize = 189;
const FILENAME: usize = 255;
const EXTENSION: usize = 10;

const DICOM: &str = "application/dicom";
const PDF: &str = "application/pdf";

/// What is known of a file.
pub(super) struct About<'a> {
    /// The type of the entity it belongs to.
    pub(super) parent: &'a str,
    pub(super) path: &'a str,
    pub(super) mime_type: &'a str,
    /// What the source says, as JSON.
    pub(super) payload: Option<&'a str>,
}

/// What a file is, in DentalPin's terms.
#[derive(Debug)]
pub(super) struct Sorted {
    pub(super) kind: MediaKind,
    pub(super) category: Option<&'static str>,
    pub(super) subtype: Option<&'static str>,
    pub(super) document_type: &'static str,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) filename: String,
    pub(super) extension: Option<String>,
    pub(super) captured_at: Option<Timestamp>,
}

/// The MIME type that the first bytes of a file say.
pub(super) fn mime_type(head: &[u8]) -> String {
    if head.get(128..132) == Some(b"DICM") {
        return DICOM.to_owned();
    }
    infer::get(head).map_or("application/octet-stream", |kind| kind.mime_type()).to_owned()
}

/// Whether previews can be tried.
pub(super) fn is_picture(mime_type: &str) -> bool {
    mime_type == DICOM || mime_type == PDF || mime_type.starts_with("image/")
}

pub(super) fn classify(about: &About<'_>, timezone: &TimeZone) -> Sorted {
    let payload: Value = about.payload.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let said = |names: &[&str]| names.iter().find_map(|name| text(&payload, name));
    let filename = filename(about.path);
    let stem = filename.rsplit_once('.').map_or(&*filename, |(stem, _)| stem);
    let title = said(&["title", "name", "subject"]).unwrap_or_else(|| if stem.is_empty() { &filename } else { stem });
    let kind_said = said(&["document_type", "media_kind", "kind", "type", "category"]).unwrap_or_default();
    let words = Words::of(&[kind_said, title, about.path]);
    let document_type = if about.parent == "consent" { "consent" } else { document_type(&words) };
    let (kind, category, subtype) = kind(about, document_type, &words);
    Sorted {
        kind,
        category,
        subtype,
        document_type,
        title: cut(title, TITLE),
        description: said(&["description", "observations", "notes", "text"]).map(str::to_owned),
        extension: extension(&filename),
        captured_at: said(&["taken_on", "captured_at", "captured_on", "document_date", "date", "created_on"])
            .and_then(|date| instant(date, timezone))
            .filter(|at| *at <= Timestamp::now()),
        filename,
    }
}

fn text<'a>(payload: &'a Value, name: &str) -> Option<&'a str> {
    payload.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The last part of a path, whichever way its slashes lean.
fn filename(path: &str) -> String {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).collect();
    if clean.chars().count() <= FILENAME {
        return if clean.is_empty() { "documento importado".to_owned() } else { clean };
    }
    // The end of the name is the part programs go by.
    let end = extension(&clean).map(|extension| format!(".{extension}")).unwrap_or_default();
    cut(&clean, FILENAME - end.len()) + &end
}

/// What follows the last dot, when it is such as extensions are.
fn extension(filename: &str) -> Option<String> {
    let (_, extension) = filename.rsplit_once('.')?;
    let is_one = (1..=EXTENSION).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    is_one.then(|| extension.to_ascii_lowercase())
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(characters).collect()
}

/// A date, or a date and time of the clinic's clock, or an instant.
fn instant(text: &str, timezone: &TimeZone) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let civil = text.parse::<DateTime>().ok().or_else(|| {
        let date: Date = text.get(..10)?.parse().ok()?;
        Some(date.at(0, 0, 0, 0))
    })?;
    Some(civil.to_zoned(timezone.clone()).ok()?.timestamp())
}

/// The words of some texts, without accents and in lower case.
struct Words(Vec<String>);

impl Words {
    fn of(texts: &[&str]) -> Self {
        let folded =
            texts.iter().flat_map(|text| text.chars().chain([' ']).flat_map(char::to_lowercase).map(unaccented));
        let folded: String = folded.collect();
        Self(folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    /// Whether a word is one of `whole`, or begins like one of `beginnings`.
    fn any(&self, whole: &[&str], beginnings: &[&str]) -> bool {
        self.0.iter().any(|word| {
            whole.contains(&word.as_str()) || beginnings.iter().any(|beginning| word.starts_with(beginning))
        })
    }
}

fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'ì' | 'î' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    }
}

/// Words of each kind of radiograph, as DentalPin names them.
const XRAYS: [(&str, &[&str], &[&str]); 6] = [
    ("panoramic", &["opg", "pano", "orto"], &["panoram", "ortopanto", "orthopanto"]),
    ("bitewing", &["bw"], &["bitewing", "aleta", "interproximal"]),
    ("cephalometric_lateral", &["ceph", "tele"], &["telerradio", "teleradio", "cefalom", "cephalom"]),
    ("cbct", &["cbct", "tac", "tc", "ct"], &["cone"]),
    ("occlusal_xray", &[], &["oclusal", "occlusal"]),
    ("periapical", &["peri", "rvg"], &["periapic", "retroalv"]),
];

fn kind(
    about: &About<'_>,
    document_type: &str,
    words: &Words,
) -> (MediaKind, Option<&'static str>, Option<&'static str>) {
    let mime_type = about.mime_type;
    let is_image = mime_type.starts_with("image/");
    let subtype = || XRAYS.iter().find(|(_, whole, begin)| words.any(whole, begin)).map(|(name, ..)| *name);
    let says_xray = words.any(&["rx", "xray", "rayos", "dcm"], &["radiograf", "radiogr", "xray"]);
    let says_photo = words.any(&["photo", "photos"], &["foto", "photograph"]);
    if mime_type == DICOM {
        return (MediaKind::Xray, Some("xray"), subtype());
    }
    if mime_type.starts_with("video/") {
        return (MediaKind::Video, None, None);
    }
    if !is_image {
        return (MediaKind::Document, None, None);
    }
    // Whatever it is about, it is paper.
    if about.parent == "consent" {
        return (MediaKind::Scan, None, None);
    }
    // An occlusal view may be a photograph as well.
    if says_xray || (!says_photo && subtype().is_some()) {
        return (MediaKind::Xray, Some("xray"), subtype());
    }
    if document_type != "other" && !says_photo {
        return (MediaKind::Scan, None, None);
    }
    let category = if words.any(&[], &["intraoral", "oclusal", "occlusal", "lingual", "palat"]) {
        "intraoral"
    } else if words.any(&["face"], &["extraoral", "perfil", "sonrisa", "facial", "retrato", "profil", "smile"]) {
        "extraoral"
    } else {
        "other"
    };
    (MediaKind::Photo, Some(category), None)
}

fn document_type(words: &Words) -> &'static str {
    const TYPES: [(&str, &[&str], &[&str]); 5] = [
        ("consent", &["rgpd", "lopd", "gdpr"], &["consent"]),
        ("id_scan", &["dni", "nie", "nif", "passport"], &["pasaport", "passeport"]),
        ("insurance", &[], &["seguro", "poliza", "insurance", "mutua", "assurance"]),
        ("referral", &[], &["derivac", "referral", "interconsult"]),
        ("report", &[], &["informe", "report", "relatorio", "analitic", "rapport"]),
    ];
    TYPES.iter().find(|(_, whole, begin)| words.any(whole, begin)).map_or("other", |(name, ..)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(path: &str, mime_type: &str, payload: Option<&str>) -> Sorted {
        of("patient_document", path, mime_type, payload)
    }

    fn of(parent: &str, path: &str, mime_type: &str, payload: Option<&str>) -> Sorted {
        classify(&About { parent, path, mime_type, payload }, &TimeZone::UTC)
    }

    #[test]
    fn a_consents_file_is_a_consent_whatever_its_name_says() {
        for (path, mime, kind) in [
            ("papeles/Radiografía panorámica.jpg", "image/jpeg", MediaKind::Scan),
            ("papeles/17.pdf", "application/pdf", MediaKind::Document),
        ] {
            let sorted = of("consent", path, mime, None);
            assert_eq!((sorted.document_type, sorted.kind), ("consent", kind), "{path}");
        }
    }

    #[test]
    fn kinds_come_from_what_is_said_and_what_the_bytes_are() {
        use MediaKind::{Document, Photo, Scan, Video, Xray};
        for (path, mime, payload, kind, category, subtype) in [
            ("RX/7/panorámica 1.png", "image/png", None, Xray, Some("xray"), Some("panoramic")),
            (r"RX\7\x.png", "image/png", None, Xray, Some("xray"), None),
            ("a/1.png", "image/png", Some(r#"{"document_type":"xray"}"#), Xray, Some("xray"), None),
            ("a/1.dcm", DICOM, None, Xray, Some("xray"), None),
            ("a/periapical.jpg", "image/jpeg", None, Xray, Some("xray"), Some("periapical")),
            ("Fotos/1.jpg", "image/jpeg", Some(r#"{"title":"Intraoral oclusal"}"#), Photo, Some("intraoral"), None),
            ("1.jpg", "image/jpeg", None, Photo, Some("other"), None),
            ("docs/Consentimiento.jpg", "image/jpeg", None, Scan, None, None),
            ("RX/radiografía.jpg", "text/html", None, Document, None, None),
            ("a/b.mp4", "video/mp4", None, Video, None, None),
        ] {
            let sorted = sort(path, mime, payload);
            assert_eq!((sorted.kind, sorted.category, sorted.subtype), (kind, category, subtype), "{path}");
        }
    }

    #[test]
    fn names_are_made_harmless() {
        let long = format!("a/{}.JPG", "é".repeat(300));
        for (path, filename, extension) in [
            ("RX/1/pano.JPG", "pano.JPG", Some("jpg")),
            (r"C:\Imagenes\1\pano.png", "pano.png", Some("png")),
            ("../../etc/passwd", "passwd", None),
            ("a/x.../..", "..", None),
            ("a/", "documento importado", None),
            ("a\0b.p/ng\n", "ng", None),
            ("x.j pg", "x.j pg", None),
            ("x.abcdefghijk", "x.abcdefghijk", None),
        ] {
            let sorted = sort(path, "image/jpeg", None);
            assert_eq!((&*sorted.filename, sorted.extension.as_deref()), (filename, extension), "{path:?}");
        }
        let sorted = sort(&long, "image/jpeg", None);
        assert_eq!((sorted.filename.chars().count(), sorted.extension.as_deref()), (255, Some("jpg")));
        assert_eq!(sorted.title.chars().count(), TITLE);
    }

    #[test]
    fn dates_are_of_the_clinics_clock_and_past() {
        let madrid = TimeZone::get("Europe/Madrid").unwrap_or(TimeZone::UTC);
        for (date, expected) in [
            ("2019-03-04", Some("2019-03-03T23:00:00Z")),
            ("2019-07-04T10:30:00", Some("2019-07-04T08:30:00Z")),
            ("2019-07-04T10:30:00Z", Some("2019-07-04T10:30:00Z")),
            ("2999-01-01", None),
            ("soon", None),
        ] {
            let payload = format!(r#"{{"taken_on":"{date}"}}"#);
            let about =
                About { parent: "patient_document", path: "x.jpg", mime_type: "image/jpeg", payload: Some(&payload) };
            assert_eq!(classify(&about, &madrid).captured_at.map(|at| at.to_string()).as_deref(), expected, "{date}");
        }
    }

    #[test]
    fn bytes_say_what_they_are() {
        let mut dicom = vec![0; 128];
        dicom.extend_from_slice(b"DICM");
        for (head, mime) in [
            (b"\xff\xd8\xff\xe0".as_slice(), "image/jpeg"),
            (&dicom, DICOM),
            (b"<!DOCTYPE html><script>", "text/html"),
            (b"%PDF-1.7", "application/pdf"),
            (b"hello", "application/octet-stream"),
        ] {
            assert_eq!(mime_type(head), mime);
        }
    }
}
