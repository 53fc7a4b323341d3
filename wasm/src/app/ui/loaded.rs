use std::any::Any;
use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;

use crate::app::http::Failure;
use crate::app::i18n::said;
use crate::app::ui::{Alert, Button, Spinner, Tone};

/// What was brought, of whatever type: resources and what shows them are compiled once for all types.
type Brought = Result<Rc<dyn Any>, Failure>;
/// Shows what was brought, if it is of the type it expects.
type Show = Box<dyn Fn(&dyn Any) -> Option<AnyView> + Send>;
type Bringing = Pin<Box<dyn Future<Output = Brought>>>;

/// Something asked of the server, and asked anew whenever what the question is made of changes.
#[derive(Clone, Copy)]
pub(crate) struct Asked(LocalResource<Brought>);

impl Asked {
    /// Asks by `ask`, now and whenever a signal it reads changes.
    pub(crate) fn new<T, F>(ask: impl Fn() -> F + 'static) -> Self
    where
        T: 'static,
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        Self::boxed(Box::new(move || {
            let asked = ask();
            Box::pin(async move { asked.await.map(|brought| Rc::new(brought) as Rc<dyn Any>) })
        }))
    }

    fn boxed(ask: Box<dyn Fn() -> Bringing>) -> Self {
        Self(LocalResource::new(ask))
    }

    /// The answer, once it is there, if it is a `T`.
    pub(crate) fn get<T: Clone + 'static>(self) -> Option<Result<T, Failure>> {
        self.0.get().and_then(|brought| match brought {
            Ok(brought) => brought.downcast_ref::<T>().cloned().map(Ok),
            Err(failure) => Some(Err(failure)),
        })
    }

    /// Asks again.
    pub(crate) fn again(self) {
        self.0.refetch();
    }
}

/// What a request brought: busy until it answers, then its view, or what went wrong and another try.
pub(crate) fn loaded<T, V>(asked: Asked, view: impl Fn(T) -> V + Send + 'static) -> AnyView
where
    T: Clone + 'static,
    V: IntoView + 'static,
{
    shown(asked, Box::new(move |brought| brought.downcast_ref::<T>().cloned().map(|brought| view(brought).into_any())))
}

fn shown(asked: Asked, view: Show) -> AnyView {
    let outcome = move || match asked.0.get() {
        None => Some(
            view! {
                <p class="busy" role="status">
                    <Spinner />
                    {said("loading")}
                </p>
            }
            .into_any(),
        ),
        Some(Err(failure)) => Some(
            view! {
                <Alert tone=Tone::Bad>
                    <p>{move || failure.message()}</p>
                    <Button on:click=move |_| asked.again()>{said("try-again")}</Button>
                </Alert>
            }
            .into_any(),
        ),
        Some(Ok(brought)) => view(&*brought),
    };
    outcome.into_any()
}
