//! Signing in, and what to do when nobody can yet.

use api::Item;
use api::account::{Credentials, SetupStatus};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::address::{self, Redirect};
use crate::app::http::{self, Failure};
use crate::app::i18n::said;
use crate::app::session::{self, Session, session};
use crate::app::ui::{Alert, Asked, Button, ButtonKind, Card, PageHead, PasswordField, TextField, Tone};

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let signed_in = Memo::new(|_| session().with(|session| matches!(session, Session::SignedIn(_))));
    let status = Asked::new(|| http::get::<Item<SetupStatus>>("/auth/setup/status"));
    let not_set_up = move || matches!(status.get(), Some(Ok(Item { data: SetupStatus { initialised: false } })));
    let next = destination(address::query("next"));
    view! {
        <Show when=move || signed_in.get()>
            <Redirect to=next.clone() />
        </Show>
        <div class="narrow">
            <PageHead title=said("sign-in-title") />
            <Show when=not_set_up fallback=|| view! { <SignInForm /> }>
                <Alert title=said("sign-in-not-set-up-title")>
                    <p>{said("sign-in-not-set-up-lead")}</p>
                </Alert>
            </Show>
        </div>
    }
}

/// Where to go after signing in: only ever an address of this app.
fn destination(next: Option<String>) -> String {
    next.filter(|next| next.starts_with('/') && !next.starts_with("//")).unwrap_or_else(|| "/".to_owned())
}

#[component]
fn SignInForm() -> impl IntoView {
    let email = RwSignal::new(String::new());
    let password = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let password = password.get_untracked().map(|input| input.value()).unwrap_or_default();
        let credentials = Credentials { email: email.get_untracked().trim().to_owned(), password };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let outcome = sign_in(&credentials).await;
            // Once signed in, this form has left the page.
            busy.try_set(false);
            failure.try_set(outcome.err());
        });
    };
    view! {
        <Card>
            <form class="form" on:submit=submit>
                {move || {
                    failure
                        .get()
                        .map(|failure| view! { <Alert tone=Tone::Bad>{move || failure.message()}</Alert> })
                }}
                <TextField
                    id="sign-in-email"
                    label=said("email")
                    value=email
                    kind="email"
                    autocomplete="username"
                />
                <PasswordField id="sign-in-password" label=said("password") node=password />
                <Button kind=ButtonKind::Primary submit=true busy attr:id="sign-in-submit">
                    {said("sign-in-submit")}
                </Button>
            </form>
        </Card>
    }
}

/// Starts a session on the server and takes it up.
async fn sign_in(credentials: &Credentials) -> Result<(), Failure> {
    http::post("/auth/session", credentials).await?;
    session::load().await
}
