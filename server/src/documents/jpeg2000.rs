//! JPEG 2000, as dental sensors and archives of pictures put it into DICOM.

use hayro_jpeg2000::{DecodeError, DecodeSettings, DecoderContext, Image};

use super::picture::Unshown;
use super::storage::PreviewSize;

/// The transfer syntaxes: without loss alone, and with or without.
pub(super) const SYNTAXES: [&str; 2] = ["1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"];

/// How one begins: its start and the marker of its size.
const START: [u8; 4] = [0xff, 0x4f, 0xff, 0x51];
/// From there to what its first component says of its bits.
const BITS: usize = 42;

/// Samples that are unpacked, pixel by pixel.
pub(super) struct Plain {
    pub(super) rows: u16,
    pub(super) columns: u16,
    pub(super) samples: Vec<u16>,
}

/// The first frame of several fragments: it goes on until another one begins.
pub(super) fn first_frame(fragments: &[Vec<u8>]) -> Vec<u8> {
    let Some((first, rest)) = fragments.split_first() else { return Vec::new() };
    let rest = rest.iter().take_while(|fragment| !fragment.starts_with(&START));
    [first].into_iter().chain(rest).flatten().copied().collect()
}

/// Decodes a picture of the rows, columns, components and bits that are declared, no larger than its preview has to be. Only
/// for where it can be stopped ([`super::apart`]).
pub(super) fn decode(stream: &[u8], [rows, columns, components, bits]: [u64; 4]) -> Result<Plain, Unshown> {
    let failed = |error: DecodeError| Unshown::Decode(error.to_string());
    let differs = || Unshown::Decode("the compressed picture is not as declared".to_owned());
    let whole = Image::new(stream, &DecodeSettings::default()).map_err(failed)?;
    if (u64::from(whole.height()), u64::from(whole.width())) != (rows, columns) {
        return Err(differs());
    }
    let shrink = (whole.width().max(whole.height()) / PreviewSize::Large.edge()).max(1);
    let target_resolution = Some((whole.width() / shrink, whole.height() / shrink));
    let image =
        Image::new(stream, &DecodeSettings { target_resolution, ..DecodeSettings::default() }).map_err(failed)?;
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(failed)?;
    let planes = decoded.components();
    let size = image.width() as usize * image.height() as usize;
    let is_as_declared = planes.len() as u64 == components
        && planes.iter().all(|plane| plane.samples().len() == size && u64::from(plane.bit_depth()) <= bits.min(16));
    if !is_as_declared {
        return Err(differs());
    }
    let is_signed = is_signed(stream);
    let pixel = |at| planes.iter().map(move |plane| sample(plane.samples()[at], plane.bit_depth(), is_signed));
    let samples = (0..size).flat_map(pixel).collect();
    let short = |length: u32| u16::try_from(length).map_err(|_| differs());
    Ok(Plain { rows: short(image.height())?, columns: short(image.width())?, samples })
}

fn is_signed(stream: &[u8]) -> bool {
    let start = stream.windows(START.len()).position(|bytes| bytes == START);
    start.and_then(|start| stream.get(start + BITS)).is_some_and(|bits| bits & 0x80 != 0)
}

/// A sample that the decoder has moved above zero, as DICOM keeps it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is beyond is cut to what fits")]
fn sample(decoded: f32, bits: u8, is_signed: bool) -> u16 {
    let most = u16::MAX >> (16 - bits);
    let positive = (decoded.round() as u16).min(most);
    if is_signed { positive.wrapping_sub(1 << (bits - 1)) } else { positive }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;

    // Made by OpenJPEG 2.5, without loss.
    const GREY: &str = "ff4fff5100290000000000080000000800000000000000000000000800000008000000000000000000010f0101ff52000c\
        00000001000104040001ff5c00074080888890ff640025000143726561746564206279204f70656e4a5045472076657273696f6e20322e352e34\
        ff90000a0000000000490001ff93cffc308010cc59f081951592651050176379d62df9334f52de7aeb23db12d64cd2e9ba57c03f60783ff00080\
        2218840d3e559f037e6cabc388447fffd9";
    const COLOUR: &str = "ff4fff51002f00000000000400000004000000000000000000000004000000040000000000000000000307010107010107\
        0101ff52000c00000001010004040001ff5c00044040ff640025000143726561746564206279204f70656e4a5045472076657273696f6e20322e\
        352e34ff90000a0000000000290001ff93cfb4201150498a65200005df80281cf2dbc77fdf802813ff48e423ffd9";
    const WIDE: &str = "ff4fff510029000000000834000000020000000000000000000008340000000200000000000000000001070101ff52000c\
        00000001000108000001ff5c00074040484850ff640025000143726561746564206279204f70656e4a5045472076657273696f6e20322e352e34\
        ff90000a00000000004d0001ff93efe04d7da1600968133e6caf9099872bff2cf0300000000000c2425ff067a0000000061212ff451cba6f77c7\
        02aead1700061177559097e3f68200e3dd3be7ffd9";

    fn bytes(hex: &str) -> Vec<u8> {
        let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }

    /// 8 by 8 pixels of 16 bits: 7, 1007, 2007 and so on.
    pub(in super::super) fn grey() -> Vec<u8> {
        bytes(GREY)
    }

    /// 4 by 4 pixels, red on the left and blue on the right.
    pub(in super::super) fn colour() -> Vec<u8> {
        bytes(COLOUR)
    }

    fn expected() -> impl Iterator<Item = u16> {
        (0..64).map(|n| n * 1000 + 7)
    }

    #[test]
    fn samples_are_exact() {
        let plain = decode(&grey(), [8, 8, 1, 16]).unwrap();
        assert_eq!((plain.rows, plain.columns), (8, 8));
        assert!(plain.samples.into_iter().eq(expected()));
        let plain = decode(&colour(), [4, 4, 3, 8]).unwrap();
        assert_eq!((&plain.samples[..3], &plain.samples[45..]), (&[255, 0, 0][..], &[0, 0, 255][..]));
    }

    #[test]
    fn signs_are_kept() {
        let mut stream = grey();
        stream[BITS] |= 0x80;
        let plain = decode(&stream, [8, 8, 1, 16]).unwrap();
        assert!(plain.samples.into_iter().eq(expected().map(|sample| sample.wrapping_sub(1 << 15))));
    }

    #[test]
    fn no_more_is_decoded_than_a_preview_needs() {
        // 2,100 by 2 pixels, black on the left and 200 on the right.
        let plain = decode(&bytes(WIDE), [2, 2100, 1, 8]).unwrap();
        assert_eq!((plain.rows, plain.columns), (1, 1050));
        assert_eq!((plain.samples[500], plain.samples[550]), (0, 200));
    }

    #[test]
    fn a_frame_ends_where_the_next_begins() {
        let fragments = [START.to_vec(), vec![1, 2], START.to_vec(), vec![3]];
        assert_eq!(first_frame(&fragments), [&START[..], &[1, 2]].concat());
        assert!(first_frame(&[]).is_empty());
    }
}
