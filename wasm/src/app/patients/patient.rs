use api::Item;
use api::patient::{Allergy, Appointment, Note, Patient};
use leptos::prelude::*;
use uuid::Uuid;

use super::{code_name, full_name, records};
use crate::app::format;
use crate::app::http::{self, Failure};
use crate::app::i18n::{said, t};
use crate::app::session;
use crate::app::ui::{Alert, Asked, Card, PageHead, Table, Tag, Tone, loaded};

#[component]
pub(crate) fn PatientPage(id: Uuid) -> impl IntoView {
    let patient = Asked::new(move || fetch(id));
    view! {
        <nav class="breadcrumb" aria-label=said("breadcrumb")>
            <a href="/patients">{said("patients-title")}</a>
        </nav>
        {loaded(patient, |patient: Item<Patient>| view! { <Record patient=patient.data /> })}
    }
}

async fn fetch(id: Uuid) -> Result<Item<Patient>, Failure> {
    let clinic = session::clinic().map(|clinic| clinic.id.to_string()).unwrap_or_default();
    http::get(&format!("/patients/{id}?clinic_id={clinic}")).await
}

#[component]
fn Record(patient: Patient) -> impl IntoView {
    let name = full_name(&patient.line);
    let archived = patient.line.status == "archived";
    let source_id = patient.line.source_id.clone();
    let clinic = untrack(session::clinic);
    let clinic_id = clinic.as_ref().map(|clinic| clinic.id.to_string());
    let timezone = clinic.map(|clinic| clinic.timezone);
    let patient_id = patient.line.id.to_string();
    view! {
        <PageHead id="patient-name" title=name>
            {archived.then(|| view! { <Tag>{said("patient-archived")}</Tag> })}
            {patient.do_not_contact.then(|| view! { <Tag tone=Tone::Warning>{said("patient-do-not-contact")}</Tag> })}
            {source_id
                .map(|id| {
                    view! {
                        <span id="patient-source-id">
                            <Tag tone=Tone::Good>{move || t!("patient-imported", id = id.as_str())}</Tag>
                        </span>
                    }
                })}
        </PageHead>
        <Allergies allergies=patient.allergies.clone() />
        <div class="columns">
            <Facts patient=patient.clone() />
            <Notes notes=patient.clinical_notes timezone=timezone.clone() />
        </div>
        <patient-documents patient=patient_id clinic=clinic_id></patient-documents>
        {records::medications(patient.medications)}
        {records::illnesses(patient.illnesses)}
        {records::account(patient.account)}
        <Appointments appointments=patient.appointments timezone />
        {records::treatments(patient.treatments)}
        {records::budgets(patient.budgets)}
        {records::payments(patient.payments)}
        {records::invoices(patient.invoices)}
    }
}

/// Always on top: what must not be overlooked.
#[component]
fn Allergies(allergies: Vec<Allergy>) -> impl IntoView {
    (!allergies.is_empty()).then(|| {
        let lines = allergies.into_iter().map(|allergy| {
            let severity = allergy.severity;
            view! {
                <li>
                    <strong>{allergy.name}</strong>
                    " "
                    <span class="soft">{move || code_name("severity", &severity)}</span>
                    {allergy.notes.map(|notes| view! { <span class="soft">" · "{notes}</span> })}
                </li>
            }
        });
        view! {
            <div id="patient-allergies">
                <Alert tone=Tone::Bad title=said("patient-allergies")>
                    <ul class="plain-list">{lines.collect_view()}</ul>
                </Alert>
            </div>
        }
    })
}

#[component]
fn Facts(patient: Patient) -> impl IntoView {
    let line = patient.line;
    let born = line.date_of_birth.clone();
    let born = move || {
        born.as_deref().map(|date| match format::years_since(date) {
            Some(years) => t!("patient-born-age", date = format::date(date), years = years),
            None => format::date(date),
        })
    };
    let gender = patient.gender.clone();
    let language = patient.preferred_language.clone();
    let facts = [
        (t_fact("patient-born"), Signal::derive(born)),
        (t_fact("patient-gender"), Signal::derive(move || gender.as_deref().map(|gender| code_name("gender", gender)))),
        (t_fact("patient-phone"), fixed(line.phone)),
        (t_fact("patient-email"), fixed(line.email)),
        (t_fact("patient-address"), fixed(patient.address)),
        (t_fact("patient-national-id"), fixed(line.national_id)),
        (t_fact("patient-language"), Signal::derive(move || Some(format::language(&language)))),
        (t_fact("patient-billing-name"), fixed(patient.billing_name)),
        (t_fact("patient-billing-tax-id"), fixed(patient.billing_tax_id)),
    ];
    view! {
        <Card title=said("patient-data")>
            <dl class="facts">
                {facts
                    .into_iter()
                    .map(|(label, value)| {
                        view! {
                            <Show when=move || value.with(Option::is_some)>
                                <div>
                                    <dt>{label}</dt>
                                    <dd>{move || value.get()}</dd>
                                </div>
                            </Show>
                        }
                    })
                    .collect_view()}
            </dl>
            {patient.notes.map(|notes| view! { <p class="prose">{notes}</p> })}
        </Card>
    }
}

