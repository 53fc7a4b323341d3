//! The command `puente sample`: where the sample goes and what is wrapped around it.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;
use dpmf::writer::{Layering, Lock, Writer, wrap_stream};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::failure::Failure;
use crate::output::{grouped, print};
use crate::passphrase;
use crate::progress::StatusLine;
use crate::sample::{Recipe, Size, Written, write};

/// Patients when no size is given.
const PATIENTS: u64 = 200;

/// Write a believable clinic in which nobody is real, to try things with
///
/// The same seed, day and size give the same clinic (and integrity hash) everywhere.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file to write; it must not exist
    out: PathBuf,
    /// How many patients [default: 200]
    #[arg(long, value_name = "N", conflicts_with = "rows", value_parser = clap::value_parser!(u64).range(1..=5_000_000))]
    patients: Option<u64>,
    /// How many rows of all types together, about 130 a patient
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    rows: Option<u64>,
    /// What chance begins with
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The day of the extraction, YYYY-MM-DD [default: today in UTC]
    #[arg(long, value_name = "DAY")]
    today: Option<Date>,
    /// What to wrap around the database
    #[arg(long, value_enum, default_value_t = Wrapping::Raw)]
    layering: Wrapping,
    /// Also write the radiographs and photographs the file lists, into this folder
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    #[command(flatten)]
    passphrase: passphrase::Arguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wrapping {
    /// Nothing: the database itself (.dpm)
    Raw,
    /// Compressed (.dpm.zst)
    #[value(alias = "zstd")]
    Zst,
    /// Encrypted (.dpm.enc)
    Enc,
    /// Compressed, then encrypted (.dpm.zst.enc)
    #[value(name = "zst.enc")]
    ZstEnc,
    /// Encrypted with age (.dpm.age)
    Age,
    /// Compressed, then encrypted with age (.dpm.zst.age)
    #[value(name = "zst.age")]
    ZstAge,
}

impl Wrapping {
    fn locks(self) -> bool {
        !matches!(self, Self::Raw | Self::Zst)
    }

    fn layering(self, passphrase: &str) -> Layering<'_> {
        let dpme = Lock::Dpme { passphrase, log_n: Lock::DPME_LOG_N };
        let age = Lock::Age { passphrase, log_n: Lock::AGE_LOG_N, armored: false };
        let (compressed, lock) = match self {
            Self::Raw => (false, None),
            Self::Zst => (true, None),
            Self::Enc => (false, Some(dpme)),
            Self::ZstEnc => (true, Some(dpme)),
            Self::Age => (false, Some(age)),
            Self::ZstAge => (true, Some(age)),
        };
        Layering { compressed, lock }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let out = &arguments.out;
    if out.exists() {
        return Err(Failure::Usage(format!("{} exists already; choose another name", out.display())));
    }
    let passphrase = if arguments.layering.locks() {
        let Some(passphrase) = arguments.passphrase.obtain(true)?.filter(|passphrase| !passphrase.is_empty()) else {
            return Err(Failure::Usage("this layering needs a passphrase".to_owned()));
        };
        passphrase.candidates().into_iter().next()
    } else {
        None
    };
    let bare = Unfinished::beside(out, "database");
    let written = fill(arguments, &bare.0)?;
    let finished = if arguments.layering == Wrapping::Raw {
        bare
    } else {
        let wrapped = Unfinished::beside(out, "wrapped");
        let passphrase = passphrase.as_ref().map_or("", |passphrase| passphrase.as_str());
        wrap(&bare.0, arguments.layering.layering(passphrase), &wrapped.0)?;
        wrapped
    };
    std::fs::rename(&finished.0, out).with_context(|| format!("{} cannot be created", out.display()))?;
    print(&format!(
        "{}: {} rows, {} patients, digest {}\n",
        out.display(),
        grouped(written.rows),
        grouped(written.patients),
        written.digest
    ));
    Ok(())
}

