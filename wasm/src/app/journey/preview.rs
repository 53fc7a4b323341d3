//! Step three: what the file would bring, verified and with nothing sent.

use std::sync::Arc;

use js_sys::Date;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::counts::Counts;
use super::driver::Driver;
use super::findings::{DanglingCard, ExtractorCard, FilesCard, UnreadableCard};
use super::questions::QuestionsCard;
use super::trial::TrialSection;
use super::years::YearsCard;
use crate::app::format;
use crate::app::i18n::{said, t, translate};
use crate::app::ui::{Alert, Button, ButtonKind, Card, Later, PageHead, Tag, Tone};
use crate::protocol::Preview;

/// An extract older than this lacks a week's work.
const OLD_AFTER_DAYS: f64 = 7.0;

#[component]
pub(super) fn PreviewScreen(driver: Driver) -> impl IntoView {
    let opened = driver.journey().with_untracked(|journey| journey.opened().cloned());
    opened.map(|opened| view! { <Look driver preview=opened.preview /> })
}

#[component]
fn Look(driver: Driver, preview: Arc<Preview>) -> impl IntoView {
    let total = driver.journey().with_untracked(|journey| journey.declared(None));
    let (files, groups, dangling) = (preview.files, preview.extractor_warnings.clone(), preview.dangling.clone());
    let (entities, unreadable) = (preview.entities.clone(), preview.unreadable.clone());
    view! {
        <section id="preview" class="stack" aria-labelledby="preview-heading">
            <PageHead id="preview-heading" title=said("preview-heading") lead=said("preview-lead")>
                <Button kind=ButtonKind::Primary attr:id="continue" on:click=move |_| driver.decide()>
                    {said("preview-continue")}
                </Button>
            </PageHead>
            <Provenance preview total />
            <Later>
                <Card title=said("counts-heading")>
                    <Counts driver entities />
                </Card>
            </Later>
            <div class="columns">
                <QuestionsCard driver />
                <YearsCard driver />
            </div>
            <Later>
                <TrialSection driver />
            </Later>
            <Later>
                <FilesCard files />
                <ExtractorCard groups />
                <UnreadableCard unreadable />
                <DanglingCard dangling />
            </Later>
        </section>
    }
}

/// Who extracted what, when, and that it is whole.
#[component]
fn Provenance(preview: Arc<Preview>, total: u64) -> impl IntoView {
    let meta = |key: &str| preview.meta.get(key).filter(|value| !value.is_empty()).cloned();
    let title = match (meta("source_system"), meta("tenant_label")) {
        (Some(system), Some(clinic)) => Source::Both { system: system_name(&system), clinic },
        (Some(one), None) | (None, Some(one)) => Source::One(system_name(&one)),
        (None, None) => Source::One(String::new()),
    };
    let tool = [meta("exporter_tool"), meta("exporter_version")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let (exported_at, adapter, format_version) =
        (meta("exported_at"), meta("source_adapter_version"), meta("format_version"));
    let layers = preview.layers.clone();
    let files = preview.files;
    let count_of = |name: &str| preview.entities.iter().find(|entity| entity.entity_type == name).map(|e| e.rows);
    let highlights = ["patient", "appointment"].into_iter().filter_map(|name| Some((name, count_of(name)?)));
    let days_old = exported_at.as_deref().and_then(days_since);
    let digest = preview.digest.clone();

    view! {
        <section class="card">
            <header class="card-head">
                <h2>{move || title.words()}</h2>
                <Digest digest />
            </header>
            <dl class="key-facts">
                <Fact label=said("preview-extracted")>
                    {
                        let exported_at = exported_at.clone();
                        move || {
                            exported_at.as_deref().map_or_else(said("preview-extracted-unknown"), format::age)
                        }
                    }
                    <small>
                        {move || exported_at.as_deref().map(|at| format::date_time(at, None))}
                        {(!tool.is_empty()).then(|| view! { <br /> {move || t!("preview-by", tool = tool.as_str())} })}
                    </small>
                </Fact>
                {highlights
                    .map(|(name, rows)| {
                        view! {
                            <Fact label=move || super::words::type_name(name)>{move || format::count(rows)}</Fact>
                        }
                    })
                    .collect_view()}
                <Fact label=said("preview-rows")>{move || format::count(total)}</Fact>
                <Fact label=said("preview-files")>
                    {move || if files.total == 0 { t!("preview-files-none") } else { format::count(files.total) }}
                    <small>
                        {move || {
                            (files.declared_bytes > 0)
                                .then(|| t!("preview-files-size", size = format::bytes(files.declared_bytes)))
                        }}
                    </small>
                </Fact>
                <Fact label=said("preview-format")>
                    {format_version}
                    <small>
                        {move || adapter.as_deref().map(|version| t!("preview-adapter", version = version))} <br />
                        {move || {
                            let names = layers.iter().map(|layer| translate(&format!("layer-{layer}"), None));
                            names.collect::<Vec<_>>().join(" · ")
                        }}
                    </small>
                </Fact>
            </dl>
            {days_old
                .filter(|days| *days > OLD_AFTER_DAYS)
                .map(|days| {
                    view! {
                        <Alert tone=Tone::Warning>
                            <p>{move || t!("preview-old", count = days)}</p>
                        </Alert>
                    }
                })}
            {preview
                .newer_minor
                .then(|| {
                    view! {
                        <Alert>
                            <p>{said("preview-newer-minor")}</p>
                        </Alert>
                    }
                })}
            {(!preview.undeclared.is_empty())
                .then(|| {
                    let tables = preview.undeclared.join(", ");
                    view! {
                        <Alert tone=Tone::Warning>
                            <p>{move || t!("preview-undeclared", tables = tables.as_str())}</p>
                        </Alert>
                    }
                })}
        </section>
    }
}

/// What the file says of where it comes from.
enum Source {
    Both { system: String, clinic: String },
    One(String),
}

impl Source {
    fn words(&self) -> String {
        match self {
            Self::Both { system, clinic } => {
                t!("preview-source", system = system.as_str(), clinic = clinic.as_str())
            }
            Self::One(name) => name.clone(),
        }
    }
}

/// What the program the clinic leaves is called.
pub(super) fn system_name(name: &str) -> String {
    if name == "gesden" {
        return "Gesdén".to_owned();
    }
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whole days since an instant.
fn days_since(iso: &str) -> Option<f64> {
    let days = ((Date::now() - Date::parse(iso)) / 86_400_000.0).floor();
    (!days.is_nan()).then_some(days)
}

#[component]
fn Fact(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{move || label.get()}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// The verified digest: its ends to compare by eye, the whole of it to copy.
#[component]
fn Digest(digest: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let short = match (digest.get(..4), digest.get(digest.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if digest.len() > 8 => format!("{head}…{tail}"),
        _ => digest.clone(),
    };
    let whole = digest.clone();
    let copy = move |_| {
        let clipboard = window().navigator().clipboard();
        // Without permission the title still shows it.
        let _ = clipboard.write_text(&whole);
        copied.set(true);
    };
    view! {
        <span class="digest">
            <span id="preview-digest" title=digest.clone() data-digest=digest.clone()>
                <Tag tone=Tone::Good>{move || t!("preview-verified", digest = short.as_str())}</Tag>
            </span>
            <Button kind=ButtonKind::Quiet attr:id="copy-digest" on:click=copy>
                {move || if copied.get() { t!("preview-copied") } else { t!("preview-copy-digest") }}
            </Button>
        </span>
    }
}
