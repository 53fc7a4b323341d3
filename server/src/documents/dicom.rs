//! Radiographs in DICOM: the first frame, through its window, in 256 shades of grey.

use std::io::{Cursor, Read};

use dicom_core::{DataElement, PrimitiveValue, VR};
use dicom_object::{DefaultDicomObject, Tag};
use dicom_pixeldata::{ConvertOptions, PixelDecoder as _, VoiLutOption};
use jiff::civil::{Date, DateTime};

use super::jpeg2000;
use super::picture::{MOST_MEMORY, MOST_PIXELS, Picture, Place, Unshown};

const ROWS: Tag = Tag(0x0028, 0x0010);
const COLUMNS: Tag = Tag(0x0028, 0x0011);
const SAMPLES: Tag = Tag(0x0028, 0x0002);
const PHOTOMETRIC: Tag = Tag(0x0028, 0x0004);
const PLANES: Tag = Tag(0x0028, 0x0006);
const FRAMES: Tag = Tag(0x0028, 0x0008);
const BITS: Tag = Tag(0x0028, 0x0100);
const PIXEL_DATA: Tag = Tag(0x7fe0, 0x0010);
/// The transfer syntax of pixels as they are, least byte first.
const PLAIN: &str = "1.2.840.10008.1.2.1";
/// The transfer syntax of runs.
const RLE: &str = "1.2.840.10008.1.2.5";
/// Segments of one of its frames.
const SEGMENTS: usize = 15;
/// Bytes before which a JPEG says its size, however much a camera writes first.
const HEAD: u64 = 1 << 20;
/// Frames beyond which a file is no radiograph.
const MOST_FRAMES: usize = 4_096;
/// Acquisition, content, series and study: the closest first.
const DATES: [Tag; 4] = [Tag(0x0008, 0x0022), Tag(0x0008, 0x0023), Tag(0x0008, 0x0021), Tag(0x0008, 0x0020)];

pub(super) fn decode(bytes: &[u8], place: Place) -> Result<Picture, Unshown> {
    let failed = |error: &dyn std::fmt::Display| Unshown::Decode(error.to_string());
    // The preamble is there: by it the file was recognised.
    let mut object = dicom_object::from_reader(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    let number = |tag| object.element_opt(tag).ok().flatten().and_then(|element| element.to_int::<u64>().ok());
    let (rows, columns) = (number(ROWS).unwrap_or(0), number(COLUMNS).unwrap_or(0));
    let (samples, bits) = (number(SAMPLES).unwrap_or(1), number(BITS).unwrap_or(16));
    // Of several frames the first is shown, and only that is decoded.
    let pixels = rows.checked_mul(columns).filter(|pixels| *pixels <= MOST_PIXELS).ok_or(Unshown::TooLarge)?;
    let bytes = pixels.checked_mul(samples).and_then(|all| all.checked_mul(bits.div_ceil(8)));
    if bytes.is_none_or(|bytes| bytes > MOST_MEMORY) {
        return Err(Unshown::TooLarge);
    }
    if jpeg2000::SYNTAXES.contains(&object.meta().transfer_syntax()) {
        if place == Place::Here {
            return Err(Unshown::Risky);
        }
        unpack(&mut object, [rows, columns, samples, bits])?;
    } else if !agrees(&object, rows, columns) {
        return Err(Unshown::Decode("the compressed picture is not of the size declared".to_owned()));
    }
    let pixels = object.decode_pixel_data_frame(0).map_err(|error| failed(&error))?;
    let options = ConvertOptions::new().with_voi_lut(VoiLutOption::First).force_8bit();
    let image = pixels.to_dynamic_image_with_options(0, &options).map_err(|error| failed(&error))?;
    Ok(Picture { image, taken: taken(&object) })
}

/// Puts pixels in the place of JPEG 2000, which nothing else here decodes.
fn unpack(object: &mut DefaultDicomObject, declared: [u64; 4]) -> Result<(), Unshown> {
    let fragments = object.element_opt(PIXEL_DATA).ok().flatten().and_then(|pixels| pixels.fragments());
    let frame = jpeg2000::first_frame(fragments.unwrap_or_default());
    let plain = jpeg2000::decode(&frame, declared)?;
    let is_wide = declared[3] > 8;
    let bytes: Vec<u8> = plain
        .samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes().into_iter().take(1 + usize::from(is_wide)))
        .collect();
    let mut put = |tag, vr, value: PrimitiveValue| drop(object.put(DataElement::new(tag, vr, value)));
    put(ROWS, VR::US, plain.rows.into());
    put(COLUMNS, VR::US, plain.columns.into());
    put(FRAMES, VR::IS, "1".into());
    put(PLANES, VR::US, 0_u16.into());
    put(PIXEL_DATA, VR::OW, PrimitiveValue::U8(bytes.into()));
    // Decoding has undone the transform of colours that is part of JPEG 2000.
    let photometric = object.element_opt(PHOTOMETRIC).ok().flatten().and_then(|it| it.to_str().ok());
    if photometric.is_some_and(|it| matches!(it.trim(), "YBR_RCT" | "YBR_ICT")) {
        object.put(DataElement::new(PHOTOMETRIC, VR::CS, PrimitiveValue::from("RGB")));
    }
    PLAIN.clone_into(&mut object.meta_mut().transfer_syntax);
    Ok(())
}