/// A file that goes away if it is still there in the end.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

impl Unfinished {
    /// In the same folder, so that it only has to be renamed in the end.
    fn beside(out: &Path, part: &str) -> Self {
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{part}"));
        Self(out.with_file_name(name))
    }
}

fn fill(arguments: &Arguments, path: &Path) -> anyhow::Result<Written> {
    let recipe = Recipe {
        seed: arguments.seed,
        today: arguments.today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date()),
        size: match (arguments.rows, arguments.patients) {
            (Some(rows), _) => Size::Rows(rows),
            (None, patients) => Size::Patients(patients.unwrap_or(PATIENTS)),
        },
        images: arguments.images.as_deref(),
    };
    let writer = Writer::create(path).with_context(|| format!("{} cannot be created", path.display()))?;
    let mut line = StatusLine::new();
    write(&recipe, writer, &mut |rows| line.show(|| format!("Writing: {} rows", grouped(rows))))
}

/// Puts the layers around the database.
fn wrap(bare: &Path, layering: Layering<'_>, to: &Path) -> anyhow::Result<()> {
    let mut image = File::open(bare).context("the database just written cannot be read")?;
    let image_bytes = image.metadata()?.len();
    let file = File::create_new(to).with_context(|| format!("{} cannot be created", to.display()))?;
    let mut file = BufWriter::new(file);
    wrap_stream(&mut image, image_bytes, layering, &mut file)?;
    file.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use clap::Parser as _;

    use super::*;
    use crate::inspect::inspect;
    use crate::{Arguments as CommandLine, Command};

    fn sample(out: &Path, layering: &str, secret: &Path) -> Arguments {
        let (out, secret) = (out.to_string_lossy(), secret.to_string_lossy());
        let words = ["puente", "sample", &*out, "--patients", "8", "--today", "2026-03-14"];
        let more = ["--layering", layering, "--passphrase-file", &*secret];
        match CommandLine::parse_from(words.into_iter().chain(more)).command {
            Command::Sample(arguments) => arguments,
            _ => panic!("another command"),
        }
    }

    #[test]
    fn a_sample_of_today_was_extracted_today_and_not_later_than_now() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("clinic.dpm");
        let named = out.to_string_lossy();
        let Command::Sample(arguments) =
            CommandLine::parse_from(["puente", "sample", &*named, "--patients", "8"]).command
        else {
            panic!("another command")
        };
        run(&arguments).expect("written");
        let meta = inspect(&out, &arguments.passphrase).expect("valid").checked.meta;
        let exported_at: Timestamp = meta.exported_at.expect("said").parse().expect("an instant");
        let age = Timestamp::now().duration_since(exported_at).as_hours();
        assert!(exported_at <= Timestamp::now() && age < 25, "{exported_at}");
    }

    #[test]
    fn a_sample_is_valid_in_every_layering_and_always_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = folder.path().join("secret");
        std::fs::write(&secret, "contrasen\u{303}a\n").expect("written");
        let mut digests = Vec::new();
        for (layering, layers) in
            [("raw", 1), ("zst", 2), ("zstd", 2), ("enc", 2), ("zst.enc", 3), ("age", 2), ("zst.age", 3)]
        {
            let out = folder.path().join("clinic");
            let arguments = sample(&out, layering, &secret);
            run(&arguments).expect("written");
            let inspected = inspect(&out, &arguments.passphrase).expect("valid");
            assert_eq!(inspected.opened.layers.len(), layers, "{layering}");
            digests.push(inspected.checked.digest.to_string());
            assert!(matches!(run(&arguments), Err(Failure::Usage(_))), "overwritten");
            std::fs::remove_file(&out).expect("removed");
        }
        digests.dedup();
        assert_eq!(digests.len(), 1, "{digests:?}");
        let left = std::fs::read_dir(folder.path()).expect("readable").count();
        assert_eq!(left, 1, "only the passphrase is left");
    }
}
