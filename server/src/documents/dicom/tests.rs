use std::fmt::Write as _;

use super::*;

fn decode(file: &[u8]) -> Result<Picture, Unshown> {
    super::decode(file, Place::Here)
}

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

const JPEG: &str = "1.2.840.10008.1.2.4.50";
const LOSSLESS: &str = "1.2.840.10008.1.2.4.70";

/// What a file says of its pixels.
#[derive(Clone, Copy)]
struct Made<'a> {
    syntax: &'a str,
    samples: u16,
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
            samples: 1,
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
            short((0x28, 2), self.samples),
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
        for file in
            [made.fragments(&[&large[..cut], &large[cut..]]), made.fragments(&[b"no", &large[..cut], &large[cut..]])]
        {
            assert!(matches!(decode(&file), Err(Unshown::Decode(_))), "{cut}");
        }
    }
}

/// A lossless JPEG of 16 bits a pixel, each said as its difference to the one before it.
fn lossless(width: u16, pixels: &[u16]) -> Vec<u8> {
    let height = u16::try_from(pixels.len()).unwrap() / width;
    let mut bits = String::new();
    for (at, pixel) in pixels.iter().enumerate() {
        let width = usize::from(width);
        let guess = if at == 0 {
            1 << 15
        } else if at % width == 0 {
            pixels[at - width]
        } else {
            pixels[at - 1]
        };
        let difference = i32::from(pixel.wrapping_sub(guess).cast_signed());
        let length = (32 - difference.unsigned_abs().leading_zeros()) as usize;
        // 17 lengths, each of five bits; of a negative difference, one less than its bits.
        let said = if difference < 0 { difference - 1 } else { difference } & ((1 << length) - 1);
        write!(bits, "{length:05b}").unwrap();
        if (1..16).contains(&length) {
            write!(bits, "{said:0length$b}").unwrap();
        }
    }
    bits += &"1".repeat(bits.len().next_multiple_of(8) - bits.len());
    let bytes =
        bits.as_bytes().chunks(8).map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap());
    let scan = bytes.flat_map(|byte| if byte == 0xff { vec![0xff, 0] } else { vec![byte] });
    let [high, low] = width.to_be_bytes();
    let [above, below] = height.to_be_bytes();
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xc3, 0, 11, 16, above, below, high, low, 1, 1, 0x11, 0];
    jpeg.extend([0xff, 0xc4, 0, 36, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    jpeg.extend(0..17);
    jpeg.extend([0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0]);
    jpeg.extend(scan);
    jpeg.extend([0xff, 0xd9]);
    jpeg
}

#[test]
fn lossless_jpegs_are_as_exact_as_plain_pixels() {
    let pixels: Vec<u16> = (0..64).map(|n| n * n * 16 + 7).collect();
    let plain = Made { rows: 8, columns: 8, window: Some("32000"), ..Made::default() };
    let made = Made { syntax: LOSSLESS, ..plain };
    assert_eq!(shades(&made.fragments(&[&lossless(8, &pixels)])), shades(&plain.plain(&words(&pixels))));
}

/// What it is where it can be stopped.
fn apart(file: &[u8]) -> image::RgbImage {
    super::decode(file, Place::Apart).unwrap().image.to_rgb8()
}

#[test]
fn jpeg_2000_is_as_exact_as_plain_pixels() {
    let pixels: Vec<u16> = (0..64).map(|n| n * 1000 + 7).collect();
    for window in [None, Some("20000")] {
        let plain = Made { rows: 8, columns: 8, window, ..Made::default() };
        let expected = apart(&plain.plain(&words(&pixels)));
        let stream = jpeg2000::tests::grey();
        for syntax in jpeg2000::SYNTAXES {
            let made = Made { syntax, ..plain };
            assert_eq!(apart(&made.fragments(&[&stream])), expected);
            assert_eq!(apart(&made.fragments(&[&stream[..60], &stream[60..]])), expected, "in pieces");
            let twice = Made { frames: Some("2"), ..made };
            assert_eq!(apart(&twice.fragments(&[&stream, &stream])), expected, "the first of two");
        }
    }
}

#[test]
fn jpeg_2000_in_colour_is_shown() {
    let colour =
        Made { samples: 3, photometric: "YBR_RCT", rows: 4, columns: 4, bits: 8, stored: 8, ..Made::default() };
    let made = Made { syntax: jpeg2000::SYNTAXES[0], window: None, ..colour };
    let image = apart(&made.fragments(&[&jpeg2000::tests::colour()]));
    assert_eq!((image.get_pixel(0, 0).0, image.get_pixel(3, 3).0), ([255, 0, 0], [0, 0, 255]));
}

#[test]
fn jpeg_2000_is_not_decoded_in_the_server_and_believed_nothing() {
    let made = Made { syntax: jpeg2000::SYNTAXES[0], rows: 8, columns: 8, ..Made::default() };
    let stream = jpeg2000::tests::grey();
    assert!(matches!(decode(&made.fragments(&[&stream])), Err(Unshown::Risky)));
    let apart = |made: &Made<'_>, stream: &[u8]| super::decode(&made.fragments(&[stream]), Place::Apart);
    // Larger than it says, or than is shown.
    let mut large = stream.clone();
    large[8..16].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    assert!(matches!(apart(&made, &large), Err(Unshown::Decode(_))));
    assert!(matches!(apart(&Made { rows: 60_000, columns: 60_000, ..made }, &large), Err(Unshown::TooLarge)));
    // More bits than there is room for, colours where there are none, no JPEG 2000 at all.
    assert!(matches!(apart(&Made { bits: 8, stored: 8, ..made }, &stream), Err(Unshown::Decode(_))));
    let colour = jpeg2000::tests::colour();
    assert!(matches!(apart(&Made { rows: 4, columns: 4, ..made }, &colour), Err(Unshown::Decode(_))));
    for cut in [0, 4, 50, 100] {
        assert!(matches!(apart(&made, &stream[..cut]), Err(Unshown::Decode(_))), "{cut}");
    }
}
