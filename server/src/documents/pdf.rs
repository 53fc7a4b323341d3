//! The first page of a PDF.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::{DynamicImage, RgbaImage};

use super::picture::{Picture, Unshown};
use super::storage::PreviewSize;

/// Draws it as large as its larger preview. Only for where it can be stopped ([`super::apart`]).
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Unshown> {
    let failed = |why: &str| Unshown::Decode(why.to_owned());
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => failed("it is encrypted"),
        LoadPdfError::Invalid => failed("it is no whole PDF"),
    })?;
    let page = pdf.pages().first().ok_or_else(|| failed("it has no page"))?;
    let (width, height) = page.render_dimensions();
    let edge = u16::try_from(PreviewSize::Large.edge()).unwrap_or(u16::MAX);
    // Half a pixel more: what is drawn is cut to whole ones.
    let scale = (f32::from(edge) + 0.5) / width.max(height);
    if !(width * scale >= 1.0 && height * scale >= 1.0) {
        return Err(failed("its first page has no area"));
    }
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let drawn = hayro::render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    // Upon white nothing shines through.
    let image = RgbaImage::from_raw(width, height, drawn.data_as_u8_slice().to_vec());
    let image = image.ok_or_else(|| failed("its first page cannot be drawn"))?;
    Ok(Picture { image: DynamicImage::ImageRgba8(image), taken: None })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fmt::Write as _;

    use image::Rgb;

    use super::*;

    /// A file of objects, numbered from 1; the first is its catalogue.
    fn file(objects: &[&str], trailer: &str) -> Vec<u8> {
        let mut text = "%PDF-1.4\n".to_owned();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (number, object) in (1..).zip(objects) {
            writeln!(table, "{:010} 00000 n ", text.len()).unwrap();
            write!(text, "{number} 0 obj\n{object}\nendobj\n").unwrap();
        }
        let begin = text.len();
        let size = objects.len() + 1;
        write!(text, "{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{begin}\n%%EOF\n").unwrap();
        text.into_bytes()
    }

    /// One page, of which something is said and on which something is drawn.
    fn page(says: &str, draws: &str, trailer: &str) -> Vec<u8> {
        let page = format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R {says} >>");
        let contents = format!("<< /Length {} >>\nstream\n{draws}\nendstream", draws.len());
        let catalogue = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"];
        file(&[catalogue[0], catalogue[1], &page, &contents], trailer)
    }

    /// Red on the left, blue on the right below.
    const FLAG: &str = "1 0 0 rg 0 0 100 100 re f 0 0 1 rg 100 0 100 50 re f";

    fn why(file: &[u8]) -> String {
        decode(file).err().unwrap().to_string()
    }

    #[test]
    fn the_first_page_is_drawn() {
        let image = decode(&page("/MediaBox [0 0 200 100]", FLAG, "")).unwrap().image.to_rgb8();
        assert_eq!(image.dimensions(), (1024, 512));
        assert_eq!(image.get_pixel(256, 256), &Rgb([255, 0, 0]));
        assert_eq!(image.get_pixel(768, 384), &Rgb([0, 0, 255]));
        assert_eq!(image.get_pixel(768, 128), &Rgb([255, 255, 255]));
    }

    #[test]
    fn pages_are_turned_as_they_say() {
        let image = decode(&page("/MediaBox [0 0 200 100] /Rotate 90", FLAG, "")).unwrap().image.to_rgb8();
        assert_eq!(image.dimensions(), (512, 1024));
        assert_eq!(image.get_pixel(256, 256), &Rgb([255, 0, 0]));
        assert_eq!(image.get_pixel(128, 768), &Rgb([0, 0, 255]));
    }

    #[test]
    fn words_are_seen_without_a_font_in_the_file() {
        let says = "/MediaBox [0 0 200 100] /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>";
        let image = decode(&page(says, "BT /F 40 Tf 10 30 Td (Informe) Tj ET", "")).unwrap().image.to_luma8();
        let dark = image.pixels().filter(|pixel| pixel.0[0] < 64).count();
        assert!((5_000..200_000).contains(&dark), "{dark} dark pixels");
    }

    #[test]
    fn a_page_of_any_size_is_as_large_as_its_preview() {
        let draws = "0 1 0 rg 0 0 1000000 1000000 re f";
        let image = decode(&page("/MediaBox [0 0 1000000 1000000]", draws, "")).unwrap().image.to_rgb8();
        assert_eq!((image.dimensions(), image.get_pixel(512, 512)), ((1024, 1024), &Rgb([0, 255, 0])));
        assert!(why(&page("/MediaBox [0 0 1000000 1]", draws, "")).ends_with("its first page has no area"));
    }

    #[test]
    fn what_is_encrypted_or_broken_says_so() {
        let key = "00".repeat(32);
        let encrypt = format!("/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >> /ID [<00> <00>]");
        let file = page("/MediaBox [0 0 200 100]", FLAG, "");
        assert!(why(&page("/MediaBox [0 0 200 100]", FLAG, &encrypt)).ends_with("it is encrypted"));
        for cut in [0, 5, 60, file.len() / 3] {
            assert!(decode(&file[..cut]).is_err(), "{cut}");
        }
        assert!(why(&self::file(&["<< /Type /Catalog >>"], "")).contains("it cannot be decoded"));
    }
}
