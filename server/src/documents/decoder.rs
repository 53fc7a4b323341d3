//! This program as a decoder: a document's bytes come in, its previews go out, and that is all it may do.

use std::io::{Read as _, Write as _};

use super::apart;
use super::picture::{self, Place, Unshown};
use super::previews::LARGEST;

/// The first argument of a decoder; the second is the MIME type.
pub const FLAG: &str = "--decode-document";

/// Bytes of address space.
const MEMORY: u64 = 512 << 20;
/// Of the processor.
const SECONDS: u64 = 20;

/// Reads a document from the standard input and writes its previews, or why there are none.
pub fn run(mime_type: &str) -> std::io::Result<()> {
    let made = match confine() {
        Ok(()) => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)?;
            picture::previews(mime_type, &bytes, Place::Apart)
        }
        Err(error) => Err(Unshown::Told(format!("the decoder cannot be confined here: {error}"))),
    };
    std::io::stdout().lock().write_all(&apart::told(&made))
}

/// Gives up what a decoder does not need: it opens no file or connection, starts nothing, and leaves no copy of its memory.
#[cfg(unix)]
fn confine() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Nofile, 3),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        (Resource::Core, 0),
    ];
    for (resource, most) in limits {
        let most = Some(getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most)));
        setrlimit(resource, Rlimit { current: most, maximum: most })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn confine() -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