fn t_fact(key: &'static str) -> Signal<String> {
    Signal::derive(move || t!(key))
}

fn fixed(value: Option<String>) -> Signal<Option<String>> {
    Signal::stored(value)
}

#[component]
fn Notes(notes: Vec<Note>, timezone: Option<String>) -> impl IntoView {
    let empty = notes.is_empty();
    let notes = notes.into_iter().map(move |note| {
        let timezone = timezone.clone();
        let Note { note_type, created_at, author, body, .. } = note;
        view! {
            <li>
                <p class="note-head soft">
                    <Tag>{move || code_name("note-type", &note_type)}</Tag>
                    <span>{move || format::moment(&created_at, timezone.as_deref())}</span>
                    <span>{author}</span>
                </p>
                <p class="prose">{body}</p>
            </li>
        }
    });
    view! {
        <Card title=said("patient-notes")>
            {if empty {
                view! { <p class="soft">{said("patient-notes-none")}</p> }.into_any()
            } else {
                // Long histories scroll, by keyboard too.
                view! { <ul class="notes" id="patient-notes" tabindex="0">{notes.collect_view()}</ul> }.into_any()
            }}
        </Card>
    }
}

#[component]
fn Appointments(appointments: Vec<Appointment>, timezone: Option<String>) -> impl IntoView {
    let total = appointments.len() as u64;
    if appointments.is_empty() {
        return view! {
            <Card title=said("patient-appointments")>
                <p class="soft">{said("patient-appointments-none")}</p>
            </Card>
        }
        .into_any();
    }
    let clock = timezone.clone().unwrap_or_default();
    let lines = appointments.into_iter().map(move |appointment| {
        let Appointment { start_time, end_time, status, professional, cabinet, note, .. } = appointment;
        let (day_zone, time_zone) = (timezone.clone(), timezone.clone());
        let day_start = start_time.clone();
        let tone = status_tone(&status);
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="figures">
                    {move || format::day(&day_start, day_zone.as_deref())}
                </th>
                <td role="cell" class="figures">
                    {move || {
                        let zone = time_zone.as_deref();
                        format!("{} – {}", format::time(&start_time, zone), format::time(&end_time, zone))
                    }}
                </td>
                <td role="cell" class="names">{professional}</td>
                <td role="cell" class="names">{cabinet}</td>
                <td role="cell">
                    <Tag tone>{move || code_name("appointment", &status)}</Tag>
                </td>
                <td role="cell" class="note-cell">{note}</td>
            </tr>
        }
    });
    view! {
        <Card
            title=said("patient-appointments")
            aside=move || {
                let clock = clock.clone();
                view! {
                    <span class="soft">
                        {move || t!("patient-appointments-aside", count = total, timezone = clock.as_str())}
                    </span>
                }
            }
        >
            <Table caption=said("patient-appointments")>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{said("appointment-day")}</th>
                        <th role="columnheader" scope="col">{said("appointment-time")}</th>
                        <th role="columnheader" scope="col">{said("appointment-professional")}</th>
                        <th role="columnheader" scope="col">{said("appointment-cabinet")}</th>
                        <th role="columnheader" scope="col">{said("appointment-status")}</th>
                        <th role="columnheader" scope="col">{said("appointment-note")}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup" id="patient-appointments">{lines.collect_view()}</tbody>
            </Table>
        </Card>
    }
    .into_any()
}

fn status_tone(status: &str) -> Tone {
    match status {
        "completed" => Tone::Good,
        "no_show" => Tone::Warning,
        "cancelled" => Tone::Bad,
        _ => Tone::Neutral,
    }
}
