//! Rows to look at: fetched from the worker when they are asked for, with personal data only when those are asked for, too.

use std::collections::HashMap;

use leptos::prelude::*;

use super::Driver;
use crate::protocol::{Outcome, Request, Sample, SampleRow};

#[derive(Default)]
pub(in crate::app::journey) struct Samples {
    /// Which are being looked at.
    pub(in crate::app::journey) open: Option<Sample>,
    /// Whether personal data are shown.
    pub(in crate::app::journey) in_clear: bool,
    known: HashMap<Sample, (Vec<SampleRow>, u64)>,
}

impl Samples {
    /// The open rows and how many there are on all pages; nothing while they are being fetched.
    pub(in crate::app::journey) fn rows(&self) -> Option<&(Vec<SampleRow>, u64)> {
        self.known.get(self.open.as_ref()?)
    }

    pub(super) fn learn(&mut self, of: Sample, rows: Vec<SampleRow>, kept: u64) {
        self.known.insert(of, (rows, kept));
    }

    /// What another trial may tell otherwise.
    pub(super) fn forget_outcomes(&mut self) {
        self.known.retain(|of, _| of.outcome.is_none());
    }
}

impl Driver {
    pub(in crate::app::journey) fn samples(self) -> ReadSignal<Samples> {
        self.samples.read_only()
    }

    /// Looks at the first rows of a type, or at the first of those that meet a fate.
    pub(in crate::app::journey) fn sample(self, entity_type: String, outcome: Option<Outcome>) {
        self.samples.update(|samples| {
            samples.open = Some(Sample { entity_type, outcome, page: 1, in_clear: samples.in_clear });
        });
        self.fetch_samples();
    }

    pub(in crate::app::journey) fn turn_samples(self, page: u32) {
        self.samples.update(|samples| {
            if let Some(of) = &mut samples.open {
                of.page = page;
            }
        });
        self.fetch_samples();
    }

    /// Shows personal data or hides them, until the page is left. What was shown of them is let go of when they are hidden.
    pub(in crate::app::journey) fn show_in_clear(self, in_clear: bool) {
        self.samples.update(|samples| {
            samples.in_clear = in_clear;
            samples.known.retain(|of, _| in_clear || !of.in_clear);
            if let Some(of) = &mut samples.open {
                of.in_clear = in_clear;
            }
        });
        self.fetch_samples();
    }

    pub(in crate::app::journey) fn close_samples(self) {
        self.samples.update(|samples| samples.open = None);
    }

    fn fetch_samples(self) {
        let wanted = self.samples.with_untracked(|samples| samples.open.clone().filter(|_| samples.rows().is_none()));
        if let Some(of) = wanted {
            self.with_worker(|worker| worker.send(&Request::Sample { of }));
        }
    }
}
