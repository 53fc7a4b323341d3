//! Opening a file and checking all of it: what `check` and `import` begin with.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use dpmf::check::{Checked, check};
use dpmf::layering::Kind;
use dpmf::open::{Opened, open_path};
use dpmf::progress::Stage;
use dpmf::{Error, Limits};

use crate::failure::Failure;
use crate::passphrase;
use crate::progress::{Meter, StageTime};

/// A file that opened and passed every check.
pub(crate) struct Inspected {
    pub(crate) opened: Opened,
    pub(crate) checked: Checked,
    pub(crate) stages: Vec<StageTime>,
}

/// Opens and checks the file. The passphrase is asked for only when the file needs one.
pub(crate) fn inspect(path: &Path, passphrase: &passphrase::Arguments) -> Result<Inspected, Failure> {
    let limits = Limits::default();
    let passphrase = if needs_passphrase(path)? { passphrase.obtain(false)? } else { None };
    let mut meter = Meter::new();
    let opened = open_path(path, passphrase.as_ref(), &limits, &mut meter)?;
    drop(passphrase);
    meter.enter(Stage::Verify);
    let checked = check(&opened.container, &limits, &mut meter)?;
    Ok(Inspected { opened, checked, stages: meter.finish() })
}

fn needs_passphrase(path: &Path) -> Result<bool, Error> {
    let unreadable = |error: std::io::Error| Error::Io { detail: error.to_string() };
    let mut head = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(Kind::HEAD_BYTES as u64).read_to_end(&mut head).map_err(unreadable)?;
    Ok(Kind::recognise(&head)?.needs_passphrase())
}
