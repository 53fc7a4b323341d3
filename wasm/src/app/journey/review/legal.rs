//! Invoices with data of tax law: what becomes of those, and whether they are wanted.

use leptos::prelude::*;

use crate::app::i18n::{said, t};
use crate::app::journey::driver::Driver;
use crate::app::ui::Card;

/// The id of the card, to come to.
pub(super) const LEGAL: &str = "legal";

#[component]
pub(super) fn LegalCard(driver: Driver) -> impl IntoView {
    let found = Memo::new(move |_| driver.legal().get());
    let wanted = move || driver.options().with(|options| options.import_fiscal_compliance);
    let choice = move || {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    id="legal-wanted"
                    prop:checked=wanted
                    on:change:target=move |event| {
                        let wanted = event.target().checked();
                        driver.choose(|options| options.import_fiscal_compliance = wanted);
                    }
                />
                <span>{said("legal-wanted")}</span>
            </label>
            <p class="soft">{said("legal-wanted-help")}</p>
        }
    };
    move || {
        let found = found.get();
        (found.invoices > 0).then(|| {
            view! {
                <div id=LEGAL tabindex="-1">
                    <Card title=said("legal-heading")>
                        <p>{move || t!("legal-lead", count = found.invoices)}</p>
                        {if found.has_place {
                            choice().into_any()
                        } else {
                            view! { <p class="soft">{said("legal-no-place")}</p> }.into_any()
                        }}
                    </Card>
                </div>
            }
        })
    }
}
