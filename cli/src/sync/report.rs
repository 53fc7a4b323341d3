//! What became of the files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use api::ProblemCode;
use api::document::{FileLine, FileState};
use serde::Serialize;

use super::upload::Sent;
use crate::output::{grouped, printable, size};
use crate::server::ServerError;

/// Missing files that are printed; JSON has all.
const PRINTED: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    /// Files that this command brought.
    pub(super) sent: u64,
    pub(super) sent_bytes: u64,
    /// Files that were there before it.
    pub(super) already_there: u64,
    /// Files the extractor could not read.
    pub(super) unreadable_in_source: u64,
    /// Files of what was not brought in.
    pub(super) homeless: u64,
    /// What the import waits for, and was not found or not taken; by their id in the manifest.
    #[serde(serialize_with = "values")]
    pub(super) missing: BTreeMap<String, Missing>,
    /// Files and folders below the root that could not be read.
    pub(super) unreadable_here: Vec<PathBuf>,
    /// Whether the server knows all that the import lists.
    pub(super) is_listed: bool,
    #[serde(skip)]
    has_begun: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Missing {
    path: String,
    patient: Option<String>,
    /// Why the server did not take it; nothing when it was not found.
    reason: Option<String>,
    /// Whether it will never be taken.
    #[serde(skip)]
    is_final: bool,
}

fn values<S: serde::Serializer>(map: &BTreeMap<String, Missing>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map.values())
}

impl Report {
    /// Begins a look; the first one counts what is there. Says whether it is that.
    pub(super) fn begin(&mut self, lines: &[FileLine]) -> bool {
        let count = |states: &[FileState]| lines.iter().filter(|line| states.contains(&line.state)).count() as u64;
        self.unreadable_in_source = count(&[FileState::Unreadable]);
        self.homeless = count(&[FileState::Homeless]);
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        if is_first {
            self.already_there = count(&[FileState::Received, FileState::Stored]);
        }
        let expected = lines.iter().filter(|line| line.state == FileState::Expected);
        self.missing = expected
            .map(|line| {
                let missing = Missing {
                    path: line.path.clone(),
                    patient: line.patient_name.clone(),
                    reason: None,
                    is_final: false,
                };
                (line.id.clone(), missing)
            })
            .collect();
        is_first
    }

    /// A file was sent that some rows list.
    pub(super) fn sent(&mut self, lines: &[&FileLine], sent: Sent) {
        let rows = lines.len() as u64;
        match sent {
            Sent::Taken { bytes } => {
                self.sent += rows;
                self.sent_bytes += bytes;
            }
            Sent::AlreadyThere => self.already_there += rows,
            Sent::TooLarge => return self.explain(lines, "it is larger than the server takes", true),
            Sent::Refused(error) => return self.explain(lines, &error.to_string(), is_final(&error)),
        }
        for line in lines {
            self.missing.remove(&line.id);
        }
    }

    fn explain(&mut self, lines: &[&FileLine], reason: &str, is_final: bool) {
        for line in lines {
            if let Some(missing) = self.missing.get_mut(&line.id) {
                missing.reason = Some(reason.to_owned());
                missing.is_final = is_final;
            }
        }
    }

    /// Whether all that is expected was refused for good.
    pub(super) fn nothing_more_helps(&self, expected: u64) -> bool {
        self.missing.values().filter(|missing| missing.is_final).count() as u64 == expected
    }

    pub(super) fn is_complete(&self) -> bool {
        self.is_listed && self.missing.is_empty() && self.unreadable_in_source == 0
    }

