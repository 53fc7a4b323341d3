//! First start: the link the server printed brings an admin here, to create their account and their clinic.

mod places;

use api::Item;
use api::account::{NewClinic, Setup, SetupStatus};
use gloo::utils::window;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::address::{self, Redirect};
use crate::app::http::{self, Failure};
use crate::app::i18n::{said, t};
use crate::app::session;
use crate::app::ui::{Alert, Asked, Button, ButtonKind, Card, PageHead, PasswordField, SelectField, TextField, Tone};

/// Characters: the server refuses shorter ones.
const MIN_PASSWORD: u32 = 10;

#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let status = Asked::new(|| http::get::<Item<SetupStatus>>("/auth/setup/status"));
    let done = move || matches!(status.get(), Some(Ok(Item { data: SetupStatus { initialised: true } })));
    view! {
        <Show when=done>
            <Redirect to="/sign-in" />
        </Show>
        <div class="narrow">
            <PageHead title=said("setup-title") lead=said("setup-lead") />
            {match token() {
                Some(token) => view! { <SetupForm token /> }.into_any(),
                None => {
                    view! {
                        <Alert tone=Tone::Warning title=said("setup-no-token-title")>
                            <p>{said("setup-no-token-lead")}</p>
                            <a href="/sign-in">{said("sign-in-title")}</a>
                        </Alert>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// What stands behind the `#` of the link. That part of an address is never sent to a server nor into its logs.
fn token() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let token = hash.trim_start_matches('#');
    let token = token.strip_prefix("token=").unwrap_or(token);
    (!token.is_empty()).then(|| token.to_owned())
}

#[component]
fn SetupForm(token: String) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let password = NodeRef::<html::Input>::new();
    let first_name = RwSignal::new(String::new());
    let last_name = RwSignal::new(String::new());
    let clinic_name = RwSignal::new(String::new());
    let here = places::here();
    let country = RwSignal::new(here.country.to_owned());
    let timezone = RwSignal::new(places::browser_timezone().unwrap_or_else(|| here.timezone.to_owned()));
    let currency = RwSignal::new(here.currency.to_owned());

    // A country brings its usual timezone and currency; both can still be changed.
    Effect::watch(
        move || country.get(),
        move |country, _, _| {
            if let Some(place) = places::of_country(country) {
                timezone.set(place.timezone.to_owned());
                currency.set(place.currency.to_owned());
            }
        },
        false,
    );

    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let setup = Setup {
            token: token.clone(),
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked().map(|input| input.value()).unwrap_or_default(),
            first_name: first_name.get_untracked().trim().to_owned(),
            last_name: last_name.get_untracked().trim().to_owned(),
            clinic: NewClinic {
                name: clinic_name.get_untracked().trim().to_owned(),
                country: country.get_untracked(),
                timezone: timezone.get_untracked(),
                currency: currency.get_untracked(),
            },
        };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match set_up(&setup).await {
                Ok(()) => address::replace("/settings/data-migration"),
                Err(reason) => {
                    failure.set(Some(reason));
                    busy.set(false);
                }
            }
        });
    };

    view! {
        <form class="form" on:submit=submit>
            <Card title=said("setup-account")>
                <div class="form-row">
                    <TextField
                        id="setup-first-name"
                        label=said("first-name")
                        value=first_name
                        autocomplete="given-name"
                    />
                    <TextField
                        id="setup-last-name"
                        label=said("last-name")
                        value=last_name
                        autocomplete="family-name"
                    />
                </div>
                <TextField
                    id="setup-email"
                    label=said("email")
                    hint=said("setup-email-hint")
                    value=email
                    kind="email"
                    autocomplete="username"
                />
                <PasswordField
                    id="setup-password"
                    label=said("password")
                    min_length=MIN_PASSWORD
                    hint=|| t!("setup-password-hint", length = MIN_PASSWORD)
                    node=password
                    autocomplete="new-password"
                />
            </Card>
            <Card title=said("setup-clinic")>
                <TextField
                    id="setup-clinic-name"
                    label=said("setup-clinic-name")
                    value=clinic_name
                    autocomplete="organization"
                />
                <SelectField
                    id="setup-country"
                    label=said("setup-country")
                    value=country
                    choices=Signal::derive(places::countries)
                />
                <div class="form-row">
                    <SelectField
                        id="setup-timezone"
                        label=said("setup-timezone")
                        hint=said("setup-timezone-hint")
                        value=timezone
                        choices=Signal::derive(places::timezones)
                    />
                    <SelectField
                        id="setup-currency"
                        label=said("setup-currency")
                        value=currency
                        choices=Signal::derive(places::currencies)
                    />
                </div>
            </Card>
            {move || {
                failure
                    .get()
                    .map(|failure| view! { <Alert tone=Tone::Bad>{move || failure.message()}</Alert> })
            }}
            <div class="form-end">
                <Button kind=ButtonKind::Primary submit=true busy attr:id="setup-submit">
                    {said("setup-submit")}
                </Button>
            </div>
        </form>
    }
}

/// Whoever sets up is signed in at once.
async fn set_up(setup: &Setup) -> Result<(), Failure> {
    http::post("/auth/setup", setup).await?;
    session::load().await
}
