//! The journey, walked without a browser.

use super::*;

fn after(events: Vec<Event>) -> Journey {
    events.into_iter().fold(Journey::Idle, |journey, event| journey.on(event, 0.0))
}

fn chosen() -> Event {
    Event::Chosen { name: "clinic.dpm".to_owned(), size: 9 }
}

fn recognised(needs_passphrase: bool) -> Event {
    Event::Heard(Reply::Recognised { name: "clinic.dpm".to_owned(), size: 9, needs_passphrase })
}

fn refused(code: &str, retry_passphrase: bool) -> Event {
    let refusal = Refusal { code: code.to_owned(), message: String::new(), help: String::new(), retry_passphrase };
    Event::Heard(Reply::Refused { refusal })
}

fn previewed() -> Event {
    Event::Heard(Reply::Preview { preview: Preview::default() })
}

fn confirmed() -> Event {
    Event::Confirmed {
        clinic_id: Uuid::nil(),
        clinic_name: "Sol".to_owned(),
        options: ExecuteOptions { professional_min_activity_months: 6, ..ExecuteOptions::default() },
    }
}

fn sending(sent_rows: u64) -> Event {
    Event::Heard(Reply::Sending { job_id: Uuid::nil(), sent_rows, total_rows: 100, sent_bytes: sent_rows * 10 })
}

#[test]
fn a_raw_file_is_opened_without_a_passphrase() {
    assert_eq!(after(vec![chosen(), recognised(false)]).screen(), Screen::Check);
    assert_eq!(after(vec![chosen(), recognised(true)]).screen(), Screen::Unlock);
}

#[test]
fn a_wrong_passphrase_keeps_the_file() {
    let wrong = "passphrase.wrong_or_damaged";
    let tried = after(vec![chosen(), recognised(true), Event::PassphraseSent, refused(wrong, true)]);
    assert!(
        matches!(&tried, Journey::Locked { rejected: Some(code), file } if file.name == "clinic.dpm" && code == wrong),
        "{tried:?}"
    );
    let again = tried.on(Event::PassphraseSent, 0.0).on(previewed(), 0.0);
    assert_eq!(again.step(), Step::Look);
}

#[test]
fn a_stop_is_not_an_error() {
    assert_eq!(after(vec![chosen(), recognised(false), refused("cancelled", false)]), Journey::Idle);
    assert_eq!(after(vec![chosen(), recognised(false), refused("file.empty", false)]).screen(), Screen::Refusal);
}

#[test]
fn what_a_stopped_worker_still_says_changes_nothing() {
    assert_eq!(after(vec![chosen(), recognised(false), Event::Forgotten, previewed()]), Journey::Idle);
    assert_eq!(after(vec![sending(3)]), Journey::Idle);
}

#[test]
fn nothing_is_sent_without_a_confirmation() {
    let looks = after(vec![chosen(), recognised(false), previewed()]);
    assert_eq!(looks.clone().on(Event::Asked, 0.0).on(confirmed(), 0.0).step(), Step::Look, "nothing was decided");
    let decides = looks.on(Event::Looked, 0.0);
    assert_eq!(decides.clone().on(confirmed(), 0.0).step(), Step::Decide, "the question was not asked");
    let asked = decides.on(Event::Asked, 0.0);
    assert_eq!((asked.step(), asked.screen()), (Step::Confirm, Screen::Decide));
    assert_eq!(asked.on(confirmed(), 0.0).step(), Step::Import);
}

#[test]
fn every_step_before_the_confirmation_can_be_gone_back_to() {
    let asked = after(vec![chosen(), recognised(false), previewed(), Event::Looked, Event::Asked]);
    let steps = [Event::NotYet, Event::NotYet, Event::LookedAgain, Event::LookedAgain];
    let walked = steps.into_iter().scan(asked, |stands, event| {
        *stands = stands.clone().on(event, 0.0);
        Some(stands.step())
    });
    assert_eq!(walked.collect::<Vec<_>>(), [Step::Decide, Step::Decide, Step::Look, Step::Look]);
}

