//! Step two: the worker opens and checks the file, stage by stage.

use std::sync::Arc;

use leptos::prelude::*;

use super::counts::Counts;
use super::driver::Driver;
use super::open::FileLine;
use super::words::stage_name;
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::ui::{Button, ButtonKind, Card, Later, PageHead, ProgressBar};
use crate::journey::{Journey, Recognised, StageProgress, Stages};
use crate::protocol::{Preview, Stage};

#[component]
pub(super) fn CheckScreen(driver: Driver) -> impl IntoView {
    driver.journey().with_untracked(|journey| match journey {
        Journey::Working { file, .. } => Some(view! { <Check driver file=file.clone() /> }),
        _ => None,
    })
}

#[component]
fn Check(driver: Driver, file: Recognised) -> impl IntoView {
    let name = file.name.clone();
    let stages = Memo::new(move |_| working(driver, |stages, _| stages.clone()).unwrap_or_default());
    let glance = Memo::new(move |_| working(driver, |_, glance| glance.cloned().map(ByIdentity)).flatten());
    let shown = Memo::new(move |_| stages.with(|stages| stages.rows().map(|(stage, _)| stage).collect::<Vec<_>>()));

    view! {
        <PageHead title=move || t!("check-heading", name = name.as_str()) lead=said("check-lead") />
        <section class="card">
            <FileLine file />
            <div class="stages">
                <For each=move || shown.get() key=|stage| *stage let:stage>
                    <StageRow stage stages />
                </For>
            </div>
            <p class="visually-hidden" role="status">
                <Announcement stages />
            </p>
            <div class="card-foot">
                <p class="soft">{said("check-note")}</p>
                <Button kind=ButtonKind::Quiet attr:id="cancel-check" on:click=move |_| driver.forget()>
                    {said("check-cancel")}
                </Button>
            </div>
        </section>
        {move || {
            glance
                .get()
                .map(|ByIdentity(preview)| {
                    view! {
                        <Later>
                            <Card title=said("check-glance")>
                                <Counts driver entities=preview.entities.clone() />
                            </Card>
                        </Later>
                    }
                })
        }}
    }
}

/// A glance is the same as long as it is the same one.
#[derive(Clone)]
struct ByIdentity(Arc<Preview>);

impl PartialEq for ByIdentity {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

fn working<T>(driver: Driver, look: impl FnOnce(&Stages, Option<&Arc<Preview>>) -> T) -> Option<T> {
    driver.journey().with(|journey| match journey {
        Journey::Working { stages, glance, .. } => Some(look(stages, glance.as_ref())),
        _ => None,
    })
}

#[component]
fn StageRow(stage: Stage, stages: Memo<Stages>) -> impl IntoView {
    let progress = Memo::new(move |_| stages.with(|stages| stages.of(stage)));
    let part = Signal::derive(move || progress.get().map_or(Some(0.0), |progress| shown_part(stage, progress)));
    view! {
        <div
            class="stage"
            data-stage=move || format!("{stage:?}").to_lowercase()
            data-milliseconds=move || progress.get().map(|progress| progress.milliseconds.to_string())
        >
            <span>{move || stage_name(stage)}</span>
            <ProgressBar part label=move || stage_name(stage) />
            <span class="soft figures stage-amount">
                {move || progress.get().map_or_else(said("stage-waiting"), |progress| amount(stage, progress))}
            </span>
        </div>
    }
}

/// Deriving a key is one long step: it is under way, or over.
fn shown_part(stage: Stage, progress: StageProgress) -> Option<f64> {
    if stage == Stage::Unlock && !progress.is_over() { None } else { part(progress) }
}

#[expect(clippy::cast_precision_loss, reason = "a part to look at")]
fn part(progress: StageProgress) -> Option<f64> {
    progress.total.map(|total| if total == 0 { 1.0 } else { progress.done as f64 / total as f64 })
}

/// `612,400 rows · 2 s left` while it lasts, `810 MB · 4.7 s` when it is over.
fn amount(stage: Stage, progress: StageProgress) -> String {
    let so_far = match stage {
        Stage::Unlock => None,
        Stage::Decrypt if progress.done == 0 => None,
        Stage::Verify => Some(t!("stage-rows", count = progress.done)),
        Stage::Read | Stage::Decrypt | Stage::Decompress => Some(format::bytes(progress.done)),
    };
    let time = if progress.is_over() {
        Some(format::duration(progress.milliseconds / 1_000.0))
    } else {
        progress.seconds_left().map(|seconds| t!("time-left", time = format::duration(seconds)))
    };
    [so_far, time].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Says where the work is, once per stage and quarter: a screen reader must not be flooded.
#[component]
fn Announcement(stages: Memo<Stages>) -> impl IntoView {
    let news = Memo::new(move |_| {
        let (stage, progress) = stages.with(|stages| stages.rows().filter_map(|(s, p)| Some((s, p?))).last())?;
        let quarter = part(progress).map_or(0, |part| [0.25, 0.5, 0.75, 1.0].iter().filter(|q| part >= **q).count());
        Some((stage, quarter * 25))
    });
    move || {
        news.get().map(|(stage, percent)| {
            let stage = stage_name(stage);
            if percent == 100 {
                t!("check-announce-done", stage = stage)
            } else {
                t!("check-announce", stage = stage, percent = percent)
            }
        })
    }
}
