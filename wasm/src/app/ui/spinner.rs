use leptos::prelude::*;

/// Something is going on and will not take long. Says nothing to a screen reader: what surrounds it does.
#[component]
pub(crate) fn Spinner() -> impl IntoView {
    view! {
        <svg class="spinner" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
            <circle class="spinner-track" cx="12" cy="12" r="9" />
            <path class="spinner-arc" d="M12 3a9 9 0 0 1 9 9" />
        </svg>
    }
}