/// Whether what is compressed has the size that is declared: decoders believe what they decode, and it may say anything.
fn agrees(object: &DefaultDicomObject, rows: u64, columns: u64) -> bool {
    let Ok(Some(pixels)) = object.element_opt(PIXEL_DATA) else { return false };
    let Some(fragments) = pixels.fragments() else { return true };
    if object.meta().transfer_syntax() == RLE {
        return fragments.first().is_some_and(|frame| unpacks_into(frame, rows * columns));
    }
    // A frame may begin at any of them, and go on in the next.
    let jpegs = (0..fragments.len()).map(|at| Joined { rest: &fragments[at..], at: 0 }).filter(Joined::is_jpeg);
    let mut looked_at = 0;
    for jpeg in jpegs {
        let mut decoder = jpeg_decoder::Decoder::new(jpeg.take(HEAD));
        let is_it = decoder.read_info().is_ok()
            && decoder.info().is_some_and(|it| (u64::from(it.height), u64::from(it.width)) == (rows, columns));
        looked_at += 1;
        if !is_it || looked_at > MOST_FRAMES {
            return false;
        }
    }
    true
}

/// Fragments, read as one.
struct Joined<'a> {
    rest: &'a [Vec<u8>],
    at: usize,
}

impl Joined<'_> {
    fn is_jpeg(&self) -> bool {
        self.rest.iter().flatten().take(2).eq(&[0xff, 0xd8])
    }
}

impl Read for Joined<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let Some((first, rest)) = self.rest.split_first() {
            let read = first[self.at..].as_ref().read(buffer)?;
            if read > 0 || buffer.is_empty() {
                self.at += read;
                return Ok(read);
            }
            (self.rest, self.at) = (rest, 0);
        }
        Ok(0)
    }
}

/// Whether no segment of a frame packed by runs unpacks into more than there are pixels.
fn unpacks_into(frame: &[u8], pixels: u64) -> bool {
    let number =
        |at: usize| frame.get(at..at + 4).and_then(|bytes| Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize));
    let Some(count) = number(0).filter(|count| (1..=SEGMENTS).contains(count)) else { return false };
    (1..=count).all(|segment| {
        let end = if segment == count { Some(frame.len()) } else { number(4 * (segment + 1)) };
        let packed = number(4 * segment).zip(end).and_then(|(begin, end)| frame.get(begin..end));
        // Segments end with up to a run of padding.
        packed.is_some_and(|packed| unpacked(packed) <= pixels + 128)
    })
}

/// How many bytes runs unpack into.
fn unpacked(packed: &[u8]) -> u64 {
    let (mut at, mut bytes) = (0, 0);
    while let Some(&head) = packed.get(at) {
        let (step, more) = match head {
            0..=127 => (usize::from(head) + 2, u64::from(head) + 1),
            128 => (1, 0),
            129.. => (2, 257 - u64::from(head)),
        };
        at += step;
        bytes += more;
    }
    bytes
}

fn taken(object: &DefaultDicomObject) -> Option<DateTime> {
    DATES.into_iter().find_map(|tag| {
        let text = object.element_opt(tag).ok()??.to_str().ok()?;
        let date = Date::strptime("%Y%m%d", text.trim()).ok()?;
        Some(date.at(0, 0, 0, 0))
    })
}

#[cfg(test)]
mod tests;
