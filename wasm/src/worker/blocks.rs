//! A large file seen through a small memory: aligned blocks, the least recently used forgotten first.

use std::collections::HashMap;

use dpmf::Error;

/// Bytes read at a time. A call into the browser costs about a millisecond whatever it brings.
const BLOCK: u64 = 256 * 1024;
/// Blocks held: 32 MiB.
const HELD: usize = 128;
/// Blocks brought at once while a scan goes through the file.
const AHEAD: u64 = 8;

/// Where the bytes come from.
pub trait ReadAt {
    /// Bytes there are.
    fn size(&self) -> u64;
    /// Fills `buffer` from `offset` on; all of it lies within the file.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Error>;
}

/// Blocks of a file.
pub struct Blocks<S> {
    source: S,
    held: HashMap<u64, Block>,
    clock: u64,
    last_fetched: Option<u64>,
}

struct Block {
    bytes: Box<[u8]>,
    used: u64,
}

impl<S: ReadAt> Blocks<S> {
    /// Nothing is read yet.
    pub fn new(source: S) -> Self {
        Self { source, held: HashMap::new(), clock: 0, last_fetched: None }
    }

    /// Bytes in the file.
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// Fills `buffer` from `offset` on, and says how many bytes there were; fewer than asked only at the file's end.
    pub fn read(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0;
        while filled < buffer.len() {
            let at = offset + filled as u64;
            if at >= self.size() {
                break;
            }
            let within = usize::try_from(at % BLOCK).unwrap_or_default();
            let bytes = self.block(at / BLOCK)?.get(within..).unwrap_or_default();
            let rest = &mut buffer[filled..];
            let length = bytes.len().min(rest.len());
            rest[..length].copy_from_slice(&bytes[..length]);
            filled += length;
        }
        Ok(filled)
    }

    fn block(&mut self, number: u64) -> Result<&[u8], Error> {
        if !self.held.contains_key(&number) {
            self.fetch(number)?;
        }
        self.clock += 1;
        let clock = self.clock;
        let block = self.held.get_mut(&number).map(|block| {
            block.used = clock;
            &block.bytes[..]
        });
        Ok(block.unwrap_or_default())
    }

    /// Brings a block, and those after it when the one before was the last brought.
    fn fetch(&mut self, number: u64) -> Result<(), Error> {
        let is_scan = number.checked_sub(1).is_some_and(|before| self.last_fetched == Some(before));
        let blocks = if is_scan { AHEAD } else { 1 };
        let start = number * BLOCK;
        let length = (blocks * BLOCK).min(self.size() - start);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        self.source.read_at(start, &mut bytes)?;
        for (number, bytes) in (number..).zip(bytes.chunks(usize::try_from(BLOCK).unwrap_or(usize::MAX))) {
            self.make_room();
            self.held.insert(number, Block { bytes: bytes.into(), used: self.clock });
            self.last_fetched = Some(number);
        }
        Ok(())
    }

    fn make_room(&mut self) {
        if self.held.len() < HELD {
            return;
        }
        let oldest = self.held.iter().min_by_key(|(_, block)| block.used).map(|(number, _)| *number);
        if let Some(oldest) = oldest {
            self.held.remove(&oldest);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::cast_possible_truncation)]
mod tests {
    use std::cell::Cell;

    use super::*;

    struct File {
        bytes: Vec<u8>,
        calls: Cell<u64>,
    }

    impl ReadAt for &File {
        fn size(&self) -> u64 {
            self.bytes.len() as u64
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Error> {
            self.calls.set(self.calls.get() + 1);
            let offset = usize::try_from(offset).unwrap();
            buffer.copy_from_slice(&self.bytes[offset..offset + buffer.len()]);
            Ok(())
        }
    }

    fn file(length: usize) -> File {
        File { bytes: (0..length).map(|i| (i * 7 + i / 251) as u8).collect(), calls: Cell::new(0) }
    }

    #[test]
    fn reads_are_the_files_bytes_wherever_they_fall() {
        let file = file(3 * BLOCK as usize + 1000);
        let mut blocks = Blocks::new(&file);
        for (offset, length) in [(0, 100), (BLOCK - 10, 20), (5, 2 * BLOCK), (3 * BLOCK + 990, 10), (BLOCK, BLOCK)] {
            let mut buffer = vec![0; length as usize];
            assert_eq!(blocks.read(offset, &mut buffer).unwrap(), length as usize);
            assert!(buffer == file.bytes[offset as usize..(offset + length) as usize], "at {offset}");
        }
    }

    #[test]
    fn past_the_end_there_is_nothing() {
        let file = file(1000);
        let mut blocks = Blocks::new(&file);
        let mut buffer = [0; 100];
        assert_eq!(blocks.read(950, &mut buffer).unwrap(), 50);
        assert_eq!(blocks.read(1000, &mut buffer).unwrap(), 0);
        assert_eq!(blocks.read(u64::MAX - 200, &mut buffer).unwrap(), 0);
    }

    #[test]
    fn memory_is_bounded_and_a_scan_asks_seldom() {
        let file = file((HELD as u64 * 2 * BLOCK) as usize);
        let mut blocks = Blocks::new(&file);
        let mut page = [0; 4096];
        for offset in (0..blocks.size()).step_by(page.len()) {
            blocks.read(offset, &mut page).unwrap();
            assert!(blocks.held.len() <= HELD);
        }
        assert!(file.calls.get() <= HELD as u64 * 2 / AHEAD + 2, "{}", file.calls.get());
    }
}
