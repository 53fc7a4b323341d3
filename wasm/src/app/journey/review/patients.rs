//! Patients of the file who are, or may be, someone the clinic has.

use api::decisions::{Feature, MatchedBy, PatientCandidate, PatientDecision, Person, ReviewedPatient};
use leptos::prelude::*;
use uuid::Uuid;

use crate::app::format;
use crate::app::i18n::t;
use crate::app::journey::driver::Driver;
use crate::app::journey::words::field_name;
use crate::app::ui::{Card, Pager, Tag, Tone};

const PAGE_SIZE: u32 = 10;

#[component]
pub(super) fn PatientsCard(driver: Driver) -> impl IntoView {
    let outcome = driver.outcome();
    let (page, total) = (RwSignal::new(1_u32), review(outcome, |patients, _| patients.len()));
    let likely = review(outcome, |patients, _| patients.iter().filter(|patient| patient.proposal.is_none()).count());
    let more = review(outcome, |_, more| more);
    let shown = review(outcome, move |patients, _| {
        let first = (page.get().saturating_sub(1) * PAGE_SIZE) as usize;
        let rows = patients.iter().skip(first).take(PAGE_SIZE as usize);
        rows.map(|patient| patient.canonical_uuid.clone()).collect::<Vec<_>>()
    });
    // Another try may ask about fewer.
    Effect::new(move |_| {
        if shown.with(Vec::is_empty) && page.get_untracked() > 1 {
            page.set(1);
        }
    });
    let is_asked = Memo::new(move |_| total.get() > 0);
    view! {
        <Show when=move || is_asked.get()>
            <Card title=|| t!("same-heading")>
                <p>{move || t!("same-lead", certain = total.get() - likely.get(), likely = likely.get())}</p>
                <p class="soft">{move || t!("same-default")}</p>
                <ul class="matches" id="review-patients">
                    <For each=move || shown.get() key=String::clone let:uuid>
                        <Match driver uuid />
                    </For>
                </ul>
                {move || {
                    (total.get() > PAGE_SIZE as usize)
                        .then(|| {
                            let total = total.get() as u64;
                            view! { <Pager page page_size=PAGE_SIZE total label=|| t!("same-heading") /> }
                        })
                }}
                {move || (more.get() > 0).then(|| view! { <p class="soft">{t!("same-more", count = more.get())}</p> })}
            </Card>
        </Show>
    }
}

type Outcome = ReadSignal<Option<std::sync::Arc<api::job::DryRun>>>;

/// Something about the patients whom the last try asks about, and how many more there are.
fn review<T: Clone + Default + PartialEq + Send + Sync + 'static>(
    outcome: Outcome,
    look: impl Fn(&[ReviewedPatient], u64) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| {
        outcome.with(|outcome| {
            outcome.as_ref().map(|run| look(&run.review.patients, run.review.more_patients)).unwrap_or_default()
        })
    })
}

