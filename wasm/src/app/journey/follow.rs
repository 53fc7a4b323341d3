//! Follows a job while it executes: server-sent events, and asking again and again where those do not get through.

use api::Item;
use api::job::{Job, JobState, Phase, Progress};
use gloo::timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

use crate::app::{http, json};

const POLL_MS: u32 = 2_000;

/// What is known of a job that executes.
#[derive(Clone, Copy)]
pub(super) struct Following {
    pub(super) progress: ReadSignal<Option<Progress>>,
    /// The connection is interrupted and being restored.
    pub(super) interrupted: ReadSignal<bool>,
}

/// The job as `GET /jobs/{id}` answers it.
pub(super) async fn fetch_job(id: Uuid) -> Result<Item<Job>, http::Failure> {
    http::get(&format!("/migration_import/jobs/{id}")).await
}

/// Follows until the job is final or the view that asked is gone.
pub(super) fn follow(id: Uuid) -> Following {
    let progress = RwSignal::new(None);
    let interrupted = RwSignal::new(false);
    let line = StoredValue::new_local(Line::Idle);
    let heard = move |news: Progress| {
        if news.state.is_final() {
            line.set_value(Line::Idle);
        }
        interrupted.set(false);
        progress.set(Some(news));
    };
    let poll = move || {
        line.set_value(Line::Poll {
            _repeat: Interval::new(POLL_MS, move || {
                spawn_local(async move {
                    let answer = fetch_job(id).await;
                    match answer {
                        _ if progress.is_disposed() => {}
                        Ok(job) => heard(progress_of(&job.data)),
                        Err(_) => interrupted.set(true),
                    }
                });
            }),
        });
    };
    match Events::listen(id, heard, move || interrupted.set(true), poll) {
        Some(events) => line.set_value(Line::Events { _events: events }),
        None => poll(),
    }
    on_cleanup(move || line.set_value(Line::Idle));
    Following { progress: progress.read_only(), interrupted: interrupted.read_only() }
}

/// How news arrive. Dropping it ends them.
enum Line {
    Idle,
    Events { _events: Events },
    Poll { _repeat: Interval },
}

struct Events {
    source: EventSource,
    _on_progress: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

impl Events {
    /// `interrupted` while the browser reconnects by itself, `gave_up` when it will not.
    fn listen(
        id: Uuid,
        heard: impl Fn(Progress) + 'static,
        interrupted: impl Fn() + 'static,
        gave_up: impl Fn() + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(&format!("/api/v1/migration_import/jobs/{id}/events")).ok()?;
        let on_progress = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let news = event.data().as_string().and_then(|text| json::parse(&text));
            if let Some(news) = news {
                heard(news);
            }
        });
        let state_of = source.clone();
        let on_error = Closure::<dyn FnMut()>::new(move || {
            if state_of.ready_state() == EventSource::CLOSED { gave_up() } else { interrupted() }
        });
        source.add_event_listener_with_callback("progress", on_progress.as_ref().unchecked_ref()).ok()?;
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { source, _on_progress: on_progress, _on_error: on_error })
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// What a job says of its progress when events do not get through.
fn progress_of(job: &Job) -> Progress {
    let phase = match job.state {
        JobState::Receiving | JobState::Validated => Phase::Verifying,
        JobState::Executing => Phase::Loading,
        JobState::Completed | JobState::Failed | JobState::Undone | JobState::Abandoned => Phase::Done,
    };
    Progress {
        state: job.state,
        phase,
        entity_type: None,
        type_done: 0,
        type_total: 0,
        done: job.processed_entities,
        total: job.total_entities,
        entities_per_second: 0.0,
        seconds_left: None,
        error: job.error.clone(),
    }
}
