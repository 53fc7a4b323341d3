//! Patients of the file who are, or may be, someone the clinic has.

use api::decisions::{Feature, MatchedBy, PatientCandidate, PatientDecision, Person, Review, ReviewedPatient};
use leptos::prelude::*;
use uuid::Uuid;

use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::journey::driver::Driver;
use crate::app::journey::words::field_name;
use crate::app::ui::{Button, ButtonKind, Card, Pager, Tag, Tone};

const PAGE_SIZE: u32 = 10;
/// The id of the card, to come to.
pub(super) const PATIENTS: &str = "same";

#[component]
pub(super) fn PatientsCard(driver: Driver) -> impl IntoView {
    let page = RwSignal::new(1_u32);
    // What stands above the list, and who is on the page. Both change seldom; a row follows the outcome by itself.
    let counts = review(driver, |review| {
        let likely = review.patients.iter().filter(|patient| patient.proposal.is_none()).count() as u64;
        vec![review.patients.len() as u64, likely, review.more_patients]
    });
    let shown = review(driver, move |review| {
        let first = (page.get().saturating_sub(1) * PAGE_SIZE) as usize;
        let rows = review.patients.iter().skip(first).take(PAGE_SIZE as usize);
        rows.map(|patient| patient.canonical_uuid.clone()).collect()
    });
    // Another try may ask about fewer.
    Effect::new(move |_| {
        if shown.with(Vec::is_empty) && page.get_untracked() > 1 {
            page.set(1);
        }
    });
    let count = move |at: usize| counts.with(|counts| counts.get(at).copied().unwrap_or_default());
    let is_asked = Memo::new(move |_| count(0) > 0);
    move || {
        is_asked.get().then(|| {
            let rows =
                move || shown.get().into_iter().map(|uuid| view! { <Match driver uuid /> }.into_any()).collect_view();
            let pager = move || {
                let total = count(0);
                (total > u64::from(PAGE_SIZE))
                    .then(|| view! { <Pager page page_size=PAGE_SIZE total label=said("same-heading") /> })
            };
            view! {
                <div id=PATIENTS tabindex="-1">
                    <Card title=said("same-heading")>
                        <p>{move || t!("same-lead", certain = count(0) - count(1), likely = count(1))}</p>
                        <p class="soft">{said("same-default")}</p>
                        <ul class="matches" id="review-patients">
                            {rows}
                        </ul>
                        {pager}
                        {move || (count(2) > 0).then(|| view! { <p class="soft">{t!("same-more", count = count(2))}</p> })}
                    </Card>
                </div>
            }
            .into_any()
        })
    }
}

/// Something about what the last try asks.
fn review<T: Clone + PartialEq + Send + Sync + 'static>(
    driver: Driver,
    look: impl Fn(&Review) -> Vec<T> + Send + Sync + 'static,
) -> Memo<Vec<T>> {
    Memo::new(move |_| {
        driver.outcome().with(|outcome| outcome.as_ref().map(|run| look(&run.review)).unwrap_or_default())
    })
}

/// Someone of the file beside those of the clinic, and whether they are one of them.
#[component]
fn Match(driver: Driver, uuid: String) -> impl IntoView {
    let named = uuid.clone();
    let patient = review(driver, move |review| {
        let is_named = |patient: &&ReviewedPatient| patient.canonical_uuid == named;
        review.patients.iter().find(is_named).cloned().into_iter().collect()
    });
    let key = uuid.clone();
    let decided = Memo::new(move |_| driver.options().with(|options| options.decisions.patients.get(&key).copied()));
    let is_remembered = Memo::new(move |_| patient.with(|patient| patient.first().is_some_and(|it| it.is_remembered)));
    let chosen = Signal::derive(move || match decided.get() {
        Some(PatientDecision::Link { patient_id }) => Some(patient_id),
        Some(PatientDecision::Create) => None,
        None if is_remembered.get() => patient.with(|patient| patient.first()?.outcome),
        Some(PatientDecision::Undecided) | None => patient.with(|patient| patient.first()?.proposal),
    });
    let stands = Memo::new(move |_| match decided.get() {
        Some(decision) => decision != PatientDecision::Undecided,
        None => is_remembered.get(),
    });
    let key = uuid.clone();
    let undecide = move |_| {
        driver.choose(|options| {
            let patients = &mut options.decisions.patients;
            if is_remembered.get_untracked() {
                patients.insert(key.clone(), PatientDecision::Undecided);
            } else {
                patients.remove(&key);
            }
        });
    };
    // Who may be meant does not depend on what is decided.
    let candidates =
        patient.with_untracked(|patient| patient.first().map(|patient| patient.candidates.clone()).unwrap_or_default());
    let name = patient.with_untracked(|patient| patient.first().map(|patient| patient.person.name.clone()));
    let group = format!("same-{uuid}");
    let choice = move |candidate: Option<PatientCandidate>| {
        let (uuid, group) = (uuid.clone(), group.clone());
        let id = candidate.as_ref().map(|candidate| candidate.id);
        let choose = move |_| {
            let decision = id.map_or(PatientDecision::Create, |patient_id| PatientDecision::Link { patient_id });
            driver.choose(|options| {
                options.decisions.patients.insert(uuid.clone(), decision);
            });
        };
        let label = move || candidate.as_ref().map_or_else(said("same-nobody"), candidate_words);
        view! {
            <label class="check">
                <input type="radio" name=group prop:checked=move || chosen.get() == id on:change=choose />
                <span>{label}</span>
            </label>
        }
        .into_any()
    };
    let choices = candidates.into_iter().map(Some).chain([None]).map(choice).collect_view();
    let comparison =
        move || patient.with(|patient| patient.first().and_then(|patient| comparison(patient, chosen.get())));
    view! {
        <li class="match">
            <fieldset>
                <legend>{name}</legend>
                {comparison}
                <div class="match-choices">{choices}</div>
                <Show when=move || stands.get()>
                    <Button kind=ButtonKind::Quiet attr:data-action="undecide" on:click=undecide.clone()>
                        {said("review-undecide")}
                    </Button>
                </Show>
            </fieldset>
        </li>
    }
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
fn comparison(patient: &ReviewedPatient, chosen: Option<Uuid>) -> Option<AnyView> {
    let ReviewedPatient { person, candidates, .. } = patient;
    let is_chosen = |candidate: &&PatientCandidate| Some(candidate.id) == chosen;
    let other = candidates.iter().find(is_chosen).or(candidates.first())?;
    let rows = FEATURES.map(|(feature, name, reading)| {
        let (mine, theirs) = (reading(person), reading(&other.person));
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
    let table = view! {
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
    };
    Some(table.into_any())
}