/// Someone of the file beside those of the clinic, and whether they are one of them.
#[component]
fn Match(driver: Driver, uuid: String) -> impl IntoView {
    let named = uuid.clone();
    let patient = review(driver.outcome(), move |patients, _| {
        patients.iter().find(|patient| patient.canonical_uuid == named).cloned()
    });
    let key = uuid.clone();
    let chosen = Memo::new(move |_| {
        let decided = driver.options().with(|options| options.decisions.patients.get(&key).copied());
        match decided {
            Some(PatientDecision::Link { patient_id }) => Some(patient_id),
            Some(PatientDecision::Create) => None,
            None => patient.with(|patient| patient.as_ref()?.outcome),
        }
    });
    let ids = Memo::new(move |_| {
        let id = |candidate: &PatientCandidate| candidate.id;
        patient.with(|patient| patient.iter().flat_map(|patient| &patient.candidates).map(id).collect::<Vec<_>>())
    });
    let group = format!("same-{uuid}");
    let name = move || patient.with(|patient| patient.as_ref().map(|patient| patient.person.name.clone()));
    let choice = move |id: Option<Uuid>| {
        let (uuid, group) = (uuid.clone(), group.clone());
        let choose = move |_| {
            let decision = id.map_or(PatientDecision::Create, |patient_id| PatientDecision::Link { patient_id });
            driver.choose(|options| {
                options.decisions.patients.insert(uuid.clone(), decision);
            });
        };
        let label = move || id.map_or_else(|| t!("same-nobody"), |id| candidate(patient, id, candidate_words));
        view! {
            <label class="check">
                <input type="radio" name=group prop:checked=move || chosen.get() == id on:change=choose />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <li class="match">
            <fieldset>
                <legend>{name}</legend>
                {move || patient.get().map(|patient| view! { <Comparison patient chosen /> })}
                <div class="match-choices">
                    {
                        let choice = choice.clone();
                        move || {
                            ids.get().into_iter().map(|id| choice(Some(id)).into_any()).collect_view()
                        }
                    } {choice(None)}
                </div>
            </fieldset>
        </li>
    }
}

fn candidate(patient: Memo<Option<ReviewedPatient>>, id: Uuid, words: fn(&PatientCandidate) -> String) -> String {
    let of = |patient: &Option<ReviewedPatient>| {
        let candidate = patient.as_ref()?.candidates.iter().find(|candidate| candidate.id == id)?;
        Some(words(candidate))
    };
    patient.with(of).unwrap_or_default()
}

fn candidate_words(candidate: &PatientCandidate) -> String {
    let by = match candidate.by {
        MatchedBy::NationalId | MatchedBy::NationalIdAlone => t!("word-national_id"),
        MatchedBy::NameBirthPhone => t!("word-name_with_date_of_birth_and_phone"),
        MatchedBy::NameBirth => t!("word-name_and_date_of_birth"),
        MatchedBy::NamePhone => t!("word-name_and_phone"),
    };
    t!("same-candidate", name = candidate.person.name.as_str(), by = by)
}

type Reading = fn(&Person) -> Option<&str>;

/// What people are compared by: the key of its name, and where it is.
const FEATURES: [(Feature, &str, Reading); 4] = [
    (Feature::Name, "name", |person| Some(&person.name)),
    (Feature::NationalId, "national_id", |person| person.national_id.as_deref()),
    (Feature::DateOfBirth, "date_of_birth", |person| person.date_of_birth.as_deref()),
    (Feature::Phone, "phone", |person| person.phone.as_deref()),
];

/// Two people side by side: of the file, and of the clinic the chosen one or else the best.
#[component]
fn Comparison(patient: ReviewedPatient, chosen: Memo<Option<Uuid>>) -> impl IntoView {
    let ReviewedPatient { person, candidates, .. } = patient;
    move || {
        let is_chosen = |candidate: &&PatientCandidate| Some(candidate.id) == chosen.get();
        let other = candidates.iter().find(is_chosen).or(candidates.first())?;
        let rows = FEATURES.map(|(feature, name, reading)| {
            let (mine, theirs) = (reading(&person), reading(&other.person));
            let (tone, mark, word) = match (mine, theirs) {
                _ if other.agrees.contains(&feature) => (Tone::Good, "=", t!("same-agrees")),
                (Some(_), Some(_)) => (Tone::Warning, "≠", t!("same-differs")),
                _ => (Tone::Neutral, "?", t!("same-unknown")),
            };
            let value = |value: Option<&str>| match value {
                Some(day) if feature == Feature::DateOfBirth => format::date(day),
                Some(value) => value.to_owned(),
                None => "—".to_owned(),
            };
            view! {
                <tr>
                    <th scope="row">{field_name(name)}</th>
                    <td>{value(mine)}</td>
                    <td>
                        <Tag tone>
                            <span aria-hidden="true">{mark}</span>
                            <span class="visually-hidden">{word}</span>
                        </Tag>
                    </td>
                    <td>{value(theirs)}</td>
                </tr>
            }
            .into_any()
        });
        Some(view! {
            <table class="comparison">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{t!("same-in-file")}</th>
                        <td></td>
                        <th scope="col">{t!("same-in-clinic")}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().collect_view()}</tbody>
            </table>
        })
    }
}
