//! Who is signed in, and in which clinic they work.

use api::account::{Me, Role};
use api::clinic::Clinic;
use api::{Item, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::OnceCell;
use uuid::Uuid;

use crate::app::http::{self, Failure};
use crate::app::preferences;

const STORED_CLINIC: &str = "puente.clinic";

/// What is known of the visitor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Session {
    /// The server has not answered yet.
    Loading,
    SignedOut,
    SignedIn(SignedIn),
    /// The server could not be asked.
    Failed(Failure),
}

/// A visitor with an account.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SignedIn {
    pub(crate) me: Me,
    pub(crate) clinics: Vec<Clinic>,
    /// The one they work in: always one of `clinics`.
    pub(crate) clinic: Option<Clinic>,
}

thread_local! {
    static SESSION: OnceCell<RwSignal<Session>> = const { OnceCell::new() };
}

/// The session, to be followed by views.
pub(crate) fn session() -> RwSignal<Session> {
    SESSION.with(|cell| *cell.get_or_init(|| RwSignal::new(Session::Loading)))
}

/// The clinic the user works in.
pub(crate) fn clinic() -> Option<Clinic> {
    session().with(|session| match session {
        Session::SignedIn(signed_in) => signed_in.clinic.clone(),
        _ => None,
    })
}

/// The user.
pub(crate) fn user_id() -> Option<Uuid> {
    session().with(|session| match session {
        Session::SignedIn(signed_in) => Some(signed_in.me.user.id),
        _ => None,
    })
}

/// Whether the user may import into the clinic they work in.
pub(crate) fn is_admin() -> bool {
    session().with(|session| match session {
        Session::SignedIn(SignedIn { me, clinic: Some(clinic), .. }) => {
            me.clinics.iter().any(|membership| membership.id == clinic.id && membership.role == Role::Admin)
        }
        _ => false,
    })
}

/// Asks the server who is there.
pub(crate) fn start() {
    session().set(Session::Loading);
    spawn_local(async {
        // The outcome is in the session itself.
        let _ = load().await;
    });
}

/// Asks the server who is there; called again after signing in.
pub(crate) async fn load() -> Result<(), Failure> {
    let loaded = fetch().await;
    session().set(match &loaded {
        Ok(signed_in) => Session::SignedIn(signed_in.clone()),
        Err(Failure::Problem(problem)) if problem.status == 401 => Session::SignedOut,
        Err(failure) => Session::Failed(failure.clone()),
    });
    loaded.map(drop)
}

async fn fetch() -> Result<SignedIn, Failure> {
    let me: Item<Me> = http::get("/auth/me").await?;
    let clinics: Page<Clinic> = http::get("/auth/clinics").await?;
    let clinics = clinics.data;
    let stored = preferences::read(STORED_CLINIC).and_then(|id| id.parse::<Uuid>().ok());
    let clinic = clinics.iter().find(|clinic| Some(clinic.id) == stored).or(clinics.first()).cloned();
    Ok(SignedIn { me: me.data, clinics, clinic })
}

/// Works in another of the user's clinics from now on.
pub(crate) fn choose_clinic(id: Uuid) {
    session().update(|session| {
        if let Session::SignedIn(signed_in) = session
            && let Some(clinic) = signed_in.clinics.iter().find(|clinic| clinic.id == id)
        {
            preferences::write(STORED_CLINIC, &id.to_string());
            signed_in.clinic = Some(clinic.clone());
        }
    });
}

/// The server no longer knows this visitor.
pub(crate) fn end() {
    session().set(Session::SignedOut);
}

/// Signs out, here and on the server.
pub(crate) async fn sign_out() -> Result<(), Failure> {
    http::delete("/auth/session").await?;
    end();
    Ok(())
}
