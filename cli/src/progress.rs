//! How far the work is: on the terminal when it takes more than a second, and how long each stage took.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use dpmf::progress::{Observer, Stage};
use serde::Serialize;

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two lines shown.
const PAUSE: Duration = Duration::from_millis(200);

/// A line at the foot of the terminal that is written over again.
pub(crate) struct StatusLine {
    begun: Instant,
    shown: Option<Instant>,
    is_terminal: bool,
}

impl StatusLine {
    pub(crate) fn new() -> Self {
        Self { begun: Instant::now(), shown: None, is_terminal: std::io::stderr().is_terminal() }
    }

    /// Shows the line, unless it is too early or too soon after the last.
    pub(crate) fn show(&mut self, line: impl FnOnce() -> String) {
        let is_due = self.shown.map_or(self.begun.elapsed() > PATIENCE, |shown| shown.elapsed() > PAUSE);
        if self.is_terminal && is_due {
            drop(write!(std::io::stderr().lock(), "\r\x1b[K{}", line()));
            self.shown = Some(Instant::now());
        }
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        if self.shown.is_some() {
            drop(write!(std::io::stderr().lock(), "\r\x1b[K"));
        }
    }
}

/// How long a stage took.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StageTime {
    pub(crate) stage: &'static str,
    pub(crate) ms: u64,
}

/// Hears how a file is opened and checked, shows it and measures it.
pub(crate) struct Meter {
    line: StatusLine,
    stages: Vec<(&'static str, Duration)>,
    since: Instant,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self { line: StatusLine::new(), stages: Vec::new(), since: Instant::now() }
    }

    /// The time from now on belongs to this stage.
    pub(crate) fn enter(&mut self, stage: Stage) {
        let name = name(stage);
        if self.stages.last().is_none_or(|(last, _)| *last != name) {
            self.settle();
            self.stages.push((name, Duration::ZERO));
        }
    }

    /// How long each stage took.
    pub(crate) fn finish(mut self) -> Vec<StageTime> {
        self.settle();
        let whole = |time: &Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.stages.iter().map(|(stage, time)| StageTime { stage, ms: whole(time) }).collect()
    }

    /// What passed belongs to the last stage; before the first, it will belong to that.
    fn settle(&mut self) {
        if let Some((_, time)) = self.stages.last_mut() {
            *time += self.since.elapsed();
            self.since = Instant::now();
        }
    }
}

impl Observer for Meter {
    fn progress(&mut self, stage: Stage, done: u64, total: Option<u64>) {
        self.enter(stage);
        self.line.show(|| match total {
            Some(total) if total > 0 => {
                format!("{} {} %", doing(stage), done.saturating_mul(100) / total)
            }
            _ => doing(stage).to_owned(),
        });
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "read",
        Stage::Unlock => "unlock",
        Stage::Decrypt => "decrypt",
        Stage::Decompress => "decompress",
        Stage::Verify => "verify",
    }
}

fn doing(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "Reading the file",
        Stage::Unlock => "Deriving the key from the passphrase",
        Stage::Decrypt => "Decrypting",
        Stage::Decompress => "Decompressing",
        Stage::Verify => "Checking every row",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_is_measured_once_in_order() {
        let mut meter = Meter::new();
        for stage in [Stage::Read, Stage::Read, Stage::Decompress, Stage::Verify, Stage::Verify] {
            std::thread::sleep(Duration::from_millis(2));
            meter.progress(stage, 1, Some(2));
        }
        let stages = meter.finish();
        assert_eq!(stages.iter().map(|time| time.stage).collect::<Vec<_>>(), ["read", "decompress", "verify"]);
        assert!(stages[0].ms >= 4, "reading includes what came before its first report: {stages:?}");
    }
}
