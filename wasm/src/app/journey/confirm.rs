//! Step five: the question, with the clinic's name in it.

use api::Item;
use api::clinic::{Backup, BackupBy, Clinic, ClinicSummary};
use api::decisions::Decisions;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::driver::{Driver, Trial};
use super::review::professionals::TeamLine;
use super::review::{REVIEW, go_to};
use crate::app::format;
use crate::app::http::{self, Failure};
use crate::app::i18n::{said, t};
use crate::app::session;
use crate::app::ui::{Alert, Asked, Button, ButtonKind, Dialog, Tone, loaded};
use crate::journey::undecided::undecided;

#[component]
pub(super) fn ConfirmDialog(driver: Driver, open: RwSignal<bool>) -> impl IntoView {
    let total = driver.journey().with_untracked(|journey| journey.declared(None));
    let clinic = Memo::new(|_| session::clinic());
    let name = move || clinic.get().map(|clinic| clinic.name).unwrap_or_default();
    view! {
        <Dialog id="confirm-dialog" title=move || t!("confirm-heading", clinic = name()) open>
            {move || clinic.get().map(|clinic| view! { <Question driver clinic total open /> })}
        </Dialog>
    }
}

#[component]
fn Question(driver: Driver, clinic: Clinic, total: u64, open: RwSignal<bool>) -> impl IntoView {
    let Clinic { id, name, .. } = clinic;
    let holds =
        Asked::new(move || async move { http::get::<Item<ClinicSummary>>(&format!("/clinics/{id}/summary")).await });
    let (named, ordered) = (name.clone(), name);
    let confirm = move |_| driver.confirm(id, ordered.clone());
    view! {
        <div class="dialog-body">
            <section>
                <h3>{move || t!("confirm-holds", clinic = named.as_str())}</h3>
                {loaded(holds, move |summary: Item<ClinicSummary>| view! { <Holdings clinic=id summary=summary.data /> })}
            </section>
            <section>
                <h3>{said("confirm-what")}</h3>
                <ul>
                    <li>{move || t!("confirm-what-send", count = total)}</li>
                    <Decided driver />
                    <Undecided driver open />
                    <li>{said("confirm-what-once")}</li>
                    <li>{said("confirm-what-quiet")}</li>
                </ul>
            </section>
            <TeamLine driver open />
            <Untried driver />
        </div>
        <footer>
            <Button attr:id="confirm-back" attr:autofocus=true on:click=move |_| open.set(false)>
                {said("confirm-back")}
            </Button>
            <Button
                kind=ButtonKind::Primary
                attr:id="confirm-import"
                on:click=confirm
            >
                {said("confirm-button")}
            </Button>
        </footer>
    }
}

/// How many decisions on single rows go with it.
#[component]
fn Decided(driver: Driver) -> impl IntoView {
    move || {
        driver.options().with(|options| {
            let Decisions { treatments, patients, professionals } = &options.decisions;
            let counts = [treatments.len(), patients.len(), professionals.len()];
            (counts != [0; 3]).then(|| {
                let [treatments, patients, staff] = counts;
                let said = t!("confirm-what-decided", treatments = treatments, patients = patients, staff = staff);
                view! { <li id="confirm-decided">{said}</li> }
            })
        })
    }
}

/// What the admin was asked and has not decided, and the way back to it.
#[component]
fn Undecided(driver: Driver, open: RwSignal<bool>) -> impl IntoView {
    move || {
        let counts = driver.outcome().with(|run| {
            let review = &run.as_ref()?.review;
            driver.options().with(|options| Some(undecided(review, &options.decisions)))
        });
        counts.filter(|counts| *counts != (0, 0)).map(|(treatments, patients)| {
            view! {
                <li id="confirm-undecided">
                    {t!("confirm-undecided", treatments = treatments, patients = patients)} " "
                    <Button
                        kind=ButtonKind::Quiet
                        attr:id="confirm-decide"
                        on:click=move |_| {
                            open.set(false);
                            go_to(REVIEW);
                        }
                    >
                        {said("confirm-decide")}
                    </Button>
                </li>
            }
        })
    }
}

/// Says it when what will happen is not known yet, or cannot be.
#[component]
fn Untried(driver: Driver) -> impl IntoView {
    let kind = Memo::new(move |_| driver.trial().with(std::mem::discriminant));
    move || {
        let _ = kind.get();
        let (tone, key) = match driver.trial().get_untracked() {
            Trial::None | Trial::Done => return None,
            Trial::Running { .. } => (Tone::Neutral, "confirm-trial-running"),
            Trial::Failed => (Tone::Warning, "confirm-trial-failed"),
        };
        Some(view! {
            <div id="confirm-untried">
                <Alert tone>
                    <p>{move || t!(key)}</p>
                </Alert>
            </div>
        })
    }
}

/// What the clinic holds now.
#[component]
fn Holdings(clinic: Uuid, summary: ClinicSummary) -> impl IntoView {
    let ClinicSummary { patients, appointments, staff, catalog_items, cabinets, imports, backup } = summary;
    let empty = patients == 0 && appointments == 0;
    let figures = [
        ("confirm-patients", patients),
        ("confirm-appointments", appointments),
        ("confirm-staff", staff),
        ("confirm-catalog", catalog_items),
        ("confirm-cabinets", cabinets),
    ];
    let figures = figures.map(|(key, count)| {
        view! {
            <div class="fact">
                <dt>{move || t!(key)}</dt>
                <dd>{move || format::count(count)}</dd>
            </div>
        }
    });
    view! {
        <dl class="key-facts key-facts-small" id="clinic-holds">
            {figures.into_iter().collect_view()}
        </dl>
        <Alert tone=if empty { Tone::Good } else { Tone::Warning }>
            <p>{move || if empty { t!("confirm-empty") } else { t!("confirm-not-empty") }}</p>
            {(imports > 0).then(|| view! { <p>{move || t!("confirm-before", count = imports)}</p> })}
        </Alert>
        {(!empty)
            .then(|| match backup {
                BackupBy::Server => view! { <BackupOffer clinic /> }.into_any(),
                BackupBy::Administrator => view! { <p class="soft">{said("confirm-backup-elsewhere")}</p> }.into_any(),
            })}
    }
}

/// How far a backup is.
#[derive(Clone)]
enum Taking {
    Offered,
    Running,
    Taken(Backup),
    Failed(Failure),
}

/// One click takes a backup of what the clinic holds now.
#[component]
fn BackupOffer(clinic: Uuid) -> impl IntoView {
    let taking = RwSignal::new(Taking::Offered);
    let take = move |_| {
        taking.set(Taking::Running);
        spawn_local(async move {
            let taken = http::ask::<Item<Backup>>(&format!("/clinics/{clinic}/backup"), &()).await;
            // The dialog may be closed by then.
            let _unless_gone = taking.try_set(taken.map_or_else(Taking::Failed, |taken| Taking::Taken(taken.data)));
        });
    };
    let words = move || match taking.get() {
        Taking::Offered => t!("confirm-backup"),
        Taking::Running => t!("confirm-backup-running"),
        Taking::Taken(Backup { file, bytes }) => {
            t!("confirm-backup-taken", file = file, size = format::bytes(bytes))
        }
        Taking::Failed(failure) => failure.message(),
    };
    let is_offered = move || matches!(taking.get(), Taking::Offered | Taking::Failed(_));
    view! {
        <p id="backup" class="soft" role="status">
            {words}
        </p>
        <Show when=is_offered>
            <Button attr:id="take-backup" on:click=take>
                {said("confirm-backup-button")}
            </Button>
        </Show>
    }
}
