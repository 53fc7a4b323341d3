//! Decoding in a process of its own: this program once more, as [`super::decoder`]. What never ends, takes all memory or
//! crashes there is stopped, and takes nothing with it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use super::decoder::FLAG;
use super::picture::{Previews, Unshown};

/// How long a decoder may take by the clock; of the processor it has less.
const PATIENCE: Duration = Duration::from_mins(1);
/// Two JPEGs of at most 1,024 pixels are smaller.
const LONGEST_ANSWER: u64 = 8 << 20;
/// Bytes of a reason why there is no picture.
const LONGEST_REASON: usize = 200;

/// Starts processes that decode.
pub(crate) struct Decoders {
    program: PathBuf,
}

impl Decoders {
    /// Of another program than this one, when it is named.
    pub(crate) fn new(program: Option<PathBuf>) -> Self {
        let this = || {
            // The program that runs, though its file may have been replaced since.
            if cfg!(target_os = "linux") {
                "/proc/self/exe".into()
            } else {
                std::env::current_exe().unwrap_or_default()
            }
        };
        Self { program: program.unwrap_or_else(this) }
    }

    /// Makes previews in a process that has nothing but these bytes. An error says that none can be started.
    pub(super) async fn previews(&self, mime_type: &str, bytes: &[u8]) -> std::io::Result<Result<Previews, Unshown>> {
        let mut decoder = Command::new(&self.program)
            .args([OsStr::new(FLAG), OsStr::new(mime_type)])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(match tokio::time::timeout(PATIENCE, ask(&mut decoder, bytes)).await {
            Ok(answer) => heard(&answer),
            Err(_) => Err(Unshown::Decode("it takes too long".to_owned())),
        })
    }
}

/// What a decoder answers, as far as it comes.
async fn ask(decoder: &mut Child, bytes: &[u8]) -> Vec<u8> {
    let (stdin, stdout) = (decoder.stdin.take(), decoder.stdout.take());
    let tell = async {
        if let Some(mut stdin) = stdin {
            // One that does not listen to the end has its answer, or none.
            let _ = stdin.write_all(bytes).await;
        }
    };
    let mut answer = Vec::new();
    let hear = async {
        if let Some(stdout) = stdout {
            let _ = stdout.take(LONGEST_ANSWER).read_to_end(&mut answer).await;
        }
    };
    tokio::join!(tell, hear);
    answer
}

const SHOWN: u8 = b'+';
const UNSHOWN: u8 = b'-';

/// What a decoder writes: the small preview, the large one and the date, each after its length; or why there are none.
pub(super) fn told(made: &Result<Previews, Unshown>) -> Vec<u8> {
    match made {
        Ok(Previews { small, large, taken }) => {
            let taken = taken.map(|taken| taken.to_string()).unwrap_or_default();
            let parts = [small, large, taken.as_bytes()].into_iter().flat_map(|part| {
                let length = u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes();
                length.into_iter().chain(part.iter().copied())
            });
            [SHOWN].into_iter().chain(parts).collect()
        }
        Err(why) => [UNSHOWN].into_iter().chain(why.to_string().into_bytes()).collect(),
    }
}

/// The same, read by who trusts no decoder.
fn heard(answer: &[u8]) -> Result<Previews, Unshown> {
    let stopped = || Unshown::Decode("the decoder stopped".to_owned());
    match answer.split_first() {
        Some((&SHOWN, parts)) => {
            let (small, parts) = part(parts).ok_or_else(stopped)?;
            let (large, parts) = part(parts).ok_or_else(stopped)?;
            let (taken, _) = part(parts).ok_or_else(stopped)?;
            let taken = std::str::from_utf8(taken).ok().and_then(|taken| taken.parse().ok());
            Ok(Previews { small: small.to_vec(), large: large.to_vec(), taken })
        }
        Some((&UNSHOWN, why)) => {
            let why = String::from_utf8_lossy(&why[..why.len().min(LONGEST_REASON)]);
            Err(Unshown::Told(why.escape_debug().to_string()))
        }
        _ => Err(stopped()),
    }
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decoders(script: &str) -> (tempfile::TempDir, Decoders) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("decoder");
        // Written by another process: one that this process holds open for writing could not be started.
        let write = format!("printf '#!/bin/sh\\n{script}\\n' > \"$0\" && chmod 700 \"$0\"");
        let status = std::process::Command::new("/bin/sh").args(["-c", &write]).arg(&path).status().unwrap();
        assert!(status.success());
        (folder, Decoders::new(Some(path)))
    }

    async fn reason(script: &str, bytes: &[u8]) -> String {
        let (_folder, decoders) = decoders(script);
        decoders.previews("application/pdf", bytes).await.unwrap().err().unwrap().to_string()
    }

    #[test]
    fn answers_are_heard_as_they_are_told() {
        let taken = "2019-03-04T00:00:00".parse().ok();
        let answer = told(&Ok(Previews { small: vec![1; 300], large: vec![2; 70_000], taken }));
        let previews = heard(&answer).unwrap();
        assert_eq!((previews.small.len(), previews.large, previews.taken), (300, vec![2; 70_000], taken));
        for cut in [0, 1, 4, 304, 400, answer.len() - 1] {
            assert!(heard(&answer[..cut]).is_err(), "{cut}");
        }
        let why = heard(&told(&Err(Unshown::TooLarge))).err().unwrap().to_string();
        assert_eq!(why, "it has more pixels than are shown");
    }

    #[tokio::test]
    async fn a_decoder_is_believed_nothing() {
        let bytes = vec![7; 4 << 20];
        for (script, why) in [
            ("exit 0", "it cannot be decoded: the decoder stopped"),
            ("kill -9 $$", "it cannot be decoded: the decoder stopped"),
            ("echo +", "it cannot be decoded: the decoder stopped"),
            ("exec cat /dev/zero", "it cannot be decoded: the decoder stopped"),
            ("echo -a", "a\\n"),
            // What this process is told, by cargo, the decoder is not.
            ("echo -${CARGO_MANIFEST_DIR-nothing}", "nothing\\n"),
        ] {
            assert_eq!(reason(&format!("PATH=/bin:/usr/bin; {script}"), &bytes).await, why, "{script}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_decoder_that_never_ends_is_stopped() {
        assert_eq!(reason("exec /bin/sleep 600", b"%PDF").await, "it cannot be decoded: it takes too long");
    }

    #[tokio::test]
    async fn it_is_this_program_when_no_other_is_named() {
        // That of the tests knows no such argument; but it can be started.
        let made = Decoders::new(None).previews("application/pdf", b"%PDF").await.unwrap();
        assert_eq!(made.err().unwrap().to_string(), "it cannot be decoded: the decoder stopped");
    }

    #[tokio::test]
    async fn one_that_cannot_be_started_is_no_fault_of_the_file() {
        assert!(Decoders::new(Some("/nowhere/decoder".into())).previews("application/pdf", b"").await.is_err());
    }
}
