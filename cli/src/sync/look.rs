//! One look: what the import waits for is found and sent.

use std::collections::HashMap;
use std::ops::ControlFlow;

use api::document::FileLine;

use super::Arguments;
use super::find::{self, Found};
use super::memory::Memory;
use super::report::Report;
use super::upload::{Sent, Uploader, in_parallel};
use crate::progress::StatusLine;
use crate::server::ServerError;

/// Files one after another for which the server could not be reached, each tried several times: it is away.
const ENOUGH: u8 = 3;

/// What comes of a look.
struct Look<'a> {
    report: &'a mut Report,
    status: StatusLine,
    brake: Brake,
}

impl Look<'_> {
    fn note(&mut self, lines: &[&FileLine], sent: Sent) -> ControlFlow<()> {
        let flow = self.brake.note(&sent);
        self.report.sent(lines, sent);
        self.status.show(|| self.report.line());
        flow
    }
}

/// Ends a look that leads nowhere.
#[derive(Default)]
struct Brake {
    unreachable: u8,
    why: Option<ServerError>,
}

impl Brake {
    fn note(&mut self, sent: &Sent) -> ControlFlow<()> {
        match sent {
            Sent::Refused(error) if error.shuts_out() => self.why = Some(error.clone()),
            Sent::Refused(error @ ServerError::Unreachable(_)) => {
                self.unreachable += 1;
                if self.unreachable >= ENOUGH {
                    self.why = Some(error.clone());
                }
            }
            _ => self.unreachable = 0,
        }
        if self.why.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Why it ended, if it did.
    fn released(&mut self) -> Result<(), ServerError> {
        self.why.take().map_or(Ok(()), Err)
    }
}

/// Sends what is where it should be, and then what is found elsewhere.
pub(super) fn send(
    arguments: &Arguments,
    uploader: &Uploader<'_>,
    memory: &mut Memory,
    report: &mut Report,
    wanted: &[FileLine],
) -> Result<(), ServerError> {
    let workers = usize::from(arguments.parallel);
    let mut look = Look { report, status: StatusLine::new(), brake: Brake::default() };
    // Two rows may list the same bytes: one file brings both.
    let mut by_digest: HashMap<&str, Vec<&FileLine>> = HashMap::new();
    for line in wanted {
        if let Some(sha256) = line.sha256.as_deref() {
            by_digest.entry(sha256).or_default().push(line);
        }
    }
    let places: Vec<_> = by_digest.values().cloned().collect();
    let mut elsewhere = Vec::new();
    in_parallel(
        workers,
        &places,
        memory,
        |lines, memory| {
            let place = lines.iter().find_map(|line| find::in_place(&arguments.root, line, memory));
            place.map(|place| uploader.send_known(&place, memory))
        },
        |lines, sent| {
            if let Some(sent) = sent {
                return look.note(lines, sent);
            }
            elsewhere.push(lines.clone());
            ControlFlow::Continue(())
        },
    );
    look.brake.released()?;
    if elsewhere.is_empty() {
        return Ok(());
    }
    let digests = elsewhere.iter().filter_map(|lines| lines[0].sha256.as_deref().map(|digest| (digest, lines[0].size)));
    let found = find::by_contents(&arguments.root, &digests.collect(), workers, memory);
    look.report.unreadable_here = found.unreadable;
    let moved: Vec<(Vec<&FileLine>, Found)> = elsewhere
        .into_iter()
        .filter_map(|lines| {
            let place = found.places.get(lines[0].sha256.as_deref()?)?.clone();
            Some((lines, place))
        })
        .collect();
    in_parallel(
        workers,
        &moved,
        memory,
        |(_, place), memory| uploader.send_known(place, memory),
        |(lines, _), sent| look.note(lines, sent),
    );
    look.brake.released()
}

#[cfg(test)]
mod tests {
    use api::ProblemCode;

    use super::super::may_pass;
    use super::*;

    fn refused(code: ProblemCode) -> Sent {
        Sent::Refused(ServerError::Refused { code, detail: String::new() })
    }

    #[test]
    fn a_look_ends_when_the_server_is_away_or_will_not_hear_of_us() {
        let away = || Sent::Refused(ServerError::Unreachable("away".to_owned()));
        let mut brake = Brake::default();
        for sent in [away(), away(), Sent::AlreadyThere, away(), refused(ProblemCode::BinaryUnwanted), away(), away()] {
            assert!(brake.note(&sent).is_continue());
        }
        assert!(brake.released().is_ok());
        assert!(brake.note(&away()).is_break());
        assert!(brake.released().is_err_and(|error| error.may_pass()));
        for code in [ProblemCode::Unauthenticated, ProblemCode::Forbidden, ProblemCode::NotFound] {
            let mut brake = Brake::default();
            assert!(brake.note(&refused(code)).is_break());
            let error = brake.released().map_err(|error| anyhow::Error::from(error).context("a look"));
            assert!(error.is_err_and(|error| !may_pass(&error)), "waiting does not help");
        }
    }
}
