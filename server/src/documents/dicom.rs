//! Radiographs in DICOM: the first frame, through its window, in 256 shades of grey.

use std::io::{Cursor, Read};

use dicom_object::{DefaultDicomObject, Tag};
use dicom_pixeldata::{ConvertOptions, PixelDecoder as _, VoiLutOption};
use jiff::civil::{Date, DateTime};

use super::picture::{MOST_MEMORY, MOST_PIXELS, Picture, Unshown};

const ROWS: Tag = Tag(0x0028, 0x0010);
const COLUMNS: Tag = Tag(0x0028, 0x0011);
const SAMPLES: Tag = Tag(0x0028, 0x0002);
const BITS: Tag = Tag(0x0028, 0x0100);
const PIXEL_DATA: Tag = Tag(0x7fe0, 0x0010);
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

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Unshown> {
    let failed = |error: &dyn std::fmt::Display| Unshown::Decode(error.to_string());
    // The preamble is there: by it the file was recognised.
    let object = dicom_object::from_reader(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    let number = |tag| object.element_opt(tag).ok().flatten().and_then(|element| element.to_int::<u64>().ok());
    let (rows, columns) = (number(ROWS).unwrap_or(0), number(COLUMNS).unwrap_or(0));
    let (samples, bits) = (number(SAMPLES).unwrap_or(1), number(BITS).unwrap_or(16));
    // Of several frames the first is shown, and only that is decoded.
    let pixels = rows.checked_mul(columns).filter(|pixels| *pixels <= MOST_PIXELS).ok_or(Unshown::TooLarge)?;
    let bytes = pixels.checked_mul(samples).and_then(|all| all.checked_mul(bits.div_ceil(8)));
    if bytes.is_none_or(|bytes| bytes > MOST_MEMORY) {
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

    const PLAIN: &str = "1.2.840.10008.1.2.1";
    const JPEG: &str = "1.2.840.10008.1.2.4.50";

    /// What a file says of its pixels.
    struct Made<'a> {
        syntax: &'a str,
        photometric: &'a str,
        rows: u16,
        columns: u16,
        bits: u16,
        stored: u16,
        frames: Option<&'a str>,
        window: Option<&'a str>,
    }

    impl Default for Made<'_> {
        /// 16 bits a pixel, of which a window shows the middle.
        fn default() -> Self {
            let photometric = "MONOCHROME2";
            Self {
                syntax: PLAIN,
                photometric,
                rows: 2,
                columns: 2,
                bits: 16,
                stored: 16,
                frames: None,
                window: Some("2000"),
            }
        }
    }

    impl Made<'_> {
        fn file(&self, pixel_data: &[u8]) -> Vec<u8> {
            let mut syntax = self.syntax.as_bytes().to_vec();
            syntax.resize(syntax.len().next_multiple_of(2), 0);
            let syntax = element((2, 0x10), *b"UI", &syntax);
            let class = element((2, 2), *b"UI", b"1.2.840.10008.5.1.4.1.1.1\0");
            let instance = element((2, 3), *b"UI", b"1.2.3.4\0");
            let meta = [class, instance, syntax].concat();
            let length = element((2, 0), *b"UL", &u32::try_from(meta.len()).unwrap().to_le_bytes());
            let short = |tag, value: u16| element(tag, *b"US", &value.to_le_bytes());
            let texts =
                |tag, vr, text: Option<&str>| text.map(|text| element(tag, vr, text.as_bytes())).unwrap_or_default();
            [
                vec![0; 128],
                b"DICM".to_vec(),
                length,
                meta,
                element((8, 0x22), *b"DA", b"20190304"),
                short((0x28, 2), 1),
                element((0x28, 4), *b"CS", self.photometric.as_bytes()),
                texts((0x28, 8), *b"IS", self.frames),
                short((0x28, 0x10), self.rows),
                short((0x28, 0x11), self.columns),
                short((0x28, 0x100), self.bits),
                short((0x28, 0x101), self.stored),
                short((0x28, 0x102), self.stored - 1),
                short((0x28, 0x103), 0),
                texts((0x28, 0x1050), *b"DS", self.window),
                texts((0x28, 0x1051), *b"DS", self.window),
                pixel_data.to_vec(),
            ]
            .concat()
        }

        fn plain(&self, pixels: &[u8]) -> Vec<u8> {
            let vr = if self.bits == 8 { *b"OB" } else { *b"OW" };
            self.file(&element((0x7fe0, 0x10), vr, pixels))
        }

        /// Pixels that are compressed, in fragments after an empty table of offsets.
        fn fragments(&self, fragments: &[&[u8]]) -> Vec<u8> {
            let item = |bytes: &[u8]| {
                let mut bytes = bytes.to_vec();
                bytes.resize(bytes.len().next_multiple_of(2), 0);
                let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
                [b"\xfe\xff\x00\xe0".as_slice(), &length, &bytes].concat()
            };
            let mut data = b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff".to_vec();
            data.extend(item(b""));
            data.extend(fragments.iter().flat_map(|fragment| item(fragment)));
            data.extend_from_slice(b"\xfe\xff\xdd\xe0\0\0\0\0");
            self.file(&data)
        }
    }

    fn words(pixels: &[u16]) -> Vec<u8> {
        pixels.iter().flat_map(|pixel| pixel.to_le_bytes()).collect()
    }

    fn shades(file: &[u8]) -> Vec<u8> {
        decode(file).unwrap().image.to_luma8().into_raw()
    }

    /// A grey JPEG, black on its left and white on its right.
    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let image = image::GrayImage::from_fn(width, height, |x, _| image::Luma([if x < width / 2 { 0 } else { 255 }]));
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn sixteen_bits_are_seen_through_the_window() {
        let file = Made::default().plain(&words(&[0, 1000, 2000, 3500]));
        let shades = shades(&file);
        assert_eq!((shades[0], shades[1], shades[3]), (0, 0, 255), "{shades:?}");
        assert!((120..136).contains(&shades[2]), "{shades:?}");
        assert_eq!(decode(&file).unwrap().taken.map(|at| at.date().to_string()).as_deref(), Some("2019-03-04"));
    }

    #[test]
    fn without_a_window_all_shades_there_are_are_used() {
        let file = Made { window: None, stored: 12, ..Made::default() }.plain(&words(&[100, 600, 1100, 1100]));
        let shades = shades(&file);
        assert_eq!((shades[0], shades[3]), (0, 255), "{shades:?}");
        assert!((120..136).contains(&shades[1]), "{shades:?}");
    }

    #[test]
    fn eight_bits_are_what_they_are_and_negatives_are_turned() {
        let eight = Made { bits: 8, stored: 8, window: None, ..Made::default() };
        assert_eq!(shades(&eight.plain(&[0, 64, 128, 255])), [0, 64, 128, 255]);
        let negative = Made { photometric: "MONOCHROME1", ..eight };
        assert_eq!(shades(&negative.plain(&[0, 64, 128, 255])), [255, 191, 127, 0]);
    }

    #[test]
    fn of_several_frames_the_first_is_shown() {
        let frames = Made { bits: 8, stored: 8, window: None, frames: Some("2"), ..Made::default() };
        assert_eq!(shades(&frames.plain(&[0, 64, 128, 255, 9, 9, 9, 9])), [0, 64, 128, 255]);
        // Many small ones are no large one.
        let many = Made { rows: 100, columns: 100, frames: Some("6000"), ..frames };
        assert!(!matches!(decode(&many.plain(&vec![7; 10_000])), Err(Unshown::TooLarge)));
    }

    #[test]
    fn runs_are_unpacked() {
        let made = Made { syntax: RLE, bits: 8, stored: 8, window: None, ..Made::default() };
        let frame = |runs: &[u8]| {
            let mut header = [1u32, 64].iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
            header.resize(64, 0);
            [&header, runs].concat()
        };
        // Three of 9 in a run, and one 200 as it is.
        assert_eq!(shades(&made.fragments(&[&frame(&[254, 9, 0, 200])])), [0, 0, 0, 255]);
        let bomb = frame(&[129, 9].repeat(1_000));
        assert!(matches!(decode(&made.fragments(&[&bomb])), Err(Unshown::Decode(_))));
        let mut many = frame(&[254, 9, 0, 200]);
        many[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(decode(&made.fragments(&[&many])), Err(Unshown::Decode(_))));
    }

    #[test]
    fn jpegs_are_shown_however_they_are_cut() {
        let jpeg = jpeg(16, 8);
        let made = Made { syntax: JPEG, rows: 8, columns: 16, bits: 8, stored: 8, window: None, ..Made::default() };
        let whole = made.fragments(&[&jpeg]);
        let cut = made.fragments(&[&jpeg[..30], &jpeg[30..]]);
        for file in [whole, cut] {
            let shades = shades(&file);
            assert!(shades[0] < 30 && shades[15] > 225, "{shades:?}");
        }
    }

    #[test]
    fn bombs_and_damage_are_no_radiographs() {
        let plain = |rows, columns| Made { rows, columns, ..Made::default() }.plain(&words(&[0, 1000, 2000, 3500]));
        assert!(matches!(decode(&plain(60_000, 60_000)), Err(Unshown::TooLarge)));
        let whole = plain(2, 2);
        for cut in [132, 150, 300, whole.len() - 4] {
            assert!(decode(&whole[..cut]).is_err(), "{cut}");
        }
        // A JPEG that says to be larger than the file does, cut wherever one might not look.
        let large = jpeg(640, 480);
        let made = Made { syntax: JPEG, bits: 8, stored: 8, window: None, ..Made::default() };
        for cut in (2..200).step_by(2) {
            for file in [
                made.fragments(&[&large[..cut], &large[cut..]]),
                made.fragments(&[b"no", &large[..cut], &large[cut..]]),
            ] {
                assert!(matches!(decode(&file), Err(Unshown::Decode(_))), "{cut}");
            }
        }
    }
}
