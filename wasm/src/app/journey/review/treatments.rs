//! The source's catalog against the clinic's: what becomes of each treatment, and what the admin decides about it.

use std::cmp::Reverse;
use std::sync::Arc;

use api::decisions::{CatalogItem, Review, ReviewedTreatment, TreatmentDecision, TreatmentProposal};
use leptos::prelude::*;
use uuid::Uuid;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast as _;

use super::treatment::{Panel, treatment};
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::journey::driver::Driver;
use crate::app::journey::words::try_word;
use crate::app::ui::{Button, Card, Icon, Pager, Shape};

const PAGE_SIZE: u32 = 25;
/// The id of the card, to come to.
pub(super) const TREATMENTS: &str = "treatments";
/// How much alike, in percent, treatments are that are accepted together, unless the admin says otherwise.
const ALIKE: &str = "90";

/// How sure it is what becomes of a treatment, the least sure first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Likely,
    New,
    Certain,
    Decided,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Likely, Self::New, Self::Certain, Self::Decided];

    fn of(row: &ReviewedTreatment, is_decided: bool) -> Self {
        match &row.proposal {
            _ if is_decided => Self::Decided,
            TreatmentProposal::Link { score: None, .. } => Self::Certain,
            TreatmentProposal::Link { .. } => Self::Likely,
            TreatmentProposal::Create { .. } => Self::New,
        }
    }

    fn key(standing: Option<Self>) -> &'static str {
        match standing {
            Some(Self::Likely) => "likely",
            Some(Self::New) => "new",
            Some(Self::Certain) => "certain",
            Some(Self::Decided) => "decided",
            None => "all",
        }
    }
}

/// What the rows of the card share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    driver: Driver,
    /// Without what decisions change: the rows stay where they are while the admin decides.
    pub(super) review: Memo<Review>,
    /// Treatments of the clinic that were found by searching, for their names.
    seen: StoredValue<Vec<CatalogItem>>,
    /// What is open below which row.
    opened: RwSignal<Option<(String, Panel)>>,
}

impl Desk {
    /// What is decided now, in this journey.
    pub(super) fn decided(self, uuid: &str) -> Option<TreatmentDecision> {
        self.driver.options().with(|options| options.decisions.treatments.get(uuid).cloned())
    }

    /// What stands: decided now, or for an earlier import.
    pub(super) fn stands(self, row: &ReviewedTreatment) -> Option<TreatmentDecision> {
        let decision = self.decided(&row.canonical_uuid).or_else(|| row.remembered.clone());
        decision.filter(|decision| *decision != TreatmentDecision::Undecided)
    }

    fn is_decided(self, row: &ReviewedTreatment) -> bool {
        self.stands(row).is_some()
    }

    fn standing(self, row: &ReviewedTreatment) -> Standing {
        Standing::of(row, self.is_decided(row))
    }

    /// Decides, or takes a decision back. The row stays where it is and gets the focus that its button had.
    pub(super) fn decide(self, uuid: &str, decision: Option<TreatmentDecision>) {
        self.driver.choose(|options| {
            let treatments = &mut options.decisions.treatments;
            match decision {
                Some(decision) => drop(treatments.insert(uuid.to_owned(), decision)),
                None => drop(treatments.remove(uuid)),
            }
        });
        self.close(uuid);
    }

    /// Opens something below a row, and goes there.
    pub(super) fn open(self, uuid: &str, panel: Panel) {
        self.opened.set(Some((uuid.to_owned(), panel)));
        let first = format!("#{} .reviewed-panel :is(input, select, button)", row_id(uuid));
        // It is drawn by then.
        request_animation_frame(move || focus(&first));
    }

    /// Closes what is open below a row, and goes back to it.
    pub(super) fn close(self, uuid: &str) {
        self.opened.set(None);
        focus(&format!("#{}", row_id(uuid)));
    }

    /// Decides on a treatment of the clinic that was found by searching.
    pub(super) fn link_to(self, uuid: &str, item: CatalogItem) {
        let item_id = item.id;
        self.seen.update_value(|seen| seen.push(item));
        self.decide(uuid, Some(TreatmentDecision::Link { item_id }));
    }

