//! Small pictures that look from afar like what they stand for: pale teeth on a dark ground.

use anyhow::Result;

use super::dice::Dice;

/// A tooth's place and half-widths, in pixels.
struct Tooth {
    x: i64,
    y: i64,
    half_width: i64,
    half_height: i64,
    shade: i64,
}

fn teeth(dice: &mut Dice, width: i64, height: i64) -> Vec<Tooth> {
    let step = width / 9;
    let upper_and_lower = [height * 35 / 100, height * 65 / 100];
    let mut teeth = Vec::new();
    for y in upper_and_lower {
        for place in 1..9 {
            // A gap here and there.
            if !dice.percent(8) {
                teeth.push(Tooth {
                    x: place * step,
                    y: y + dice.between(-1, 1),
                    half_width: (step * 2 / 5).max(1),
                    half_height: height / 7,
                    shade: dice.between(120, 180),
                });
            }
        }
    }
    teeth
}

/// Brightness of every pixel, row by row.
fn paint(subject: u64, width: u16, height: u16, ground: i64) -> Vec<u8> {
    let (width, height) = (i64::from(width), i64::from(height));
    let mut dice = Dice::new(subject, 0);
    let teeth = teeth(&mut dice, width, height);
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let light: i64 = teeth
                .iter()
                .map(|tooth| {
                    let (dx, dy) = ((x - tooth.x) * 100 / tooth.half_width, (y - tooth.y) * 100 / tooth.half_height);
                    (tooth.shade * (10_000 - dx * dx - dy * dy) / 10_000).max(0)
                })
                .max()
                .unwrap_or(0);
            pixels.push(u8::try_from((ground + light + dice.between(0, 7)).clamp(0, 255)).unwrap_or(u8::MAX));
        }
    }
    pixels
}

/// A PNG in shades of grey.
pub(crate) fn radiograph(subject: u64, width: u16, height: u16) -> Result<Vec<u8>> {
    let pixels = paint(subject, width, height, 24);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width.into(), height.into());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
}

/// A JPEG in colour.
pub(crate) fn photograph(subject: u64, width: u16, height: u16) -> Result<Vec<u8>> {
    let pixels: Vec<u8> = paint(subject, width, height, 60)
        .into_iter()
        .flat_map(|light| [light.saturating_add(40), light.saturating_sub(10), light.saturating_sub(20)])
        .collect();
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, 75).encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::expect_used)]
    fn pictures_are_what_they_claim_and_differ_between_subjects() {
        let radiographs: Vec<_> = (1..3).map(|subject| radiograph(subject, 48, 64).expect("encodes")).collect();
        assert!(radiographs[0].starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_ne!(radiographs[0], radiographs[1]);
        let decoder = png::Decoder::new(std::io::Cursor::new(&radiographs[0]));
        let info = decoder.read_info().expect("a readable PNG");
        assert_eq!((info.info().width, info.info().height), (48, 64));
        let photograph = photograph(1, 96, 64).expect("encodes");
        assert!(photograph.starts_with(&[0xff, 0xd8, 0xff]) && photograph.ends_with(&[0xff, 0xd9]));
    }
}
