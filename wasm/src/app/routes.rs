//! Which screen an address shows, and to whom.

use api::Item;
use api::clinic::ClinicSummary;
use leptos::prelude::*;
use leptos_router::components::{A, FlatRoutes, Redirect, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::path;

use crate::app::host;
use crate::app::http;
use crate::app::i18n::{said, t};
use crate::app::journey::{JobPage, JourneyPage};
use crate::app::patients::{PatientPage, PatientsPage};
use crate::app::session::{self, Session, session};
use crate::app::setup::SetupPage;
use crate::app::shell::{SkipLink, TopBar};
use crate::app::sign_in::SignInPage;
use crate::app::ui::{Alert, Asked, Button, EmptyState, PageHead, Shape, Spinner, Tone};

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    session::start();
    let main = NodeRef::new();
    Effect::new(|_| host::word_breakdown(&t!("breakdown")));
    view! {
        <Router>
            <SkipLink main />
            <TopBar />
            <main id="main" tabindex="-1" node_ref=main>
                <Settings />
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/setup") view=SetupPage />
                    <Route path=path!("/sign-in") view=SignInPage />
                    <Route path=path!("/") view=signed_in(Home) />
                    <Route path=path!("/patients") view=signed_in(PatientsPage) />
                    <Route path=path!("/patients/:id") view=signed_in(PatientPage) />
                    <Route path=path!("/settings") view=|| view! { <Redirect path="/settings/data-migration" /> } />
                    <Route path=path!("/join") view=|| view! { <join-clinic></join-clinic> } />
                    <Route path=path!("/settings/data-migration") view=signed_in(JourneyPage) />
                    <Route path=path!("/settings/data-migration/:job") view=signed_in(JobPage) />
                    <Route path=path!("/settings/:section") view=signed_in(|| ()) />
                </FlatRoutes>
            </main>
        </Router>
    }
}

/// The settings that are modules of the page (`www/settings`), and the way to all of them.
#[component]
fn Settings() -> impl IntoView {
    let path = use_location().pathname;
    let clinic = move || session::clinic().map(|clinic| clinic.id.to_string());
    view! { <clinic-settings clinic=clinic path=path admin=session::is_admin></clinic-settings> }
}

/// The screen for those who are signed in; others are asked to sign in first and then brought back.
fn signed_in<V, F>(screen: F) -> impl Fn() -> AnyView + Send + Clone + 'static
where
    V: IntoView + 'static,
    F: Fn() -> V + Send + Clone + 'static,
{
    move || {
        let screen = screen.clone();
        let visitor = Memo::new(|_| Visitor::of(&session().get()));
        (move || match visitor.get() {
            Visitor::Unknown => view! {
                <p class="busy" role="status">
                    <Spinner />
                    {said("loading")}
                </p>
            }
            .into_any(),
            Visitor::Stranger => view! { <Redirect path=sign_in_path() /> }.into_any(),
            Visitor::Unreachable => view! { <Unreachable /> }.into_any(),
            Visitor::WithoutClinic => view! {
                <PageHead title=said("no-clinic-title") lead=said("no-clinic-lead") />
            }
            .into_any(),
            Visitor::Member => screen().into_any(),
        })
        .into_any()
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
    match use_location().pathname.get_untracked().as_str() {
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
        Some(view! { <Redirect path /> })
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
            <A href="/" attr:class="button">
                {said("not-found-home")}
            </A>
        </EmptyState>
    }
}
