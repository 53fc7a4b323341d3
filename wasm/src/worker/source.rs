//! The chosen file, read in slices: it is never taken into memory whole unless a layer needs it so.

use dpmf::Error;
use js_sys::{ArrayBuffer, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{File, FileReaderSync};

use super::blocks::ReadAt;

/// A `File` of the browser.
#[derive(Clone)]
pub struct Source {
    file: File,
    size: u64,
}

impl Source {
    /// Bytes to read at a time.
    const SLICE: usize = 16 * 1024 * 1024;

    /// Nothing is read yet.
    pub fn new(file: File) -> Self {
        // Sizes of files are whole numbers that doubles hold exactly.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let size = file.size() as u64;
        Self { file, size }
    }

    /// The file's name, without its folder.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// The first bytes, as many as there are up to `length`.
    pub fn head(&self, length: usize) -> Result<Vec<u8>, Error> {
        let mut head = vec![0; length.min(usize::try_from(self.size).unwrap_or(length))];
        self.read_at(0, &mut head)?;
        Ok(head)
    }

    /// Reads the slice at `start` into the beginning of `buffer`; how many bytes that were.
    pub fn slice(&self, start: u64, buffer: &mut [u8]) -> Result<usize, Error> {
        let length = buffer.len().min(Self::SLICE);
        self.read_at(start, &mut buffer[..length])?;
        Ok(length)
    }

    /// Bytes `start..end`, in the browser's memory.
    fn bytes(&self, start: u64, end: u64) -> Result<Uint8Array, Error> {
        #[allow(clippy::cast_precision_loss)]
        let read = || -> Result<Uint8Array, JsValue> {
            let blob = self.file.slice_with_f64_and_f64(start as f64, end as f64)?;
            Ok(Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&blob)?.into()))
        };
        let bytes = read().map_err(|error| failed(&error))?;
        if u64::from(bytes.length()) == end - start { Ok(bytes) } else { Err(changed(start)) }
    }
}

fn changed(near: u64) -> Error {
    Error::Io { detail: format!("it changed while it was read, near byte {near}") }
}

fn failed(error: &JsValue) -> Error {
    Error::Io { detail: describe(error) }
}

impl ReadAt for Source {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Error> {
        let bytes = self.bytes(offset, offset + buffer.len() as u64)?;
        bytes.copy_to(buffer);
        release(&bytes.buffer());
        Ok(())
    }
}

/// Frees a buffer now. The browser would keep it until it collects garbage, beside an image many times as large.
pub fn release(buffer: &ArrayBuffer) {
    let transfer = Reflect::get(buffer, &"transfer".into()).ok().and_then(|method| method.dyn_into::<Function>().ok());
    // A browser without it frees the buffer in its own time.
    let _moved_to_nowhere = transfer.map(|transfer| transfer.call1(buffer, &JsValue::from(0)));
}

/// What a JavaScript error says.
pub fn describe(error: &JsValue) -> String {
    let text = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    text.unwrap_or_else(|| "the browser gave no reason".to_owned())
}
