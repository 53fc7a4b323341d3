use api::Page;
use api::patient::{PatientLine, PatientSearch};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::full_name;
use crate::app::format;
use crate::app::http::{self, Failure};
use crate::app::i18n::said;
use crate::app::session;
use crate::app::ui::{Asked, EmptyState, Icon, PageHead, Pager, Shape, Table, Tag, loaded};

const PAGE_SIZE: u32 = 25;
/// How long typing must rest before the server is asked.
const DEBOUNCE_MS: u32 = 250;

#[component]
pub(crate) fn PatientsPage() -> impl IntoView {
    let search = RwSignal::new(String::new());
    let archived = RwSignal::new(false);
    let page = RwSignal::new(1_u32);
    let query = Memo::new(move |_| Query { search: search.get(), archived: archived.get(), page: page.get() });
    let patients = Asked::new(move || fetch(query.get()));

    // Another question starts at the first page of its answer.
    Effect::watch(move || (search.get(), archived.get(), session::clinic()), move |_, _, _| page.set(1), false);

    view! {
        <PageHead title=said("patients-title") />
        <section class="card">
            <div class="filters">
                <SearchBox search />
                <label class="check">
                    <input type="checkbox" id="patients-archived" bind:checked=archived />
                    {said("patients-show-archived")}
                </label>
            </div>
            {loaded(
                patients,
                move |found: Page<PatientLine>| {
                    if found.total > 0 {
                        view! { <Found found page /> }.into_any()
                    } else if query.with_untracked(Query::is_filtered) {
                        view! {
                            <EmptyState shape=Shape::Search title=said("patients-none-found-title")>
                                <p>{said("patients-none-found-lead")}</p>
                            </EmptyState>
                        }
                            .into_any()
                    } else {
                        view! { <NoPatients /> }.into_any()
                    }
                },
            )}
        </section>
    }
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Query {
    search: String,
    archived: bool,
    page: u32,
}

impl Query {
    fn is_filtered(&self) -> bool {
        self.archived || !self.search.is_empty()
    }
}

async fn fetch(query: Query) -> Result<Page<PatientLine>, Failure> {
    let clinic_id = session::clinic().map(|clinic| clinic.id).unwrap_or_default();
    let Query { search, archived, page } = query;
    let status = if archived { "archived" } else { "active" }.to_owned();
    http::ask("/patients/search", &PatientSearch { clinic_id, search, status, page, page_size: PAGE_SIZE }).await
}

#[component]
fn SearchBox(search: RwSignal<String>) -> impl IntoView {
    let waiting = StoredValue::new_local(None::<Timeout>);
    let typed = move |text: String| {
        // Dropping the one before cancels it.
        waiting.set_value(Some(Timeout::new(DEBOUNCE_MS, move || {
            search.try_set(text.trim().to_owned());
        })));
    };
    view! {
        <label class="search">
            <span class="visually-hidden">{said("patients-search")}</span>
            <Icon shape=Shape::Search />
            <input
                type="search"
                id="patients-search"
                autocomplete="off"
                placeholder=said("patients-search-placeholder")
                on:input:target=move |event| typed(event.target().value())
            />
        </label>
    }
}

#[component]
fn Found(found: Page<PatientLine>, page: RwSignal<u32>) -> impl IntoView {
    view! {
        <Table caption=said("patients-title")>
            <thead>
                <tr>
                    <th scope="col">{said("patient-name")}</th>
                    <th scope="col">{said("patient-born")}</th>
                    <th scope="col" class="roomy">
                        {said("patient-phone")}
                    </th>
                    <th scope="col" class="wide">
                        {said("patient-email")}
                    </th>
                    <th scope="col" class="wide">
                        {said("patient-national-id")}
                    </th>
                    <th scope="col" class="num wide">
                        {said("patient-source-id")}
                    </th>
                </tr>
            </thead>
            <tbody id="patients">{found.data.into_iter().map(|line| view! { <Line line /> }).collect_view()}</tbody>
        </Table>
        <Pager page page_size=PAGE_SIZE total=found.total label=said("patients-pages") />
    }
}

#[component]
fn Line(line: PatientLine) -> impl IntoView {
    let id = line.id.to_string();
    let archived = line.status == "archived";
    let name = full_name(&line);
    let born = line.date_of_birth;
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/patients/{id}") data-patient-id=id.clone()>
                    {name}
                </a>
                {archived.then(|| view! { <Tag>{said("patient-archived")}</Tag> })}
            </th>
            <td class="figures">{move || born.as_deref().map(format::date)}</td>
            <td class="figures roomy">{line.phone}</td>
            <td class="wide">{line.email}</td>
            <td class="figures wide">{line.national_id}</td>
            <td class="num wide">{line.source_id}</td>
        </tr>
    }
}

#[component]
fn NoPatients() -> impl IntoView {
    view! {
        <EmptyState shape=Shape::Users title=said("patients-empty-title")>
            <p>{said("patients-empty-lead")}</p>
            <Show when=session::is_admin>
                <a href="/settings/data-migration" class="button button-primary">
                    {said("patients-empty-action")}
                </a>
            </Show>
        </EmptyState>
    }
}
