//! What frames every screen: the way past the bar for keyboards, the bar with brand, clinic, sections, language, theme
//! and account.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::text_prop::TextProp;

use crate::app::address;
use crate::app::http::Failure;
use crate::app::i18n::{self, said, t};
use crate::app::leaving;
use crate::app::preferences::Theme;
use crate::app::session::{self, Session, SignedIn, session};
use crate::app::ui::{Alert, Button, Choice, Icon, Shape, Tone};
use crate::messages::Language;

/// Lets a keyboard jump over the bar.
#[component]
pub(crate) fn SkipLink(main: NodeRef<html::Main>) -> impl IntoView {
    // The router takes links for navigation, which would leave the focus where it is.
    let skip = move |event: ev::MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            // An element that cannot take the focus is no reason to stop.
            let _ = main.focus();
        }
    };
    view! {
        <a class="skip-link" href="#main" on:click=skip>
            {said("skip-to-content")}
        </a>
    }
}

/// The bar at the top.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let someone = Memo::new(|_| session().with(|session| matches!(session, Session::SignedIn(_))));
    view! {
        <header class="top">
            <a href="/" class="brand" aria-label="Puente">
                <Icon shape=Shape::Brand />
                <span>"Puente"</span>
            </a>
            <Show when=move || someone.get()>
                <ClinicSwitch />
                <nav class="sections" aria-label=said("nav-label")>
                    <Section id="nav-patients" to="/patients" />
                    <Section id="nav-settings" to="/settings/data-migration" />
                </nav>
            </Show>
            <div class="top-end">
                <LanguageSwitch />
                <ThemeSwitch />
                <Show when=move || someone.get()>
                    <Account />
                </Show>
            </div>
        </header>
    }
}

/// A link of the bar, worded by the message of its id.
#[component]
fn Section(id: &'static str, to: &'static str) -> impl IntoView {
    let here = move || address::path().with(|path| path.starts_with(to)).then_some("page");
    view! {
        <a id=id href=to aria-current=here>
            {said(id)}
        </a>
    }
}

/// The clinic one works in; a selector for those who have several.
#[component]
fn ClinicSwitch() -> impl IntoView {
    let clinics = Memo::new(|_| {
        session().with(|session| match session {
            Session::SignedIn(SignedIn { clinics, .. }) => clinics.clone(),
            _ => Vec::new(),
        })
    });
    let chosen = Memo::new(|_| session::clinic());
    let choose = move |id: String| {
        if let Ok(id) = id.parse() {
            session::choose_clinic(id);
        }
    };
    move || {
        let several = clinics.with(|clinics| clinics.len() > 1);
        chosen.get().map(|clinic| {
            if several {
                let choices = move || {
                    clinics
                        .get()
                        .into_iter()
                        .map(|clinic| Choice { value: clinic.id.to_string(), name: clinic.name })
                        .collect::<Vec<_>>()
                };
                view! {
                    <label class="clinic">
                        <span class="visually-hidden">{said("clinic-label")}</span>
                        <select
                            id="clinic"
                            disabled=move || leaving::ties().get().clinic
                            on:change:target=move |event| choose(event.target().value())
                        >
                            {options(choices(), &clinic.id.to_string())}
                        </select>
                    </label>
                }
                .into_any()
            } else {
                view! {
                    <span class="clinic" id="clinic" title=clinic.name.clone()>
                        <span class="visually-hidden">{said("clinic-label")}": "</span>
                        <span class="clinic-name">{clinic.name.clone()}</span>
                    </span>
                }
                .into_any()
            }
        })
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let choices = || {
        Language::ALL.map(|language| Choice { value: language.tag().to_owned(), name: language.own_name().to_owned() })
    };
    let choose = |tag: String| {
        if let Some(language) = Language::from_tag(&tag) {
            i18n::choose(language);
        }
    };
    view! {
        <IconSelect
            id="language"
            label=said("language-label")
            shape=|| Shape::Globe
            shown=|| i18n::language().own_name().to_owned()
            choices=Signal::derive(move || choices().to_vec())
            chosen=Signal::derive(|| i18n::language().tag().to_owned())
            choose
        />
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(Theme::stored());
    let choices = || Theme::ALL.map(|theme| Choice { value: theme.name().to_owned(), name: theme_name(theme) });
    let choose = move |name: String| {
        let chosen = Theme::from_name(&name);
        chosen.apply();
        theme.set(chosen);
    };
    let shape = move || match theme.get() {
        Theme::System => Shape::SunMoon,
        Theme::Light => Shape::Sun,
        Theme::Dark => Shape::Moon,
    };
    view! {
        <IconSelect
            id="theme"
            label=said("theme-label")
            shape
            choices=Signal::derive(move || choices().to_vec())
            chosen=Signal::derive(move || theme.get().name().to_owned())
            choose
        />
    }
}

fn theme_name(theme: Theme) -> String {
    match theme {
        Theme::System => t!("theme-system"),
        Theme::Light => t!("theme-light"),
        Theme::Dark => t!("theme-dark"),
    }
}

/// A native select lying invisibly over an icon (and a word, where there is room).
#[component]
fn IconSelect<S, C>(
    id: &'static str,
    #[prop(into)] label: TextProp,
    shape: S,
    #[prop(into, optional)] shown: Option<TextProp>,
    choices: Signal<Vec<Choice>>,
    chosen: Signal<String>,
    choose: C,
) -> impl IntoView
where
    S: Fn() -> Shape + Send + 'static,
    C: Fn(String) + 'static,
{
    let title = label.clone();
    view! {
        <span class="icon-select" title=move || title.get()>
            {move || view! { <Icon shape=shape() /> }}
            {shown
                .map(|shown| {
                    view! {
                        <span class="icon-select-word" aria-hidden="true">
                            {move || shown.get()}
                        </span>
                    }
                })}
            <select
                id=id
                aria-label=move || label.get()
                on:change:target=move |event| choose(event.target().value())
            >
                {move || options(choices.get(), &chosen.get_untracked())}
            </select>
        </span>
    }
}

fn options(choices: Vec<Choice>, chosen: &str) -> impl IntoView + use<> {
    let chosen = chosen.to_owned();
    choices
        .into_iter()
        .map(move |choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected>{choice.name}</option> }
        })
        .collect_view()
}

/// Who is signed in, and the way out.
#[component]
fn Account() -> impl IntoView {
    let me = Memo::new(|_| {
        session().with(|session| match session {
            Session::SignedIn(signed_in) => Some(signed_in.me.user.clone()),
            _ => None,
        })
    });
    let name = move || me.get().map(|user| format!("{} {}", user.first_name, user.last_name));
    let email = move || me.get().map(|user| user.email);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let sign_out = move |_| {
        busy.set(true);
        spawn_local(async move {
            let outcome = session::sign_out().await;
            // After signing out this menu, and its signals with it, is gone.
            if let Err(reason) = outcome {
                failure.set(Some(reason));
                busy.set(false);
            }
        });
    };
    view! {
        <button
            type="button"
            class="button button-icon"
            id="account"
            popovertarget="account-menu"
            aria-label=said("account-label")
            title=said("account-label")
        >
            <Icon shape=Shape::User />
        </button>
        <div class="menu" id="account-menu" popover="auto">
            <p class="menu-who">
                <strong>{name}</strong>
                <span class="soft">{email}</span>
            </p>
            {move || {
                failure
                    .get()
                    .map(|failure| view! { <Alert tone=Tone::Bad>{move || failure.message()}</Alert> })
            }}
            <Button busy on:click=sign_out attr:id="sign-out">
                {said("sign-out")}
            </Button>
        </div>
    }
}
