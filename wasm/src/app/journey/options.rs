//! Which staff stay active: the rules that hold for everybody.

use api::job::ExecuteOptions;
use leptos::prelude::*;

use crate::app::i18n::{said, t};
use crate::app::ui::{Field, described_by};
use crate::journey::team::{MOST_MONTHS, Rules};

const MONTHS: &str = "options-months";

/// Sets `rules`; to nothing while they are not valid.
#[component]
pub(super) fn RulesForm(rules: RwSignal<Option<Rules>>) -> impl IntoView {
    let start = rules.get_untracked().unwrap_or_else(|| Rules::of(&ExecuteOptions::default()));
    let months = RwSignal::new(start.months.to_string());
    let orphans = RwSignal::new(start.orphans);
    let inactive = RwSignal::new(start.inactive);
    let non_clinical = RwSignal::new(start.non_clinical);

    let valid_months = Memo::new(move |_| months.with(|months| Rules::parse_months(months)));
    Effect::new(move |_| {
        rules.set(valid_months.get().map(|months| Rules {
            months,
            orphans: orphans.get(),
            inactive: inactive.get(),
            non_clinical: non_clinical.get(),
        }));
    });
    let error = Signal::derive(move || valid_months.get().is_none().then(said("options-months-invalid")));

    view! {
        <div class="options">
            <Field id=MONTHS label=said("options-months") hint=said("options-months-help") error>
                <input
                    id=MONTHS
                    name=MONTHS
                    type="number"
                    inputmode="numeric"
                    min="0"
                    max=MOST_MONTHS
                    step="1"
                    aria-describedby=described_by(MONTHS)
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    bind:value=months
                />
            </Field>
            <Check id="options-orphans" checked=orphans />
            <Check id="options-inactive" checked=inactive />
            <Check id="options-nonclinical" checked=non_clinical />
        </div>
    }
}

/// A rule that can be switched off; its words have the key of its id.
#[component]
fn Check(id: &'static str, checked: RwSignal<bool>) -> impl IntoView {
    let hint = format!("{id}-help");
    let hint_id = hint.clone();
    view! {
        <div class="option">
            <label class="check">
                <input type="checkbox" id=id aria-describedby=hint_id.clone() bind:checked=checked />
                <span>{move || t!(id)}</span>
            </label>
            <p class="field-hint" id=hint_id>
                {move || t!(&hint)}
            </p>
        </div>
    }
}

/// The rules in a line, and how many people are decided one by one.
pub(super) fn in_a_line(rules: Rules, decided: usize) -> String {
    let Rules { months, orphans, inactive, non_clinical } = rules;
    let parts = [
        (months > 0).then(|| t!("rules-months", count = months)),
        orphans.then(said("options-orphans")),
        inactive.then(said("options-inactive")),
        non_clinical.then(said("options-nonclinical")),
    ];
    let rules = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let rules = if rules.is_empty() { t!("rules-none") } else { t!("rules-line", rules = rules) };
    if decided == 0 { rules } else { format!("{rules} {}", t!("rules-decided", count = decided)) }
}
