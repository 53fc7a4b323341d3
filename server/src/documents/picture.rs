//! Pictures in two small sizes, of what browsers cannot or need not show whole.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use jiff::civil::DateTime;

use super::storage::PreviewSize;

/// Pixels beyond which a picture is no longer one a camera took.
pub(super) const MOST_PIXELS: u64 = 50_000_000;
const LONGEST_EDGE: u32 = 20_000;
/// Bytes that decoding may take.
pub(super) const MOST_MEMORY: u64 = 160 << 20;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unshown {
    #[error("it is of a kind that is not shown")]
    Kind,
    #[error("it has more pixels than are shown")]
    TooLarge,
    #[error("its bytes are not there")]
    Gone,
    #[error("it cannot be decoded: {0}")]
    Decode(String),
    /// Decoding it may not end, and cannot be stopped here.
    #[error("it is decoded in a process of its own")]
    Risky,
    /// By that process.
    #[error("{0}")]
    Told(String),
}

/// Where something is decoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the server.
    Here,
    /// In a process of its own, which can be stopped.
    Apart,
}

/// A picture as two JPEGs, and when it was taken by its own account.
pub(super) struct Previews {
    pub(super) small: Vec<u8>,
    pub(super) large: Vec<u8>,
    pub(super) taken: Option<DateTime>,
}

/// Makes the previews of a document of one of the kinds that are shown.
pub(super) fn previews(mime_type: &str, bytes: &[u8], place: Place) -> Result<Previews, Unshown> {
    let Picture { image, taken } = decode(mime_type, bytes, place)?;
    let (small, large) = (shrink(&image, PreviewSize::Small)?, shrink(&image, PreviewSize::Large)?);
    Ok(Previews { small, large, taken })
}

/// A picture, upright, and when it was taken by its own account.
pub(super) struct Picture {
    pub(super) image: DynamicImage,
    /// Of the camera's clock.
    pub(super) taken: Option<DateTime>,
}

fn decode(mime_type: &str, bytes: &[u8], place: Place) -> Result<Picture, Unshown> {
    let format = match mime_type {
        "image/jpeg" => ImageFormat::Jpeg,
        "image/png" => ImageFormat::Png,
        "image/webp" => ImageFormat::WebP,
        "image/gif" => ImageFormat::Gif,
        "image/tiff" => ImageFormat::Tiff,
        "image/bmp" => ImageFormat::Bmp,
        "application/dicom" => return super::dicom::decode(bytes, place),
        "application/pdf" if place == Place::Here => return Err(Unshown::Risky),
        "application/pdf" => return super::pdf::decode(bytes),
        _ => return Err(Unshown::Kind),
    };
    let failed = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => Unshown::TooLarge,
        other => Unshown::Decode(other.to_string()),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_EDGE);
    limits.max_image_height = Some(LONGEST_EDGE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(Unshown::TooLarge);
    }
    let orientation = decoder.orientation().map_err(failed)?;
    let taken = decoder.exif_metadata().ok().flatten().and_then(taken);
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    image.apply_orientation(orientation);
    Ok(Picture { image, taken })
}

/// When a camera says it took the picture.
fn taken(exif: Vec<u8>) -> Option<DateTime> {
    let exif = exif::Reader::new().read_raw(exif).ok()?;
    let tags = [exif::Tag::DateTimeOriginal, exif::Tag::DateTime, exif::Tag::DateTimeDigitized];
    tags.into_iter().find_map(|tag| {
        let field = exif.get_field(tag, exif::In::PRIMARY)?;
        let exif::Value::Ascii(texts) = &field.value else { return None };
        let text = std::str::from_utf8(texts.first()?).ok()?;
        DateTime::strptime("%Y:%m:%d %H:%M:%S", text.trim()).ok()
    })
}

/// The picture as a JPEG that fits a size.
fn shrink(image: &DynamicImage, size: PreviewSize) -> Result<Vec<u8>, Unshown> {
    let edge = size.edge();
    let (filter, quality) = match size {
        PreviewSize::Small => (FilterType::Triangle, 80),
        PreviewSize::Large => (FilterType::Lanczos3, 85),
    };
    let is_small = image.width() <= edge && image.height() <= edge;
    let shrunk = if is_small { image.clone() } else { image.resize(edge, edge, filter) };
    let flat = match shrunk {
        grey @ DynamicImage::ImageLuma8(_) => grey,
        grey @ (DynamicImage::ImageLuma16(_) | DynamicImage::ImageLumaA8(_) | DynamicImage::ImageLumaA16(_)) => {
            DynamicImage::ImageLuma8(grey.to_luma8())
        }
        colour => DynamicImage::ImageRgb8(colour.to_rgb8()),
    };
    let mut bytes = Vec::new();
    let encoded = flat.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality));
    encoded.map_err(|error| Unshown::Decode(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use image::GenericImageView as _;

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, _| {
            image::Rgb(if x < width / 2 { [255, 0, 0] } else { [0, 0, 255] })
        }));
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_kind_is_made_smaller() {
        for (format, mime) in [
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::Png, "image/png"),
            (ImageFormat::WebP, "image/webp"),
            (ImageFormat::Gif, "image/gif"),
            (ImageFormat::Tiff, "image/tiff"),
            (ImageFormat::Bmp, "image/bmp"),
        ] {
            let picture = decode(mime, &encoded(1200, 600, format), Place::Here).unwrap();
            for (size, expected) in [(PreviewSize::Small, (256, 128)), (PreviewSize::Large, (1024, 512))] {
                let jpeg = shrink(&picture.image, size).unwrap();
                let small = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap();
                assert_eq!(small.dimensions(), expected, "{mime}");
            }
        }
    }

    #[test]
    fn pictures_stand_upright_and_know_their_date() {
        // An EXIF block: orientation 6 (turn right), and DateTime.
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        exif.extend_from_slice(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
        exif.extend_from_slice(b"\x01\x32\0\x02\0\0\0\x14\0\0\0\x26\0\0\0\0");
        exif.extend_from_slice(b"2019:03:04 10:30:00\0");
        let jpeg = encoded(40, 20, ImageFormat::Jpeg);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let turned = [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat();
        let picture = decode("image/jpeg", &turned, Place::Here).unwrap();
        assert_eq!(picture.image.dimensions(), (20, 40));
        assert_eq!(picture.taken.map(|at| at.to_string()).as_deref(), Some("2019-03-04T10:30:00"));
        assert!(picture.image.to_rgb8().get_pixel(10, 2).0[0] > 200, "the left side is up");
    }

    #[test]
    fn bombs_and_damage_are_no_pictures() {
        // A PNG of 60,000 by 60,000 pixels that is 60 bytes long.
        let mut bomb = encoded(1, 1, ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert!(matches!(decode("image/png", &bomb, Place::Here), Err(Unshown::TooLarge)));
        let jpeg = encoded(40, 20, ImageFormat::Jpeg);
        for cut in [0, 2, 20, jpeg.len() / 2] {
            // A torn picture may show its upper half; it must not panic.
            let _either = decode("image/jpeg", &jpeg[..cut], Place::Here);
        }
        assert!(matches!(decode("image/jpeg", b"<html>", Place::Here), Err(Unshown::Decode(_))));
        assert!(matches!(decode("video/mp4", b"ftyp", Place::Here), Err(Unshown::Kind)));
        assert!(matches!(decode("application/pdf", b"%PDF", Place::Here), Err(Unshown::Risky)));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }
}
