//! The compressed layer: zstd frames, decoded into one buffer (`docs/format.md#zstd`).
//!
//! The input is untrusted: what a frame claims of its size is only ever a hint, bounded by the limits.

use std::error::Error as StdError;
use std::io;

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::container::declared_image_bytes;
use crate::error::Layer;
use crate::limits::at_most;
use crate::progress::{Observer, Stage, report};
use crate::{Error, Limits};

/// Bytes decoded between two looks at the limits, the progress and the wish to stop.
const STEP_BYTES: usize = 1024 * 1024;
/// Output up to which any ratio is accepted: a small file may well be mostly empty pages.
const RATIO_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// Decompresses a whole zstd stream: any number of frames, skippable ones among them.
///
/// # Errors
/// [`Error::Truncated`] when it ends within a frame, [`Error::DamagedZstd`] when it does not decode, its checksum or
/// size differs, or something else follows the last frame, [`Error::OverLimit`] for the window, the ratio and the
/// size of what comes out, [`Error::Cancelled`].
pub fn decompress_image(compressed: &[u8], limits: &Limits, observer: &mut dyn Observer) -> Result<Vec<u8>, Error> {
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(limits.window_bytes);
    let mut stream = Stream { compressed, rest: compressed, image: Vec::new(), limits };
    while !stream.rest.is_empty() {
        stream.frame(&mut decoder, observer)?;
    }
    report(observer, Stage::Decompress, compressed.len() as u64, Some(compressed.len() as u64))?;
    Ok(stream.image)
}

struct Stream<'a> {
    compressed: &'a [u8],
    rest: &'a [u8],
    image: Vec<u8>,
    limits: &'a Limits,
}

impl Stream<'_> {
    fn frame(&mut self, decoder: &mut FrameDecoder, observer: &mut dyn Observer) -> Result<(), Error> {
        match decoder.reset(&mut self.rest) {
            Ok(()) => {}
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                self.rest = self.rest.get(length as usize..).ok_or_else(|| self.truncated())?;
                return Ok(());
            }
            Err(e) => return Err(self.failed(&e)),
        }
        let starts_at = self.image.len();
        self.check_size(decoder.content_size())?;
        while !decoder.is_finished() {
            report(observer, Stage::Decompress, self.consumed(), Some(self.compressed.len() as u64))?;
            self.step(decoder)?;
        }
        let declared = decoder.content_size();
        if declared != 0 && declared != (self.image.len() - starts_at) as u64 {
            return Err(self.damaged("a frame is not of the size it declares"));
        }
        if decoder.get_checksum_from_data().is_some_and(|sum| decoder.get_calculated_checksum() != Some(sum)) {
            return Err(self.damaged("a frame's checksum does not match"));
        }
        Ok(())
    }

    /// Decodes a few blocks. Never inlined (nor by wasm-opt, see `www/index.html`): a browser puts better code in place of
    /// a function's first one between two calls, so one that is called once for a whole file stays slow all the way.
    #[inline(never)]
    fn step(&mut self, decoder: &mut FrameDecoder) -> Result<(), Error> {
        decoder
            .decode_blocks(&mut self.rest, BlockDecodingStrategy::UptoBytes(STEP_BYTES))
            .map_err(|e| self.failed(&e))?;
        self.check_limits(decoder.can_collect())?;
        self.make_room(decoder)?;
        // Writing to a vector cannot fail.
        let _infallible = decoder.collect_to_writer(&mut self.image);
        Ok(())
    }

    /// Makes the buffer as large as the whole image the first time its size can be known, so that it is neither
    /// copied about nor twice as large as needed.
    fn make_room(&mut self, decoder: &FrameDecoder) -> Result<(), Error> {
        let coming = decoder.can_collect();
        if self.image.capacity() - self.image.len() >= coming {
            return Ok(());
        }
        let claimed = declared_image_bytes(&self.image).max(decoder.content_size());
        let plausible = claimed.min(self.limits.image_bytes).min(self.largest_output());
        let more = usize::try_from(plausible).unwrap_or(0).saturating_sub(self.image.len());
        let reserved = if more >= coming { self.image.try_reserve_exact(more) } else { self.image.try_reserve(coming) };
        reserved.map_err(|_| Error::OutOfMemory { needed: (self.image.len() + more.max(coming)) as u64 })
    }

    fn check_size(&self, coming: u64) -> Result<(), Error> {
        let found = (self.image.len() as u64).saturating_add(coming);
        at_most(found, self.limits.image_bytes, "size of the decompressed database, in bytes")
    }

    /// What the decoder still holds back as its window is not counted yet, but that is bounded by a limit of its own.
    fn check_limits(&self, coming: usize) -> Result<(), Error> {
        self.check_size(coming as u64)?;
        let found = (self.image.len() + coming) as u64;
        let allowed = self.consumed().saturating_mul(self.limits.compression_ratio);
        if found > RATIO_FREE_BYTES && found > allowed {
            let what = "compression ratio, in bytes for each compressed byte";
            let ratio = found / self.consumed().max(1);
            return Err(Error::OverLimit { what, found: ratio, limit: self.limits.compression_ratio });
        }
        Ok(())
    }

    /// What the whole input can come to without breaking the ratio.
    fn largest_output(&self) -> u64 {
        (self.compressed.len() as u64).saturating_mul(self.limits.compression_ratio).max(RATIO_FREE_BYTES)
    }

    fn consumed(&self) -> u64 {
        (self.compressed.len() - self.rest.len()) as u64
    }

    fn failed(&self, error: &FrameDecoderError) -> Error {
        if let FrameDecoderError::WindowSizeTooBig { requested, max } = error {
            return Error::OverLimit { what: "zstd window, in bytes", found: *requested, limit: *max };
        }
        if ran_out(error) { self.truncated() } else { self.damaged(error.to_string()) }
    }

    fn truncated(&self) -> Error {
        Error::Truncated { layer: Layer::Zstd, at: self.compressed.len() as u64 }
    }

    fn damaged(&self, detail: impl Into<String>) -> Error {
        Error::DamagedZstd { at: self.consumed(), detail: detail.into() }
    }
}

/// Whether the decoder failed because there was nothing more to read.
fn ran_out(error: &FrameDecoderError) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(e) = cause {
        if e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::UnexpectedEof) {
            return true;
        }
        cause = e.source();
    }
    false
}
