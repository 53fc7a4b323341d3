//! Step one: a file is dropped or chosen.

use leptos::html;
use leptos::prelude::*;
use web_sys::{DragEvent, FileList};

use super::driver::Driver;
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::session;
use crate::app::ui::{Icon, PageHead, Shape, Spinner, Tag, Tone};
use crate::journey::Recognised;

#[component]
pub(super) fn OpenScreen(driver: Driver) -> impl IntoView {
    let clinic = move || session::clinic().map(|clinic| clinic.name).unwrap_or_default();
    let looking_at = Memo::new(move |_| driver.journey().with(|journey| journey.file_name().map(str::to_owned)));
    view! {
        <PageHead
            title=said("open-heading")
            lead=move || t!("migration-subtitle", clinic = clinic())
            section=said("migration-title")
        />
        <DropZone driver />
        <div role="status">
            {move || {
                looking_at
                    .get()
                    .map(|name| {
                        view! {
                            <p class="busy">
                                <Spinner />
                                {move || t!("open-looking", name = name.as_str())}
                            </p>
                        }
                    })
            }}
        </div>
        <import-history clinic=move || session::clinic().map(|clinic| clinic.id.to_string()) name=clinic></import-history>
    }
}

/// Takes the first file dropped on it, or chosen with keyboard or mouse.
#[component]
fn DropZone(driver: Driver) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let ignored = RwSignal::new(None::<String>);
    let take = move |files: Option<FileList>| {
        let Some((files, file)) = files.and_then(|files| files.get(0).map(|file| (files, file))) else { return };
        ignored.set((files.length() > 1).then(|| file.name()));
        driver.open(&file);
    };
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            take(input.files());
        }
    };
    let hovered = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|transfer| transfer.files()));
    };
    keep_stray_drops_out();

    view! {
        <label
            class="drop"
            class:drop-over=move || over.get()
            for="file-input"
            on:dragenter=hovered
            on:dragover=hovered
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Icon shape=Shape::Upload />
            <strong>{move || if over.get() { t!("open-drop-now") } else { t!("open-drop") }}</strong>
            <span class="soft" id="file-input-hint">
                {said("open-lead")}
                " "
                {said("open-which")}
            </span>
            <input
                type="file"
                id="file-input"
                class="visually-hidden"
                aria-describedby="file-input-hint"
                node_ref=input
                on:change=chosen
            />
            <span class="button button-primary" aria-hidden="true">
                {said("open-choose")}
            </span>
        </label>
        <p class="soft" role="status">
            {move || ignored.get().map(|name| t!("open-only-first", name = name))}
        </p>
    }
}

/// A file dropped beside the zone must not replace the page.
fn keep_stray_drops_out() {
    let over = window_event_listener(leptos::ev::dragover, |event| event.prevent_default());
    let drop = window_event_listener(leptos::ev::drop, |event| event.prevent_default());
    on_cleanup(move || {
        over.remove();
        drop.remove();
    });
}

/// The chosen file in one line.
#[component]
pub(super) fn FileLine(file: Recognised) -> impl IntoView {
    let encrypted = file.needs_passphrase;
    view! {
        <div class="file-line">
            <Icon shape=Shape::File />
            <strong class="file-name">{file.name}</strong>
            <span class="soft figures">{move || format::bytes(file.size)}</span>
            <Tag tone=if encrypted { Tone::Good } else { Tone::Neutral }>
                {move || if encrypted { t!("file-encrypted") } else { t!("file-plain") }}
            </Tag>
        </div>
    }
}
