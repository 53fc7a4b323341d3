//! Radiographs in DICOM: the first frame, through its window, in 256 shades of grey.

use std::io::Cursor;

use dicom_object::{DefaultDicomObject, Tag};
use dicom_pixeldata::{ConvertOptions, PixelDecoder as _, VoiLutOption};
use jiff::civil::{Date, DateTime};

use super::picture::{MOST_PIXELS, Picture, Unshown};

const ROWS: Tag = Tag(0x0028, 0x0010);
const COLUMNS: Tag = Tag(0x0028, 0x0011);
const FRAMES: Tag = Tag(0x0028, 0x0008);
const PIXEL_DATA: Tag = Tag(0x7fe0, 0x0010);
/// Acquisition, content, series and study: the closest first.
const DATES: [Tag; 4] = [Tag(0x0008, 0x0022), Tag(0x0008, 0x0023), Tag(0x0008, 0x0021), Tag(0x0008, 0x0020)];

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Unshown> {
    let failed = |error: &dyn std::fmt::Display| Unshown::Decode(error.to_string());
    // The preamble is there: by it the file was recognised.
    let object = dicom_object::from_reader(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    let number = |tag| object.element_opt(tag).ok().flatten().and_then(|element| element.to_int::<u64>().ok());
    let (rows, columns) = (number(ROWS).unwrap_or(0), number(COLUMNS).unwrap_or(0));
    let frames = number(FRAMES).unwrap_or(1).max(1);
    if rows * columns * frames > MOST_PIXELS {
        return Err(Unshown::TooLarge);
    }
    if !agrees(&object, rows, columns) {
        return Err(Unshown::Decode("the compressed picture is not of the size declared".to_owned()));
    }
    let pixels = object.decode_pixel_data_frame(0).map_err(|error| failed(&error))?;
    let options = ConvertOptions::new().with_voi_lut(VoiLutOption::First).force_8bit();
    let image = pixels.to_dynamic_image_with_options(0, &options).map_err(|error| failed(&error))?;
    Ok(Picture { image, taken: taken(&object) })
}

/// Whether JPEG frames have the size that is declared: decoders believe the JPEG, and it may say anything.
fn agrees(object: &DefaultDicomObject, rows: u64, columns: u64) -> bool {
    let Ok(Some(pixels)) = object.element_opt(PIXEL_DATA) else { return false };
    let Some(fragments) = pixels.fragments() else { return true };
    fragments.iter().filter_map(|fragment| jpeg_size(fragment)).all(|size| size == (rows, columns))
}

/// Lines and samples of a line, of what begins as a JPEG does.
fn jpeg_size(bytes: &[u8]) -> Option<(u64, u64)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return Some((0, 0)) };
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let size = rest.get(5..9)?;
            let pair = |at: usize| u64::from(u16::from_be_bytes([size[at], size[at + 1]]));
            return Some((pair(0), pair(2)));
        }
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn taken(object: &DefaultDicomObject) -> Option<DateTime> {
    DATES.into_iter().find_map(|tag| {
        let text = object.element_opt(tag).ok()??.to_str().ok()?;
        let date = Date::strptime("%Y%m%d", text.trim()).ok()?;
        Some(date.at(0, 0, 0, 0))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// An explicit little-endian element.
    fn element(tag: (u16, u16), vr: [u8; 2], value: &[u8]) -> Vec<u8> {
        let mut value = value.to_vec();
        if value.len() % 2 == 1 {
            value.push(b' ');
        }
        let mut bytes = [tag.0.to_le_bytes(), tag.1.to_le_bytes()].concat();
        bytes.extend_from_slice(&vr);
        if matches!(&vr, b"OW" | b"OB") {
            bytes.extend_from_slice(&[0, 0]);
            bytes.extend_from_slice(&u32::try_from(value.len()).unwrap().to_le_bytes());
        } else {
            bytes.extend_from_slice(&u16::try_from(value.len()).unwrap().to_le_bytes());
        }
        [bytes, value].concat()
    }

    /// A radiograph of 16 bits a pixel, of which a window shows the middle.
    fn radiograph(rows: u16, columns: u16, pixels: &[u16]) -> Vec<u8> {
        let syntax = element((2, 0x10), *b"UI", b"1.2.840.10008.1.2.1\0");
        let class = element((2, 2), *b"UI", b"1.2.840.10008.5.1.4.1.1.1\0");
        let instance = element((2, 3), *b"UI", b"1.2.3.4\0");
        let meta = [class, instance, syntax].concat();
        let length = element((2, 0), *b"UL", &u32::try_from(meta.len()).unwrap().to_le_bytes());
        let short = |tag, value: u16| element(tag, *b"US", &value.to_le_bytes());
        let data: Vec<u8> = pixels.iter().flat_map(|pixel| pixel.to_le_bytes()).collect();
        [
            vec![0; 128],
            b"DICM".to_vec(),
            length,
            meta,
            element((8, 0x22), *b"DA", b"20190304"),
            short((0x28, 2), 1),
            element((0x28, 4), *b"CS", b"MONOCHROME2"),
            short((0x28, 0x10), rows),
            short((0x28, 0x11), columns),
            short((0x28, 0x100), 16),
            short((0x28, 0x101), 16),
            short((0x28, 0x102), 15),
            short((0x28, 0x103), 0),
            element((0x28, 0x1050), *b"DS", b"2000"),
            element((0x28, 0x1051), *b"DS", b"2000"),
            element((0x7fe0, 0x10), *b"OW", &data),
        ]
        .concat()
    }

    #[test]
    fn sixteen_bits_are_seen_through_the_window() {
        let picture = decode(&radiograph(2, 2, &[0, 1000, 2000, 3500])).unwrap();
        let shades: Vec<u8> = picture.image.to_luma8().into_raw();
        assert_eq!((shades[0], shades[1], shades[3]), (0, 0, 255), "{shades:?}");
        assert!((120..136).contains(&shades[2]), "{shades:?}");
        assert_eq!(picture.taken.map(|at| at.date().to_string()).as_deref(), Some("2019-03-04"));
    }

    #[test]
    fn bombs_and_damage_are_no_radiographs() {
        assert!(matches!(decode(&radiograph(60_000, 60_000, &[0])), Err(Unshown::TooLarge)));
        let whole = radiograph(2, 2, &[0, 1000, 2000, 3500]);
        for cut in [132, 150, 300, whole.len() - 4] {
            assert!(decode(&whole[..cut]).is_err(), "{cut}");
        }
        let frame = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc3\x00\x0b\x10\xff\xff\xff\xfe";
        assert_eq!(jpeg_size(frame), Some((0xffff, 0xfffe)));
        assert_eq!(jpeg_size(b"\xff\xd8\xff"), Some((0, 0)));
        assert_eq!(jpeg_size(b"RLE"), None);
    }
}
