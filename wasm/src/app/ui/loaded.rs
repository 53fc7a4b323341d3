use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::app::http::Failure;
use crate::app::i18n::t;
use crate::app::ui::{Alert, Button, Spinner, Tone};

/// What a request brought: busy until it answers, then its view, or what went wrong and another try.
pub(crate) fn loaded<T, V>(
    resource: LocalResource<Result<T, Failure>>,
    view: impl Fn(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + 'static,
    V: IntoView + 'static,
{
    move || match resource.get() {
        None => EitherOf3::A(view! {
            <p class="busy" role="status">
                <Spinner />
                {move || t!("loading")}
            </p>
        }),
        Some(Err(failure)) => EitherOf3::B(view! {
            <Alert tone=Tone::Bad>
                <p>{move || failure.message()}</p>
                <Button on:click=move |_| resource.refetch()>{move || t!("try-again")}</Button>
            </Alert>
        }),
        Some(Ok(value)) => EitherOf3::C(view(value)),
    }
}
