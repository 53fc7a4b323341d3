//! The chosen file, read in slices: it is never taken into memory whole unless a layer needs it so.

use dpmf::Error;
use js_sys::{ArrayBuffer, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileReaderSync, ReadableStreamByobReader, ReadableStreamGetReaderOptions, ReadableStreamReaderMode,
};

use super::blocks::ReadAt;
use super::garbage;

/// A `File` of the browser.
#[derive(Clone)]
pub struct Source {
    file: File,
    size: u64,
}

impl Source {
    /// Bytes to read at a time, when not as a stream.
    const SLICE: usize = 4 * 1024 * 1024;

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

    /// Streams the file from `start` on, where the browser lets a buffer be used again and again.
    pub fn stream(&self, start: u64) -> Option<Stream> {
        #[allow(clippy::cast_precision_loss)]
        let blob = self.file.slice_with_f64_and_f64(start as f64, self.size as f64).ok()?;
        let options = ReadableStreamGetReaderOptions::new();
        options.set_mode(ReadableStreamReaderMode::Byob);
        let stream = blob.stream();
        // A browser without such readers throws, which the typed call would not catch.
        let get_reader: Function = Reflect::get(&stream, &"getReader".into()).ok()?.dyn_into().ok()?;
        let reader = get_reader.call1(&stream, &options).ok()?.unchecked_into();
        Some(Stream { reader, buffer: ArrayBuffer::new(Stream::BUFFER), at: start })
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

/// The file from some place on, read through one buffer again and again: what the browser hands out in ever new ones it
/// keeps until it collects its garbage, which can be as much as the file is large.
pub struct Stream {
    reader: ReadableStreamByobReader,
    buffer: ArrayBuffer,
    at: u64,
}

impl Stream {
    const BUFFER: u32 = 1024 * 1024;

    /// Reads what comes next, as much as there is and the buffer holds; how many bytes that were.
    pub async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let wanted = u32::try_from(buffer.len()).unwrap_or(u32::MAX).min(self.buffer.byte_length());
        let view = Uint8Array::new_with_byte_offset_and_length(&self.buffer, 0, wanted);
        let result = JsFuture::from(self.reader.read_with_array_buffer_view(&view)).await.map_err(|e| failed(&e))?;
        let value = Reflect::get(&result, &"value".into()).map_err(|e| failed(&e))?;
        // Without a value the file has ended, before its size.
        let bytes: Uint8Array = value.dyn_into().map_err(|_| changed(self.at))?;
        let length = bytes.length() as usize;
        let target = buffer.get_mut(..length).filter(|_| length > 0).ok_or_else(|| changed(self.at))?;
        bytes.copy_to(target);
        self.buffer = bytes.buffer();
        self.at += length as u64;
        Ok(length)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // It has nothing more to say to anyone.
        let _ = self.reader.cancel();
    }
}

impl ReadAt for Source {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Error> {
        self.bytes(offset, offset + buffer.len() as u64)?.copy_to(buffer);
        garbage::made(buffer.len());
        Ok(())
    }
}

/// What a JavaScript error says.
pub fn describe(error: &JsValue) -> String {
    let text = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    text.unwrap_or_else(|| "the browser gave no reason".to_owned())
}