#[test]
fn an_interrupted_sending_resumes_with_what_was_confirmed() {
    let mut events =
        vec![chosen(), recognised(false), previewed(), Event::Looked, Event::Asked, confirmed(), sending(40)];
    events.push(Event::Heard(Reply::SendFailed { job_id: None, code: "network".to_owned(), detail: String::new() }));
    let cut = after(events);
    assert!(matches!(&cut, Journey::Interrupted { sent: Sent { rows: 40, bytes: 400, .. }, .. }), "{cut:?}");
    let arrived = cut.on(Event::Resumed, 0.0).on(sending(60), 0.0).on(sending(100), 0.0);
    let received = arrived.on(Event::Heard(Reply::Sent { job_id: Uuid::max() }), 0.0);
    match received {
        Journey::Received { order, job_id } => {
            assert_eq!((order.options.professional_min_activity_months, job_id), (6, Uuid::max()));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_decided_of_people_is_ordered_after_an_interruption_and_a_refusal() {
    let mut options = ExecuteOptions::default();
    team::decide(&mut options.decisions, "ana", false);
    let confirmed = Event::Confirmed { clinic_id: Uuid::nil(), clinic_name: String::new(), options: options.clone() };
    let cut = Event::Heard(Reply::SendFailed { job_id: None, code: "network".to_owned(), detail: String::new() });
    let sent = Event::Heard(Reply::Sent { job_id: Uuid::max() });
    let refused = Event::StartFailed { code: "job.clinic_busy".to_owned(), detail: String::new() };
    let started_again = after(vec![
        chosen(),
        recognised(false),
        previewed(),
        Event::Looked,
        Event::Asked,
        confirmed,
        cut,
        Event::Resumed,
        sent,
        refused,
        Event::StartedAgain,
    ]);
    match started_again {
        Journey::Received { order, .. } => assert_eq!(order.options, options),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_open_file_says_how_many_rows_it_has() {
    let entity = |name: &str, rows| EntityPreview { entity_type: name.to_owned(), rows, schema_version: String::new() };
    let preview = Preview { entities: vec![entity("professional", 7), entity("user", 2)], ..Preview::default() };
    let opened = after(vec![chosen(), recognised(false), Event::Heard(Reply::Preview { preview }), Event::Looked]);
    assert_eq!([Some("professional"), Some("patient"), None].map(|name| opened.declared(name)), [7, 0, 9]);
    assert_eq!(Journey::Idle.declared(None), 0);
}

#[test]
fn the_pace_of_a_resumed_sending_ignores_what_was_there() {
    let asked = after(vec![chosen(), recognised(false), previewed(), Event::Looked, Event::Asked, confirmed()]);
    let sent = asked.on(sending(80), 1_000.0).on(sending(90), 3_000.0);
    match sent {
        Journey::Sending { pace: Some(pace), .. } => assert_eq!(pace.seconds_left(100), Some(2.0)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stage_is_over_once_the_next_one_began() {
    let progress = |stage, done| Event::Heard(Reply::Progress { stage, done, total: None, milliseconds: 1.0 });
    let working = after(vec![chosen(), recognised(false), progress(Stage::Read, 7), progress(Stage::Verify, 0)]);
    let Journey::Working { stages, .. } = working else { panic!("{working:?}") };
    let over = |stage| stages.of(stage).map(StageProgress::is_over);
    assert_eq!((over(Stage::Read), over(Stage::Verify)), (Some(true), Some(false)));
}

#[test]
fn verifying_is_announced_before_it_begins() {
    let progress = |stage, done, total| Event::Heard(Reply::Progress { stage, done, total, milliseconds: 2_000.0 });
    let working = after(vec![chosen(), recognised(false), progress(Stage::Read, 25, Some(100))]);
    let Journey::Working { stages, .. } = working else { panic!("{working:?}") };
    let rows: Vec<_> = stages.rows().collect();
    assert_eq!(rows.iter().map(|(stage, _)| *stage).collect::<Vec<_>>(), [Stage::Read, Stage::Verify]);
    assert_eq!(stages.of(Stage::Read).and_then(StageProgress::seconds_left), Some(6.0));
    assert_eq!(stages.of(Stage::Verify), None);
}

#[test]
fn what_is_opened_or_being_sent_is_not_left_without_asking() {
    let look = vec![chosen(), recognised(false), previewed()];
    assert_eq!(after(vec![chosen(), recognised(false)]).ties(), Ties::default());
    assert_eq!(after(look).ties(), Ties { page: true, clinic: false });
    let decide = after(vec![chosen(), recognised(false), previewed(), Event::Looked]);
    assert_eq!(decide.ties(), Ties { page: true, clinic: false });
    let sending = after(vec![chosen(), recognised(false), previewed(), Event::Looked, Event::Asked, confirmed()]);
    assert_eq!(sending.ties(), Ties { page: true, clinic: true });
    let cut = Reply::SendFailed { job_id: None, code: "network".to_owned(), detail: String::new() };
    assert_eq!(sending.clone().on(Event::Heard(cut), 0.0).ties(), Ties { page: true, clinic: true });
    let received = sending.on(Event::Heard(Reply::Sent { job_id: Uuid::nil() }), 0.0);
    assert_eq!(received.ties(), Ties { page: false, clinic: true }, "the server has it all");
}

#[test]
fn what_was_not_the_file_is_not_kept_for_another_try() {
    let job = |computed: Option<&str>| -> Job {
        serde_json::from_value(serde_json::json!({
            "id": Uuid::nil(), "clinic_id": Uuid::nil(), "clinic_name": "Sol", "created_by": Uuid::nil(), "state": "failed",
            "error": null, "file_name": "a.dpm", "file_size": 1, "source_system": null, "exporter_tool": null,
            "exporter_version": null, "format_version": null, "tenant_label": null, "exported_at": null,
            "digest_declared": "ab", "digest_computed": computed, "total_entities": 1, "processed_entities": 0,
            "received_batches": 1, "received_bytes": 1, "created_at": "", "started_at": null, "completed_at": null,
        }))
        .unwrap_or_else(|error| panic!("{error}"))
    };
    assert_eq!([Some("ab"), Some("cd"), None].map(|computed| is_kept(&job(computed))), [true, false, false]);
}
