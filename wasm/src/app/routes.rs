//! Which screen an address shows, and to whom.

use api::Item;
use api::clinic::ClinicSummary;
use leptos::prelude::*;
use uuid::Uuid;

use crate::app::address::{self, Redirect};
use crate::app::host;
use crate::app::http;
use crate::app::i18n::{said, t};
use crate::app::journey::{JobPage, JourneyPage};
use crate::app::leaving::LeaveDialog;
use crate::app::patients::{PatientPage, PatientsPage};
use crate::app::session::{self, Session, session};
use crate::app::shell::{SkipLink, TopBar};
use crate::app::sign_in::SignInPage;
use crate::app::ui::{Alert, Asked, Button, EmptyState, PageHead, Shape, Spinner, Tone};

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    session::start();
    address::follow();
    let main = NodeRef::new();
    let screen = Memo::new(|_| Screen::at(&address::path().get()));
    let visitor = Memo::new(|_| Visitor::of(&session().get()));
    Effect::new(|_| host::word_breakdown(&t!("breakdown")));
    view! {
        <SkipLink main />
        <TopBar />
        <main id="main" tabindex="-1" node_ref=main>
            <Settings />
            {move || shown(screen.get(), visitor)}
        </main>
        <LeaveDialog />
    }
}

/// The settings that are modules of the page (`www/settings`), and the way to all of them.
#[component]
fn Settings() -> impl IntoView {
    let path = move || address::path().get();
    let clinic = move || session::clinic().map(|clinic| clinic.id.to_string());
    view! { <clinic-settings clinic=clinic path=path admin=session::is_admin></clinic-settings> }
}

/// What an address shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Setup,
    SignIn,
    Join,
    Settings,
    /// For members of a clinic alone.
    Inside(Inside),
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Home,
    Patients,
    Patient(Uuid),
    Journey,
    Job(Uuid),
    /// One that [`Settings`] shows.
    Setting,
}

impl Screen {
    fn at(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let of = |id: &str, inside: fn(Uuid) -> Inside| id.parse().map_or(Self::Nothing, |id| Self::Inside(inside(id)));
        match parts.as_slice() {
            [] => Self::Inside(Inside::Home),
            ["setup"] => Self::Setup,
            ["sign-in"] => Self::SignIn,
            ["patients"] => Self::Inside(Inside::Patients),
            ["patients", id] => of(id, Inside::Patient),
            ["join"] => Self::Join,
            ["settings"] => Self::Settings,
            ["settings", "data-migration"] => Self::Inside(Inside::Journey),
            ["settings", "data-migration", id] => of(id, Inside::Job),
            ["settings", _] => Self::Inside(Inside::Setting),
            _ => Self::Nothing,
        }
    }
}

/// The screen, for those who may see it: who is not signed in is asked to sign in first and then brought back.
fn shown(screen: Screen, visitor: Memo<Visitor>) -> AnyView {
    match screen {
        Screen::Setup => view! { <setup-clinic></setup-clinic> }.into_any(),
        Screen::SignIn => view! { <SignInPage /> }.into_any(),
        Screen::Join => view! { <join-clinic></join-clinic> }.into_any(),
        Screen::Settings => view! { <Redirect to="/settings/data-migration" /> }.into_any(),
        Screen::Nothing => view! { <NotFound /> }.into_any(),
        Screen::Inside(inside) => (move || match visitor.get() {
            Visitor::Unknown => view! {
                <p class="busy" role="status">
                    <Spinner />
                    {said("loading")}
                </p>
            }
            .into_any(),
            Visitor::Stranger => view! { <Redirect to=sign_in_path() /> }.into_any(),
            Visitor::Unreachable => view! { <Unreachable /> }.into_any(),
            Visitor::WithoutClinic => view! {
                <PageHead title=said("no-clinic-title") lead=said("no-clinic-lead") />
            }
            .into_any(),
            Visitor::Member => screen_inside(inside),
        })
        .into_any(),
    }
}

fn screen_inside(inside: Inside) -> AnyView {
    match inside {
        Inside::Home => view! { <Home /> }.into_any(),
        Inside::Patients => view! { <PatientsPage /> }.into_any(),
        Inside::Patient(id) => view! { <PatientPage id /> }.into_any(),
        Inside::Journey => view! { <JourneyPage /> }.into_any(),
        Inside::Job(id) => view! { <JobPage id /> }.into_any(),
        Inside::Setting => ().into_any(),
    }
}

/// What of the session decides who sees a screen: as long as it stays the same the screen stays too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visitor {
    Unknown,
    Stranger,
    Unreachable,
    WithoutClinic,
    Member,
}

impl Visitor {
    fn of(session: &Session) -> Self {
        match session {
            Session::Loading => Self::Unknown,
            Session::SignedOut => Self::Stranger,
            Session::Failed(_) => Self::Unreachable,
            Session::SignedIn(signed_in) if signed_in.clinic.is_none() => Self::WithoutClinic,
            Session::SignedIn(_) => Self::Member,
        }
    }
}

fn sign_in_path() -> String {
    match address::path().get_untracked().as_str() {
        "/" => "/sign-in".to_owned(),
        path => format!("/sign-in?next={}", http::encode(path)),
    }
}

/// The front door: an admin whose clinic is still empty comes to bring data in, everybody else to their patients.
#[component]
fn Home() -> impl IntoView {
    let summary = Asked::new(|| async {
        let id = session::clinic().map(|clinic| clinic.id).unwrap_or_default();
        http::get::<Item<ClinicSummary>>(&format!("/clinics/{id}/summary")).await
    });
    move || {
        let summary = summary.get::<Item<ClinicSummary>>()?;
        let empty = summary.is_ok_and(|summary| summary.data.patients == 0);
        let path = if empty && session::is_admin() { "/settings/data-migration" } else { "/patients" };
        Some(view! { <Redirect to=path /> })
    }
}

#[component]
fn Unreachable() -> impl IntoView {
    let message = move || match session().get() {
        Session::Failed(failure) => failure.message(),
        _ => String::new(),
    };
    view! {
        <PageHead title=said("unreachable-title") />
        <Alert tone=Tone::Bad>
            <p>{message}</p>
            <Button on:click=|_| session::start()>{said("try-again")}</Button>
        </Alert>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <PageHead title=said("not-found-title") />
        <EmptyState shape=Shape::Search title=said("not-found-lead")>
            <a href="/" class="button">
                {said("not-found-home")}
            </a>
        </EmptyState>
    }
}
