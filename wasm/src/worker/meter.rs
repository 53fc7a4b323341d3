//! Progress: often enough to be seen moving, seldom enough to cost nothing.

use crate::protocol::{Reply, Stage};

/// Milliseconds between two reports of a stage.
const INTERVAL: f64 = 80.0;

#[cfg(target_arch = "wasm32")]
impl From<dpmf::progress::Stage> for Stage {
    fn from(stage: dpmf::progress::Stage) -> Self {
        use dpmf::progress::Stage as Of;
        match stage {
            Of::Read => Self::Read,
            Of::Unlock => Self::Unlock,
            Of::Decrypt => Self::Decrypt,
            Of::Decompress => Self::Decompress,
            Of::Verify => Self::Verify,
        }
    }
}

/// Turns what the stages say into reports. Time is in milliseconds from any fixed moment.
pub struct Meter {
    stage: Option<Stage>,
    began: f64,
    reported: f64,
}

impl Meter {
    /// A meter for work that begins now.
    #[must_use]
    pub fn new(now: f64) -> Self {
        Self { stage: None, began: now, reported: now }
    }

    /// What to tell the page, if anything: a stage's beginning and its end always, what is between now and then.
    pub fn report(&mut self, now: f64, stage: Stage, done: u64, total: Option<u64>) -> Option<Reply> {
        let is_new = self.stage != Some(stage);
        if is_new {
            self.stage = Some(stage);
            self.began = self.reported;
        }
        let is_over = total == Some(done);
        if !is_new && !is_over && now - self.reported < INTERVAL {
            return None;
        }
        self.reported = now;
        Some(Reply::Progress { stage, done, total, milliseconds: now - self.began })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milliseconds(reply: Option<&Reply>) -> Option<f64> {
        match reply {
            Some(Reply::Progress { milliseconds, .. }) => Some(*milliseconds),
            _ => None,
        }
    }

    #[test]
    fn a_busy_stage_reports_its_ends_and_now_and_then_between() {
        let mut meter = Meter::new(0.0);
        let reports = (0..=1000_u32)
            .filter_map(|step| meter.report(f64::from(step), Stage::Read, step.into(), Some(1000)))
            .collect::<Vec<_>>();
        assert!((10..=20).contains(&reports.len()), "{}", reports.len());
        assert!(matches!(reports.first(), Some(Reply::Progress { done: 0, .. })));
        assert!(matches!(reports.last(), Some(Reply::Progress { done: 1000, .. })));
    }

    #[test]
    fn a_stage_takes_the_time_since_the_one_before() {
        let mut meter = Meter::new(100.0);
        assert_eq!(milliseconds(meter.report(150.0, Stage::Read, 5, Some(5)).as_ref()), Some(50.0));
        assert_eq!(milliseconds(meter.report(450.0, Stage::Unlock, 1, Some(1)).as_ref()), Some(300.0));
    }
}