    /// The treatment of the clinic with this id, as far as the page knows it.
    pub(super) fn item(self, row: &ReviewedTreatment, id: Uuid) -> Option<CatalogItem> {
        if let TreatmentProposal::Link { item, .. } = &row.proposal
            && item.id == id
        {
            return Some(item.clone());
        }
        let of = |items: &[CatalogItem]| items.iter().find(|item| item.id == id).cloned();
        let linked = || self.driver.outcome().with_untracked(|outcome| of(&outcome.as_ref()?.review.items));
        self.seen.with_value(|seen| of(seen)).or_else(linked)
    }

    /// What is open below a row.
    pub(super) fn panel(self, uuid: &str) -> Option<Panel> {
        self.opened.with(|opened| opened.as_ref().filter(|(of, _)| of == uuid).map(|(_, panel)| *panel))
    }

    pub(super) fn category(self, key: &str) -> String {
        let name = |review: &Review| review.categories.iter().find(|(known, _)| known == key).map(|(_, it)| it.clone());
        // Those that every clinic has are named in the language of the screen.
        try_word(key).or_else(|| self.review.with(name)).unwrap_or_else(|| key.to_owned())
    }

    pub(super) fn search(self, words: String) {
        self.driver.search_catalog(words);
    }

    pub(super) fn found(self) -> ReadSignal<(String, Vec<CatalogItem>)> {
        self.driver.found()
    }
}

/// Canonical uuids can be any text; as an id, and in a selector, only letters and digits are safe.
pub(super) fn row_id(uuid: &str) -> String {
    let plain: String = uuid.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("treatment-{plain}")
}

fn focus(css: &str) {
    let element = document().query_selector(css).ok().flatten().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    // What is gone needs no focus.
    let _ = element.map(|element| element.focus());
}

/// The decision that pins what is proposed.
pub(super) fn accepted(proposal: &TreatmentProposal) -> TreatmentDecision {
    match proposal {
        TreatmentProposal::Link { item, .. } => TreatmentDecision::Link { item_id: item.id },
        TreatmentProposal::Create { category } => TreatmentDecision::Create { category: category.clone() },
    }
}

#[component]
pub(super) fn TreatmentsCard(driver: Driver) -> impl IntoView {
    let outcome = driver.outcome();
    // The same answer of another dry run draws nothing anew.
    let review =
        Memo::new(move |_| outcome.with(|it| it.as_ref().map(|it| of_treatments(&it.review)).unwrap_or_default()));
    let desk = Desk { driver, review, seen: StoredValue::default(), opened: RwSignal::new(None) };
    let is_there = Memo::new(move |_| review.with(|review| !review.treatments.is_empty()));
    view! {
        <Show when=move || is_there.get()>
            <div id=TREATMENTS tabindex="-1">
                <Card title=said("catalog-heading")>
                    <p class="soft">{said("catalog-lead")}</p>
                    <Treatments desk />
                </Card>
            </div>
        </Show>
    }
}

/// What a review says of treatments, but for what decisions change.
fn of_treatments(review: &Review) -> Review {
    Review {
        treatments: review.treatments.clone(),
        unlisted_treatments: review.unlisted_treatments,
        categories: review.categories.clone(),
        ..Review::default()
    }
}