    /// Whether the server was asked what it has.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    pub(super) fn line(&self) -> String {
        format!("Sent {} ({}), {} to go", grouped(self.sent), size(self.sent_bytes), grouped(self.missing.len() as u64))
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut row = |label: &str, count: u64, more: &str| {
            // Writing to a string cannot fail.
            let _infallible = writeln!(text, "  {label:<34}{:>9}{more}", grouped(count));
        };
        row("sent", self.sent, &format!("  ({})", size(self.sent_bytes)));
        row("already there", self.already_there, "");
        row("missing", self.missing.len() as u64, "");
        row("not readable when extracted", self.unreadable_in_source, "");
        row("of what was not brought in", self.homeless, "");
        row("not readable here", self.unreadable_here.len() as u64, "");
        if !self.is_listed {
            text.push_str("  The import's list of files has not arrived whole: more may be asked for.\n");
        }
        for missing in self.missing.values().take(PRINTED) {
            let patient = missing.patient.as_deref().unwrap_or("—");
            let reason = missing.reason.as_deref().unwrap_or("not found");
            let _infallible = writeln!(text, "  {} · {patient} · {reason}", missing.path);
        }
        if self.missing.len() > PRINTED {
            let _infallible = writeln!(text, "  … and {} more; --json lists all", self.missing.len() - PRINTED);
        }
        for path in self.unreadable_here.iter().take(PRINTED) {
            let _infallible = writeln!(text, "  {} · cannot be read here", path.display());
        }
        printable(&text)
    }
}

/// Whether sending a file again will not help. One that changes while it is sent may hold still the next time.
fn is_final(error: &ServerError) -> bool {
    let is_another = matches!(error, ServerError::Refused { code: ProblemCode::BinaryDigest, .. });
    let is_ours = matches!(error, ServerError::Unreadable(_) | ServerError::Nonsense);
    !error.may_pass() && !is_another && !is_ours
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, state: FileState) -> FileLine {
        FileLine {
            id: id.to_owned(),
            path: format!("RX/{id}.png"),
            size: None,
            sha256: None,
            state,
            patient_id: None,
            patient_name: Some("Ana López".to_owned()),
            document_id: None,
        }
    }

    #[test]
    fn every_file_is_in_one_line_of_the_report() {
        use FileState::{Expected, Homeless, Received, Unreadable};
        let states = [Expected, Expected, Expected, Received, Unreadable, Homeless];
        let lines: Vec<_> = states.iter().enumerate().map(|(n, state)| line(&n.to_string(), *state)).collect();
        let mut report = Report::default();
        assert!(report.begin(&lines));
        report.sent(&[&lines[0]], Sent::Taken { bytes: 1_500 });
        let unwanted = ServerError::Refused { code: ProblemCode::BinaryUnwanted, detail: "no place".to_owned() };
        report.sent(&[&lines[1]], Sent::Refused(unwanted));
        assert!(!report.is_complete() && !report.nothing_more_helps(2) && report.nothing_more_helps(1));
        report.is_listed = true;
        let expected = "  sent                                      1  (1.5 kB)
  already there                             1
  missing                                   2
  not readable when extracted               1
  of what was not brought in                1
  not readable here                         0
  RX/1.png · Ana López · no place [binary.not_wanted]
  RX/2.png · Ana López · not found
";
        assert_eq!(report.text(), expected);
    }

    #[test]
    fn what_will_never_be_taken_is_told_from_what_may_be() {
        let lines = [line("1", FileState::Expected)];
        let refused = |code| Sent::Refused(ServerError::Refused { code, detail: String::new() });
        for (sent, is_final) in [
            (Sent::TooLarge, true),
            (refused(ProblemCode::BodyTooLarge), true),
            (refused(ProblemCode::BinaryEmpty), true),
            (refused(ProblemCode::BinaryUnwanted), true),
            (refused(ProblemCode::BinaryUnlisted), false),
            (refused(ProblemCode::BinaryDigest), false),
            (refused(ProblemCode::TooManyRequests), false),
            (Sent::Refused(ServerError::Unreadable("shorter".to_owned())), false),
            (Sent::Refused(ServerError::Unreachable("away".to_owned())), false),
        ] {
            let mut report = Report::default();
            report.begin(&lines);
            report.sent(&[&lines[0]], sent);
            assert_eq!(report.nothing_more_helps(1), is_final, "{}", report.text());
        }
    }

    #[test]
    fn nothing_is_complete_before_the_list_is_there() {
        let mut report = Report::default();
        report.begin(&[]);
        assert!(!report.is_complete() && report.text().contains("has not arrived whole"));
        report.is_listed = true;
        assert!(report.is_complete());
    }
}
