//! What else is to be known of a file before it is imported: the files that follow, the extractor's remarks, and
//! references that lead nowhere.

use leptos::prelude::*;

use super::words::{field_name, severity_name, type_name};
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Button, ButtonKind, Card, Table, Tag, Tone};
use crate::protocol::{Dangling, ExtractorWarnings, FilesPreview};

/// More groups than this are shown when asked for.
const GROUPS_AT_FIRST: usize = 8;

#[component]
pub(super) fn FilesCard(files: FilesPreview) -> impl IntoView {
    let FilesPreview { total, without_sha256, declared_bytes } = files;
    (total > 0).then(|| {
        view! {
            <Card title=said("files-heading")>
                <p>
                    <strong>{move || t!("files-count", count = total, size = format::bytes(declared_bytes))}</strong>
                </p>
                <p class="soft">{said("files-lead")}</p>
                {(without_sha256 > 0)
                    .then(|| {
                        view! {
                            <Alert tone=Tone::Warning>
                                <p>{move || t!("files-without", count = without_sha256)}</p>
                            </Alert>
                        }
                    })}
            </Card>
        }
    })
}

#[component]
pub(super) fn ExtractorCard(groups: Vec<ExtractorWarnings>) -> impl IntoView {
    let all = RwSignal::new(false);
    let total = groups.len();
    let shown = move || if all.get() { total } else { GROUPS_AT_FIRST };
    let some_hidden = move || shown() < total;
    let rows = move |groups: &[ExtractorWarnings]| {
        groups.iter().take(shown()).cloned().map(|group| view! { <Group group /> }).collect_view()
    };
    view! {
        <Card title=said("extractor-heading")>
            {if groups.is_empty() {
                view! { <p class="soft">{said("extractor-none")}</p> }.into_any()
            } else {
                view! {
                    <p class="soft">{said("extractor-lead")}</p>
                    <Table caption=said("extractor-heading")>
                        <tbody id="extractor-warnings">{move || rows(&groups)}</tbody>
                    </Table>
                    <Show when=some_hidden>
                        <Button kind=ButtonKind::Quiet on:click=move |_| all.set(true)>
                            {move || t!("extractor-more", count = total)}
                        </Button>
                    </Show>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn Group(group: ExtractorWarnings) -> impl IntoView {
    let ExtractorWarnings { code, severity, entity_type, count, example } = group;
    let tone = severity_tone(&severity);
    let about = move || entity_type.as_deref().map_or_else(said("type-none"), type_name);
    view! {
        <tr data-code=code.clone()>
            <td>
                <Tag tone>{move || severity_name(&severity)}</Tag>
            </td>
            <td>
                {example} <br /> <small class="soft">{about} " · " <code>{code.clone()}</code></small>
            </td>
            <td class="num">{move || format::count(count)}</td>
        </tr>
    }
}

/// The colour of a severity, as extractor and server name them.
pub(super) fn severity_tone(severity: &str) -> Tone {
    match severity {
        "error" => Tone::Bad,
        "warn" => Tone::Warning,
        _ => Tone::Neutral,
    }
}

/// Rows that are no records, as far as anybody can tell.
#[component]
pub(super) fn UnreadableCard(unreadable: Vec<(String, u64)>) -> impl IntoView {
    (!unreadable.is_empty()).then(|| {
        let lines = unreadable.into_iter().map(|(entity_type, count)| {
            view! { <li>{move || format!("{}: {}", type_name(&entity_type), format::count(count))}</li> }
        });
        view! {
            <Card title=said("unreadable-heading")>
                <p class="soft">{said("unreadable-lead")}</p>
                <ul id="unreadable">{lines.collect_view()}</ul>
            </Card>
        }
    })
}

#[component]
pub(super) fn DanglingCard(dangling: Vec<Dangling>) -> impl IntoView {
    (!dangling.is_empty()).then(|| {
        view! {
            <Card title=said("dangling-heading")>
                <p class="soft">{said("dangling-lead")}</p>
                <Table caption=said("dangling-heading")>
                    <tbody id="dangling">
                        {dangling
                            .into_iter()
                            .map(|Dangling { entity_type, field, count }| {
                                view! {
                                    <tr>
                                        <td>
                                            {move || {
                                                t!(
                                                    "dangling-line", type = type_name(&entity_type), field = field_name(&field)
                                                )
                                            }}
                                        </td>
                                        <td class="num">{move || format::count(count)}</td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </Table>
            </Card>
        }
    })
}
