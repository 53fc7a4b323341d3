//! Says what is not in the clinic after the import, or would not be.

use leptos::prelude::*;

use super::words::type_name;
use crate::app::i18n::t;
use crate::app::ui::{Alert, Tone};
use crate::journey::result::Shortfall;

/// `when` is the beginning of the messages: of a result, or of a trial.
#[component]
pub(super) fn ShortfallAlert(when: &'static str, shortfall: Shortfall) -> impl IntoView {
    let Shortfall { skipped, absent, .. } = shortfall;
    let is_some_absent = !absent.is_empty();
    let types = move || absent.iter().map(|name| type_name(name)).collect::<Vec<_>>().join(", ");
    (skipped > 0 || is_some_absent).then(|| {
        view! {
            <div id=format!("{when}-shortfall")>
                <Alert tone=Tone::Warning>
                    {is_some_absent.then(|| view! { <p>{move || t!(&format!("{when}-absent"), types = types())}</p> })}
                    {(skipped > 0)
                        .then(|| view! { <p>{move || t!(&format!("{when}-left-out"), count = skipped)}</p> })}
                </Alert>
            </div>
        }
    })
}
