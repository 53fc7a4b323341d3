//! What there is to decide, told while one looks: a line each, which leads there.

use leptos::prelude::*;

use super::driver::Driver;
use super::review::{go_to, place};
use crate::app::i18n::{said, t, translate};
use crate::app::ui::{Card, Tag, Tone};
use crate::journey::open_questions::{OpenQuestion, Topic, open_questions};

#[component]
pub(super) fn QuestionsCard(driver: Driver) -> impl IntoView {
    // Nothing before there is a trial.
    let questions = Memo::new(move |_| {
        driver.outcome().with(|run| {
            let run = run.as_ref()?;
            let legal = driver.legal().get();
            driver.options().with(|it| driver.team().with(|team| Some(open_questions(run, it, team, legal))))
        })
    });
    let lead = move || {
        questions.with(|questions| match questions {
            None => t!("questions-unknown"),
            Some(questions) if questions.iter().all(|question| question.open == 0) => t!("questions-none"),
            Some(_) => t!("questions-lead"),
        })
    };
    let lines = move || {
        let questions = questions.get().unwrap_or_default();
        questions.into_iter().map(|question| line(driver, question)).collect::<Vec<_>>()
    };
    view! {
        <Card title=said("questions-heading")>
            <p class="soft">{lead}</p>
            <ul class="questions" id="questions">
                {lines}
            </ul>
        </Card>
    }
}

fn line(driver: Driver, question: OpenQuestion) -> AnyView {
    let OpenQuestion { topic, open, of } = question;
    let tone = match topic {
        Topic::Legal => Tone::Neutral,
        _ if open > 0 => Tone::Warning,
        _ => Tone::Good,
    };
    let key = key(topic);
    let go = move |_| {
        driver.decide();
        go_to(place(topic));
    };
    let badge = move || match topic {
        Topic::Legal => legal_words(driver),
        _ if open > 0 => t!("questions-open", open = open, of = of),
        _ => t!("questions-decided"),
    };
    view! {
        <li data-question=key data-open=open>
            <button type="button" class="row-button" on:click=go>
                {move || translate(&format!("questions-{key}"), None)}
            </button>
            <Tag tone>{badge}</Tag>
        </li>
    }
    .into_any()
}

fn key(topic: Topic) -> &'static str {
    match topic {
        Topic::Patients => "patients",
        Topic::Treatments => "treatments",
        Topic::Staff => "staff",
        Topic::Appointments => "appointments",
        Topic::Legal => "legal",
    }
}

fn legal_words(driver: Driver) -> String {
    let is_wanted = driver.options().with(|options| options.import_fiscal_compliance);
    if is_wanted && driver.legal().get().has_place { t!("questions-kept") } else { t!("questions-archived") }
}
