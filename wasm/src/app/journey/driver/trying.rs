//! Trying the import out beside looking and deciding: again whenever another thing is decided.

use std::sync::Arc;
use std::time::Duration;

use api::Page;
use api::decisions::{Decisions, ReviewedProfessional};
use api::job::{DryRun, ExecuteOptions, WarningLine};
use leptos::prelude::*;

use super::{Driver, Samples};
use crate::app::http::Failure;
use crate::app::journey::asking::Questions;
use crate::app::session;
use crate::journey::{Journey, Screen};
use crate::protocol::{LegalData, PAGE_SIZE, Reply, Request};

/// How long the admin pauses before what they chose is tried out.
const PAUSE: Duration = Duration::from_millis(600);

/// How far it is.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::app::journey) enum Trial {
    None,
    Running { done: u64, total: u64 },
    Done,
    Failed,
}

impl Trial {
    #[expect(clippy::cast_precision_loss, reason = "a part to look at")]
    pub(in crate::app::journey) fn part(self) -> Option<f64> {
        match self {
            Self::Running { done, total } if total > 0 => Some(done as f64 / total as f64),
            _ => None,
        }
    }
}

impl Driver {
    pub(in crate::app::journey) fn trial(self) -> ReadSignal<Trial> {
        self.trial.read_only()
    }

    pub(in crate::app::journey) fn trouble(self) -> ReadSignal<(String, String)> {
        self.trouble.read_only()
    }

    pub(in crate::app::journey) fn outcome(self) -> ReadSignal<Option<Arc<DryRun>>> {
        self.outcome.read_only()
    }

    pub(in crate::app::journey) fn options(self) -> ReadSignal<ExecuteOptions> {
        self.options.read_only()
    }

    pub(in crate::app::journey) fn legal(self) -> ReadSignal<LegalData> {
        self.legal.read_only()
    }

    pub(in crate::app::journey) fn years(self) -> ReadSignal<Vec<(String, u64)>> {
        self.years.read_only()
    }

    pub(in crate::app::journey) fn team(self) -> ReadSignal<Arc<Vec<ReviewedProfessional>>> {
        self.team.read_only()
    }

    /// As [`Driver::choose`], for what the staff are judged by: [`Driver::team`] follows at once.
    pub(in crate::app::journey) fn judge(self, change: impl FnOnce(&mut ExecuteOptions)) {
        self.choose(change);
        let options = self.options.get_untracked();
        self.with_worker(|worker| worker.send(&Request::Professionals { options }));
    }

    /// Changes what the import will be told, and tries it out anew once the admin pauses.
    pub(in crate::app::journey) fn choose(self, change: impl FnOnce(&mut ExecuteOptions)) {
        self.options.update(change);
        self.trial.set(Trial::Running { done: 0, total: 0 });
        self.changes.update_value(|changes| *changes = changes.wrapping_add(1));
        let change = self.changes.get_value();
        let try_out = move || {
            if self.changes.try_get_value() == Some(change) {
                self.try_out();
            }
        };
        set_timeout(try_out, PAUSE);
    }

    /// Tries the import out. Only who may import can: others are not told what the clinic holds.
    pub(in crate::app::journey) fn try_out(self) {
        let clinic = untrack(session::clinic).filter(|_| untrack(session::is_admin));
        let (Some(clinic), Some(imported_by)) = (clinic, untrack(session::user_id)) else {
            return self.trial.set(Trial::None);
        };
        self.tried.set_value(self.changes.get_value());
        self.trial.set(Trial::Running { done: 0, total: 0 });
        let options = self.options.get_untracked();
        self.with_worker(|worker| worker.send(&Request::DryRun { clinic_id: clinic.id, imported_by, options }));
    }

    /// What it came to.
    pub(super) fn was_tried(self, outcome: DryRun, legal: LegalData, years: Vec<(String, u64)>) {
        if self.tried.get_value() != self.changes.get_value() {
            // It was tried with what is no longer chosen; what is chosen is about to be tried.
            return;
        }
        self.legal.set(legal);
        self.years.set(years);
        self.samples.update(Samples::forget_outcomes);
        self.team.set(Arc::new(outcome.review.professionals.clone()));
        let show = move || {
            // The page may be gone by then.
            let _unless_gone = self.outcome.try_set(Some(Arc::new(outcome)));
            let _unless_gone = self.trial.try_set(Trial::Done);
        };
        // All of it drawn at once would keep the browser from answering.
        set_timeout(show, Duration::ZERO);
    }

    /// What was found out by trying, and decided on single rows, was about the clinic before. The rules hold in any.
    pub(super) fn look_from_another_clinic(self) {
        if matches!(self.journey.with_untracked(Journey::screen), Screen::Look | Screen::Decide) {
            self.forget_trial();
            self.choose(|options| options.decisions = Decisions::default());
        }
    }

    pub(super) fn forget_trial(self) {
        self.samples.set(Samples::default());
        self.outcome.set(None);
        self.legal.set(LegalData::default());
        self.years.set(Vec::new());
        self.team.set(Arc::default());
        self.found.set(Default::default());
    }

    /// A page of the warnings of a code that the last trial gave about rows of a type.
    pub(in crate::app::journey) async fn warnings(
        self,
        code: String,
        entity_type: Option<String>,
        page: u32,
    ) -> Result<Page<WarningLine>, Failure> {
        let (ask, answer) = self.questions.try_update_value(Questions::ask).ok_or(Failure::Unreachable)?;
        self.with_worker(|worker| worker.send(&Request::Warnings { ask, code, entity_type, page }));
        match answer.await {
            Some(Reply::Warnings { lines, kept, .. }) => {
                Ok(Page { data: lines, total: kept, page, page_size: PAGE_SIZE })
            }
            _ => Err(Failure::Unreachable),
        }
    }
}
