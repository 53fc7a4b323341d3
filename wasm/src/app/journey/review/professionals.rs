//! The staff: who stays active, by which rules, and one by one.

use api::decisions::{ReviewedProfessional, StaffSignal};
use leptos::prelude::*;

use crate::app::format;
use crate::app::i18n::{said, t, translate};
use crate::app::journey::driver::Driver;
use crate::app::journey::options::{RulesForm, in_a_line};
use crate::app::journey::review::go_to;
use crate::app::journey::words::word;
use crate::app::ui::{Alert, Button, ButtonKind, Card, Choice, Pager, SearchField, SelectField};
use crate::journey::team::{self, Part, Rules};
use crate::protocol::PAGE_SIZE;

/// The ids of the card, to come back to, and of who gets the appointments of nobody.
pub(in crate::app::journey) const TEAM: &str = "team";
pub(in crate::app::journey) const FALLBACK: &str = "team-fallback";

fn has_staff(driver: Driver) -> bool {
    driver.journey().with_untracked(|journey| journey.declared(Some("professional"))) > 0
}

#[component]
pub(in crate::app::journey) fn ProfessionalsCard(driver: Driver) -> impl IntoView {
    let rules = RwSignal::new(Some(driver.options().with_untracked(Rules::of)));
    Effect::new(move |_| {
        if let Some(rules) = rules.get()
            && rules != driver.options().with_untracked(Rules::of)
        {
            driver.judge(|options| rules.apply(options));
        }
    });
    let shown = RwSignal::new(None::<Part>);
    let is_there = Memo::new(move |_| driver.team().with(|team| !team.is_empty()));
    has_staff(driver).then(|| {
        view! {
            <div id=TEAM tabindex="-1">
                <Card title=said("options-heading")>
                    <p class="soft">{said("options-lead")}</p>
                    <Show when=move || is_there.get()>
                        <Figures driver shown />
                    </Show>
                    <details open>
                        <summary>{said("team-rules")}</summary>
                        <RulesForm rules />
                    </details>
                    <Unknown driver />
                    <Show when=move || is_there.get()>
                        <People driver shown />
                        <Fallback driver />
                    </Show>
                </Card>
            </div>
        }
    })
}

