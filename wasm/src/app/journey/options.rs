//! Which staff stay active: the one choice an import leaves to the admin.

use api::job::ExecuteOptions;
use leptos::prelude::*;

use crate::app::i18n::t;
use crate::app::ui::{Field, described_by};

const MONTHS: &str = "options-months";
const MOST_MONTHS: u16 = 120;

/// Sets `options`; to nothing while they are not valid.
#[component]
pub(super) fn OptionsForm(options: RwSignal<Option<ExecuteOptions>>) -> impl IntoView {
    let start = options.get_untracked().unwrap_or_default();
    let months = RwSignal::new(start.professional_min_activity_months.to_string());
    let orphans = RwSignal::new(start.professional_exclude_agenda_orphans);
    let inactive = RwSignal::new(start.professional_exclude_inactive_in_source);
    let non_clinical = RwSignal::new(start.professional_exclude_non_clinical_roles);

    let valid_months = Memo::new(move |_| months.with(|months| parse_months(months)));
    Effect::new(move |_| {
        options.set(valid_months.get().map(|months| ExecuteOptions {
            professional_min_activity_months: months,
            professional_exclude_agenda_orphans: orphans.get(),
            professional_exclude_inactive_in_source: inactive.get(),
            professional_exclude_non_clinical_roles: non_clinical.get(),
            ..start.clone()
        }));
    });
    let error = Signal::derive(move || valid_months.get().is_none().then(|| t!("options-months-invalid")));

    view! {
        <div class="options">
            <p class="soft">{move || t!("options-lead")}</p>
            <Field id=MONTHS label=|| t!("options-months") hint=|| t!("options-months-help") error>
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

fn parse_months(typed: &str) -> Option<u16> {
    typed.trim().parse().ok().filter(|months| *months <= MOST_MONTHS)
}