#[component]
fn Treatments(desk: Desk) -> impl IntoView {
    let review = desk.review;
    let counts = Memo::new(move |_| {
        review.with(|review| {
            let standings: Vec<_> = review.treatments.iter().map(|row| desk.standing(row)).collect();
            Standing::ALL.map(|standing| standings.iter().filter(|it| **it == standing).count())
        })
    });
    let has_likely = counts.with_untracked(|[likely, ..]| *likely > 0);
    let filter = RwSignal::new(has_likely.then_some(Standing::Likely));
    let search = RwSignal::new(String::new());
    let page = RwSignal::new(1_u32);
    // A row that is decided stays in the list until another one is asked for.
    let listed = Memo::new(move |_| {
        let (filter, words) = (filter.get(), search.with(|words| words.trim().to_lowercase()));
        review.with(|review| untrack(|| list(desk, &review.treatments, filter, &words)))
    });
    Effect::watch(move || (filter.get(), search.get(), review.track()), move |_, _, _| page.set(1), false);
    let total = move || listed.with(Vec::len) as u64;
    let shown = move || {
        let first = (page.get() as usize - 1) * PAGE_SIZE as usize;
        listed.with(|rows| rows.iter().skip(first).take(PAGE_SIZE as usize).cloned().map(Arc::new).collect::<Vec<_>>())
    };
    let unlisted = move || review.with(|review| review.unlisted_treatments);
    view! {
        <div class="choices" role="group" aria-label=said("catalog-filter")>
            {Standing::ALL
                .map(Some)
                .into_iter()
                .chain([None])
                .map(|standing| {
                    view! {
                        <button
                            type="button"
                            class="choice"
                            data-standing=Standing::key(standing)
                            aria-pressed=move || (filter.get() == standing).to_string()
                            on:click=move |_| filter.set(standing)
                        >
                            <span>{move || t!(&format!("catalog-{}", Standing::key(standing)))}</span>
                            <strong class="figures">
                                {move || {
                                    let count = counts
                                        .with(|counts| match standing {
                                            Some(standing) => counts[standing as usize],
                                            None => counts.iter().sum(),
                                        });
                                    format::count(count as u64)
                                }}
                            </strong>
                        </button>
                    }
                })
                .collect_view()}
        </div>
        <Together desk />
        <label class="search">
            <span class="visually-hidden">{said("catalog-search-rows")}</span>
            <Icon shape=Shape::Search />
            <input
                type="search"
                id="catalog-search-rows"
                autocomplete="off"
                maxlength="100"
                placeholder=said("catalog-search-rows")
                bind:value=search
            />
        </label>
        <ul class="reviewed" id="catalog">
            {move || shown().iter().map(|row| treatment(desk, row)).collect::<Vec<_>>()}
        </ul>
        {move || (total() == 0).then(|| view! { <p class="soft">{t!("catalog-none")}</p> })}
        {move || {
            (total() > u64::from(PAGE_SIZE))
                .then(|| view! { <Pager page page_size=PAGE_SIZE total=total() label=said("catalog-heading") /> })
        }}
        {move || (unlisted() > 0).then(|| view! { <p class="soft">{t!("catalog-unlisted", count = unlisted())}</p> })}
    }
}

/// The rows that stand so and have the words, those first that need a look and have most under them.
fn list(desk: Desk, rows: &[ReviewedTreatment], filter: Option<Standing>, words: &str) -> Vec<ReviewedTreatment> {
    let has = |text: &str| text.to_lowercase().contains(words);
    let has_words = |row: &ReviewedTreatment| {
        words.is_empty()
            || has(&row.label)
            || row.code.as_deref().is_some_and(has)
            || matches!(&row.proposal, TreatmentProposal::Link { item, .. } if has(&item.name))
    };
    let mut listed: Vec<_> = rows
        .iter()
        .map(|row| (desk.standing(row), row))
        .filter(|(standing, row)| filter.is_none_or(|filter| *standing == filter) && has_words(row))
        .collect();
    listed.sort_by_key(|(standing, row)| (*standing, Reverse(row.offered.rows + row.applied.rows)));
    listed.into_iter().map(|(_, row)| row.clone()).collect()
}

/// Accepting all that are alike enough.
#[component]
fn Together(desk: Desk) -> impl IntoView {
    let least = RwSignal::new(ALIKE.to_owned());
    let part = move || least.with(|least| least.parse::<f64>()).unwrap_or(100.0) / 100.0;
    let is_meant = move |row: &ReviewedTreatment| match &row.proposal {
        // As a percentage shows it.
        TreatmentProposal::Link { score, .. } => score.unwrap_or(1.0) + 0.005 >= part() && !desk.is_decided(row),
        TreatmentProposal::Create { .. } => false,
    };
    let count = move || desk.review.with(|it| it.treatments.iter().filter(|row| is_meant(row)).count() as u64);
    let accept = move |_| {
        let meant = |row: &&ReviewedTreatment| untrack(|| is_meant(row));
        let decisions: Vec<_> = desk.review.with_untracked(|review| {
            let meant = review.treatments.iter().filter(meant);
            meant.map(|row| (row.canonical_uuid.clone(), accepted(&row.proposal))).collect()
        });
        desk.driver.choose(|options| options.decisions.treatments.extend(decisions));
    };
    view! {
        <div class="together">
            <label for="catalog-least">{move || t!("catalog-together", percent = format::percent(part()))}</label>
            <input
                id="catalog-least"
                type="range"
                min="30"
                max="100"
                step="5"
                aria-valuetext=move || format::percent(part())
                bind:value=least
            />
            <Button
                attr:id="catalog-accept-all"
                disabled=Signal::derive(move || count() == 0)
                on:click=accept
            >
                {move || t!("catalog-accept-all", count = count())}
            </Button>
        </div>
    }
}
