//! The order: rows are sent to the server, and once it has them all, it is told to import.

use api::ProblemCode::{BatchInvalid, HashMismatch, JobState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use uuid::Uuid;

use super::Driver;
use crate::app::address;
use crate::app::http::{self, Failure};
use crate::journey::{Event, Journey, Sent};
use crate::protocol::Request;

impl Driver {
    /// From here on rows leave this computer.
    pub(in crate::app::journey) fn confirm(self, clinic_id: Uuid, clinic_name: String) {
        let options = self.options.get_untracked();
        self.happened(Event::Confirmed { clinic_id, clinic_name, options });
        self.send_to(clinic_id);
    }

    pub(in crate::app::journey) fn resume(self) {
        let clinic_id = self.journey.with_untracked(|journey| match journey {
            Journey::Interrupted { order, .. } => Some(order.clinic_id),
            _ => None,
        });
        if let Some(clinic_id) = clinic_id {
            self.happened(Event::Resumed);
            self.send_to(clinic_id);
        }
    }

    pub(in crate::app::journey) fn start_again(self) {
        self.happened(Event::StartedAgain);
        self.execute();
    }

    fn send_to(self, clinic_id: Uuid) {
        self.left.update(|left| *left = left.or(Some(Sent::default())));
        self.with_worker(|worker| worker.send(&Request::Send { clinic_id }));
    }

    /// Gives the order to execute, once everything has been received, and goes to the import's own page.
    pub(super) fn execute(self) {
        let received = self.journey.with_untracked(|journey| match journey {
            Journey::Received { order, job_id } => Some((*job_id, order.options.clone())),
            _ => None,
        });
        let Some((job_id, options)) = received else { return };
        spawn_local(async move {
            match start_job(job_id, &options).await {
                Ok(()) => address::go(&job_path(job_id)),
                Err(failure) => {
                    self.happened(Event::StartFailed { code: failure_code(&failure), detail: failure.message() });
                }
            }
        });
    }
}

/// The page of an import.
fn job_path(id: Uuid) -> String {
    format!("/settings/data-migration/{id}")
}

/// Orders the server to execute a job it has received. Done, too, where the job's page tells why not.
pub(in crate::app::journey) async fn start_job(id: Uuid, options: &impl Serialize) -> Result<(), Failure> {
    match http::post(&format!("/migration_import/jobs/{id}/execute"), options).await {
        // It is over or given up, or what was received was not the file: another order comes to the same.
        Err(failure) if matches!(failure.code(), Some(JobState | HashMismatch | BatchInvalid)) => Ok(()),
        outcome => outcome,
    }
}

fn failure_code(failure: &Failure) -> String {
    failure.code().map_or("network", api::ProblemCode::as_str).to_owned()
}
