//! The chosen file, read in slices: it is never taken into memory whole unless a layer needs it so.

use dpmf::Error;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileReaderSync, MessageChannel, MessagePort, ReadableStreamByobReader};

use super::blocks::ReadAt;
use super::port::breathe;

/// Bytes read at a time.
const PIECE: usize = 1024 * 1024;
const CHANGED: &str = "it changed while it was read";

/// A `File` of the browser.
#[derive(Clone)]
pub struct Source {
    file: File,
    size: u64,
}

impl Source {
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

    /// Fills `content` from `start` on, telling after each piece how much is filled. Meanwhile messages are heard.
    pub async fn read(&self, start: u64, content: &mut [u8], filled: impl FnMut(u64)) -> Result<(), Error> {
        let blob = self.slice(start, start + content.len() as u64).map_err(|error| unreadable(&error))?;
        match ReadableStreamByobReader::new(&blob.stream()) {
            Ok(reader) => read_stream(&reader, content, filled).await.map_err(|error| unreadable(&error)),
            Err(_) => self.read_slices(start, content, filled).await,
        }
    }

    /// For browsers whose files are no byte streams.
    async fn read_slices(&self, start: u64, content: &mut [u8], mut filled: impl FnMut(u64)) -> Result<(), Error> {
        let mut done = 0;
        for slice in content.chunks_mut(PIECE) {
            self.read_at(start + done, slice)?;
            done += slice.len() as u64;
            filled(done);
            breathe().await;
        }
        Ok(())
    }

    #[allow(clippy::cast_precision_loss)]
    fn slice(&self, start: u64, end: u64) -> Result<Blob, JsValue> {
        self.file.slice_with_f64_and_f64(start as f64, end as f64)
    }
}

impl ReadAt for Source {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Error> {
        let read = || -> Result<Uint8Array, JsValue> {
            let slice = self.slice(offset, offset + buffer.len() as u64)?;
            Ok(Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&slice)?.into()))
        };
        let bytes = read().map_err(|error| unreadable(&error))?;
        if bytes.length() as usize != buffer.len() {
            return Err(Error::Io { detail: CHANGED.to_owned() });
        }
        bytes.copy_to(buffer);
        discard(&bytes);
        Ok(())
    }
}

/// One piece of the browser's memory goes back and forth.
async fn read_stream(
    reader: &ReadableStreamByobReader,
    content: &mut [u8],
    mut filled: impl FnMut(u64),
) -> Result<(), JsValue> {
    let mut piece = Uint8Array::new_with_length(u32::try_from(PIECE).unwrap_or(u32::MAX));
    let mut rest = content;
    let mut done = 0;
    while !rest.is_empty() {
        let read = JsFuture::from(reader.read_with_array_buffer_view(&piece)).await?;
        let bytes = Reflect::get(&read, &"value".into())?.dyn_into::<Uint8Array>()?;
        let length = bytes.length() as usize;
        let (now, later) = rest.split_at_mut_checked(length).filter(|_| length > 0).ok_or(CHANGED)?;
        bytes.copy_to(now);
        rest = later;
        done += u64::from(bytes.length());
        filled(done);
        piece = Uint8Array::new(&bytes.buffer());
    }
    Ok(())
}

thread_local! {
    /// A port whose other end is closed.
    static NOWHERE: Option<MessagePort> = MessageChannel::new().ok().map(|channel| {
        channel.port2().close();
        channel.port1()
    });
}

/// Gives the browser's memory back at once, by sending it nowhere: left to the garbage collector, which counts objects
/// and not what they hold, it would grow to the size of the file.
pub fn discard(bytes: &Uint8Array) {
    NOWHERE.with(|port| {
        // What cannot be sent is left to the garbage collector.
        let _ =
            port.as_ref().map(|port| port.post_message_with_transferable(&JsValue::NULL, &Array::of1(&bytes.buffer())));
    });
}

fn unreadable(error: &JsValue) -> Error {
    let said = error.as_string().or_else(|| Reflect::get(error, &"message".into()).ok()?.as_string());
    Error::Io { detail: said.unwrap_or_else(|| "the browser gave no reason".to_owned()) }
}