/// How many stay active and how many do not, and why; each shows its people.
#[component]
fn Figures(driver: Driver, shown: RwSignal<Option<Part>>) -> impl IntoView {
    let chips = move || {
        driver
            .team()
            .with(|team| team::figures(team))
            .into_iter()
            .map(|(part, count)| {
                let (named, asked) = (part.clone(), part.clone());
                let key = key(&part);
                let is_shown = Signal::derive(move || shown.with(|shown| shown.as_ref() == Some(&part)));
                view! {
                    <button
                        type="button"
                        class="chip"
                        data-part=key
                        data-value=count
                        aria-pressed=move || is_shown.get().to_string()
                        on:click=move |_| shown.set((!is_shown.get_untracked()).then(|| asked.clone()))
                    >
                        <strong class="figures">{move || format::count(count as u64)}</strong>
                        " "
                        {move || words(&named)}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div class="chips" id="team-figures" role="status">
            {chips}
        </div>
    }
}

/// The end of a message's key for a part of the staff.
fn key(part: &Part) -> String {
    match part {
        Part::Active => "active".to_owned(),
        Part::Inactive => "inactive".to_owned(),
        Part::By(code) => code.rsplit('.').next().unwrap_or_default().to_owned(),
        Part::Decided => "decided".to_owned(),
    }
}

fn words(part: &Part) -> String {
    translate(&format!("team-part-{}", key(part)), None)
}

/// What nobody is judged by, because the file does not tell.
#[component]
fn Unknown(driver: Driver) -> impl IntoView {
    let outcome = driver.outcome();
    let unknown =
        Memo::new(move |_| outcome.with(|outcome| outcome.as_ref().map(|it| it.review.unknown_of_staff.clone())));
    let line = |signal| match signal {
        StaffSignal::Activity => t!("team-unknown-activity"),
        StaffSignal::Role => t!("team-unknown-role"),
    };
    move || {
        unknown.get().filter(|unknown| !unknown.is_empty()).map(|unknown| {
            view! {
                <Alert>
                    {unknown.into_iter().map(|signal| view! { <p>{move || line(signal)}</p> }).collect_view()}
                </Alert>
            }
        })
    }
}

#[component]
fn People(driver: Driver, shown: RwSignal<Option<Part>>) -> impl IntoView {
    let team = driver.team();
    let typed = RwSignal::new(String::new());
    let page = RwSignal::new(1_u32);
    let everyone = Memo::new(move |_| team.with(|team| team.iter().map(uuid).collect::<Vec<_>>()));
    // Who is switched stays in the list they were switched in: it follows what is asked for, not who is active.
    let found = Memo::new(move |_| {
        let _ = everyone.get();
        let (shown, typed) = (shown.get(), typed.get());
        let is_found = |person: &&ReviewedProfessional| {
            shown.as_ref().is_none_or(|part| part.has(person)) && team::is_found(person, &typed)
        };
        team.with_untracked(|team| team.iter().filter(is_found).map(uuid).collect::<Vec<_>>())
    });
    Effect::watch(move || found.get(), move |_, _, _| page.set(1), false);
    // Drawn anew only when others are on the page: each follows who they are about.
    let on_page = Memo::new(move |_| {
        let first = (page.get().saturating_sub(1) * PAGE_SIZE) as usize;
        found.with(|found| found.iter().skip(first).take(PAGE_SIZE as usize).cloned().collect::<Vec<_>>())
    });
    let people = move || on_page.get().into_iter().map(|uuid| view! { <Person driver uuid /> }).collect_view();
    let total = Signal::derive(move || found.with(Vec::len) as u64);
    let some_decided = Memo::new(move |_| {
        driver.options().with(|options| team.with(|team| team::are_some_decided(&options.decisions, team)))
    });
    let leave = move |_| {
        let team = team.get_untracked();
        driver.judge(|options| team::leave_to_rules(&mut options.decisions, &team));
    };
    view! {
        <div class="card-foot">
            <h3>{said("team-people")}</h3>
            <Button
                kind=ButtonKind::Quiet
                disabled=Signal::derive(move || !some_decided.get())
                attr:id="team-reset"
                on:click=leave
            >
                {said("team-reset")}
            </Button>
        </div>
        <Show when=move || everyone.with(|everyone| everyone.len() > 8)>
            <SearchField id="team-search" label=said("team-search") value=typed />
        </Show>
        <ul class="remarks" id="team-people">
            {people}
        </ul>
        <p class="soft">{move || found.with(Vec::is_empty).then(said("team-none-found"))}</p>
        <Show when=move || { total.get() > u64::from(PAGE_SIZE) }>
            <Pager page page_size=PAGE_SIZE total label=said("team-people") />
        </Show>
    }
}

/// Who gets the appointments of nobody.
#[component]
fn Fallback(driver: Driver) -> impl IntoView {
    let chosen = driver.options().with_untracked(|options| options.fallback_professional.clone());
    let value = RwSignal::new(chosen.unwrap_or_default());
    let choose = move |value: &String, _: Option<&String>, _| {
        driver.choose(|options| options.fallback_professional = Some(value.clone()).filter(|it| !it.is_empty()));
    };
    Effect::watch(move || value.get(), choose, false);
    let choices = Signal::derive(move || {
        let nobody = Choice { value: String::new(), name: t!("team-fallback-none") };
        let person = |it: &ReviewedProfessional| Choice { value: uuid(it), name: it.name.clone() };
        driver.team().with(|team| std::iter::once(nobody).chain(team.iter().map(person)).collect::<Vec<_>>())
    });
    view! { <SelectField id=FALLBACK label=said("team-fallback") value choices /> }
}

fn uuid(person: &ReviewedProfessional) -> String {
    person.canonical_uuid.clone()
}

#[component]
fn Person(driver: Driver, uuid: String) -> impl IntoView {
    let id = uuid.clone();
    let person =
        Memo::new(move |_| driver.team().with(|team| team.iter().find(|person| person.canonical_uuid == id).cloned()));
    let about = move |tell: fn(&ReviewedProfessional) -> String| move || person.with(|it| it.as_ref().map(tell));
    let is_active = Memo::new(move |_| person.with(|person| person.as_ref().is_some_and(|person| person.is_active)));
    let switch = move |_| {
        driver.judge(|options| team::decide(&mut options.decisions, &uuid, !is_active.get_untracked()));
    };
    let name = about(|person| person.name.clone());
    view! {
        <li class="remark person" data-name=name data-active=move || is_active.get().to_string()>
            <div class="remark-text">
                <strong>{name}</strong>
                <small class="soft">{about(facts)}</small>
                <small>{about(why)}</small>
            </div>
            <button
                type="button"
                role="switch"
                class="switch"
                aria-checked=move || is_active.get().to_string()
                on:click=switch
            >
                <span class="visually-hidden">{name} ": "</span>
                <span>{move || if is_active.get() { t!("team-active") } else { t!("team-inactive") }}</span>
            </button>
        </li>
    }
}

fn facts(person: &ReviewedProfessional) -> String {
    let role = if person.role.is_empty() { t!("team-role-unknown") } else { word(&person.role) };
    let appointments = t!("team-appointments", count = person.appointments);
    let last = match &person.last_activity {
        Some(day) if format::is_to_come(day) => t!("team-until", date = format::date(day)),
        Some(day) => t!("team-last", date = format::date(day)),
        None => t!("team-last-unknown"),
    };
    [role, appointments, last].join(" · ")
}

fn why(person: &ReviewedProfessional) -> String {
    let by_rule = person.filtered_by.clone().map(|code| words(&Part::By(code)));
    match by_rule {
        Some(rule) if person.is_active => t!("team-why-kept", rule = rule),
        Some(rule) => rule,
        None if person.is_active => String::new(),
        None => t!("team-why-left"),
    }
}

/// What was chosen, in a line, and the way back to change it.
#[component]
pub(in crate::app::journey) fn TeamLine(driver: Driver, open: RwSignal<bool>) -> impl IntoView {
    let figures = move || {
        driver.team().with(|team| {
            let active = team.iter().filter(|person| person.is_active).count();
            (!team.is_empty()).then(|| t!("team-line", active = active, inactive = team.len() - active))
        })
    };
    has_staff(driver).then(|| {
        view! {
            <section id="confirm-team">
                <h3>{said("options-heading")}</h3>
                <p>{figures}</p>
                <p class="soft">{move || driver.options().with(|it| in_a_line(Rules::of(it), team::decided(&it.decisions)))}</p>
                <div>
                    <Button attr:id="confirm-team-change" on:click=move |_| {
                        open.set(false);
                        go_to(TEAM);
                    }>
                        {said("team-change")}
                    </Button>
                </div>
            </section>
        }
    })
}
