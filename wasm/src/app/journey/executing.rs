//! Step six, second half: the server brings everything in.

use api::job::{Job, Phase, Progress};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::follow::follow;
use super::words::type_name;
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Announced, PageHead, ProgressBar, Tone};

/// Follows the job; `finished` is called once it is final.
#[component]
pub(super) fn Executing(job: Job, finished: impl Fn() + 'static) -> impl IntoView {
    let following = follow(job.id);
    let progress = following.progress;
    Effect::new(move |_| {
        if progress.with(|progress| progress.as_ref().is_some_and(|progress| progress.state.is_final())) {
            finished();
        }
    });
    let Job { clinic_name, total_entities, started_at, .. } = job;
    view! {
        <section id="import-progress" class="stack">
            <PageHead title=move || t!("job-heading-executing", clinic = clinic_name.as_str()) lead=said("job-executing") />
            <Show when=move || following.interrupted.get()>
                <Alert tone=Tone::Warning>
                    <p>{said("job-connection-lost")}</p>
                </Alert>
            </Show>
            <div class="card">
                <Headline progress started_at />
                <Phases progress total_entities />
                <p class="soft">{said("job-unchanged")}</p>
            </div>
        </section>
    }
}

#[component]
fn Headline(progress: ReadSignal<Option<Progress>>, started_at: Option<String>) -> impl IntoView {
    let part = Signal::derive(move || progress.with(|progress| progress.as_ref().map(overall)));
    let rate = move || {
        progress.with(|progress| {
            let rate = progress.as_ref()?.entities_per_second;
            (rate >= 1.0).then(|| t!("job-rate", rate = rate.round()))
        })
    };
    let rest = move || {
        let left = progress.with(|progress| progress.as_ref()?.seconds_left);
        let left = left.map(|seconds| t!("time-about-left", time = format::duration(seconds)));
        let started = started_at.as_deref().map(|at| t!("job-started", time = format::time(at, None)));
        [left, started].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! {
        <div class="headline">
            <span class="big figures" id="import-percent">
                {move || format::percent(part.get().unwrap_or_default())}
            </span>
            <div class="headline-aside figures">
                <strong>{rate}</strong>
                <small class="soft">{rest}</small>
            </div>
        </div>
        <ProgressBar part label=said("step-import") />
        <Announced label=said("step-import") part />
    }
}

#[expect(clippy::cast_precision_loss, reason = "a part to look at")]
fn overall(progress: &Progress) -> f64 {
    if progress.total == 0 { 0.0 } else { progress.done as f64 / progress.total as f64 }
}

/// How far each phase is: over, under way or still to come.
#[component]
fn Phases(progress: ReadSignal<Option<Progress>>, total_entities: u64) -> impl IntoView {
    let phase = Memo::new(move |_| progress.with(|progress| progress.as_ref().map_or(Phase::Verifying, |p| p.phase)));
    let loading = move || progress.get().filter(|progress| progress.phase == Phase::Loading);
    view! {
        <div class="stages">
            <PhaseRow
                name=said("phase-received")
                part=Some(1.0)
                note=move || t!("job-done-amount", total = total_entities)
            />
            <PhaseRow
                name=said("phase-verifying")
                part=Signal::derive(move || turn(phase.get(), Phase::Verifying).part())
                note=move || match turn(phase.get(), Phase::Verifying) {
                    Turn::Over => t!("phase-same-digest"),
                    other => other.words(),
                }
            />
            <PhaseRow
                name=move || {
                    loading().and_then(|progress| progress.entity_type).as_deref().map_or_else(said("phase-loading"), type_name)
                }
                part=Signal::derive(move || loading().map_or(turn(phase.get(), Phase::Loading).part(), |p| type_part(&p)))
                note=move || match loading().filter(|progress| progress.type_total > 0) {
                    Some(progress) => t!("job-amount", done = progress.type_done, total = progress.type_total),
                    None => turn(phase.get(), Phase::Loading).words(),
                }
            />
            <PhaseRow
                name=said("phase-committing")
                part=Signal::derive(move || turn(phase.get(), Phase::Committing).part())
                note=move || turn(phase.get(), Phase::Committing).words()
            />
        </div>
    }
}

#[component]
fn PhaseRow(
    #[prop(into)] name: TextProp,
    #[prop(into)] part: Signal<Option<f64>>,
    #[prop(into)] note: TextProp,
) -> impl IntoView {
    let label = name.clone();
    view! {
        <div class="stage">
            <span>{move || name.get()}</span>
            <ProgressBar part label />
            <span class="soft figures stage-amount">{move || note.get()}</span>
        </div>
    }
}

#[expect(clippy::cast_precision_loss, reason = "a part to look at")]
fn type_part(progress: &Progress) -> Option<f64> {
    (progress.type_total > 0).then(|| progress.type_done as f64 / progress.type_total as f64)
}

/// Whether a phase is over, under way or still to come.
#[derive(Clone, Copy)]
enum Turn {
    Over,
    Now,
    ToCome,
}

fn turn(now: Phase, of: Phase) -> Turn {
    let place = |phase| match phase {
        Phase::Verifying => 0,
        // Getting ready counts as the beginning of what it is for.
        Phase::Preparing | Phase::Loading => 1,
        Phase::Committing => 2,
        Phase::Done => 3,
    };
    match place(now).cmp(&place(of)) {
        std::cmp::Ordering::Less => Turn::ToCome,
        std::cmp::Ordering::Equal => Turn::Now,
        std::cmp::Ordering::Greater => Turn::Over,
    }
}

impl Turn {
    /// Nothing stands for "under way, nobody knows how far".
    fn part(self) -> Option<f64> {
        match self {
            Self::Over => Some(1.0),
            Self::Now => None,
            Self::ToCome => Some(0.0),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Over => t!("step-done"),
            Self::Now => t!("phase-working"),
            Self::ToCome => t!("phase-waiting"),
        }
    }
}
