//! The table.

use api::account::{
    ChangePassword, Credentials, Me, NewClinic, Refresh, Refreshed, SessionLine, Setup, SetupStatus, Tokens,
};
use api::audit::AuditLine;
use api::changes::{AppliedChanges, ApplyChanges, Change};
use api::clinic::{Backup, Clinic, ClinicSummary};
use api::document::{AgentToken, Binary, Document, FileCounts, FileLine};
use api::job::{ExecuteOptions, Job, Manifest, ReceivedBatches, Report, SourceRow, WarningLine};
use api::member::{ChangeRole, InvitationLine, InvitationToken, Invite, InvitedTo, Join, Member, NewInvitation};
use api::module::{Module, UninstallPreview};
use api::patient::{Patient, PatientLine, PatientSearch};
use api::undo::{UndoOrder, UndoPreview, Undone};
use api::{Item, Page};
use axum::http::Method;

use super::{Access, Body, Kind, Operation};
use crate::accounts::Permission::{AdministerClinic, ExecuteJobs, ReadJobs, ReadPatients, WriteBinaries, WriteJobs};
use crate::http::pace::Pace;

const CHANGE_STATES: Kind = Kind::OneOf(&["offered", "edited", "booked", "applied"]);
const FILE_STATES: Kind = Kind::OneOf(&["expected", "stored", "received", "unreadable", "homeless"]);
const OUTCOMES: Kind = Kind::OneOf(&["created", "linked", "merged", "archived", "skipped"]);

pub(super) fn operations() -> Vec<Operation> {
    [
        monitoring(),
        accounts(),
        sessions(),
        clinics(),
        members(),
        modules(),
        patients(),
        jobs(),
        loading(),
        results(),
        files(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn get(path: &'static str, summary: &'static str) -> Operation {
    Operation::new(Method::GET, path, summary)
}

fn post(path: &'static str, summary: &'static str) -> Operation {
    Operation::new(Method::POST, path, summary)
}

fn delete(path: &'static str, summary: &'static str) -> Operation {
    Operation::new(Method::DELETE, path, summary).answers_nothing(204)
}

fn monitoring() -> Vec<Operation> {
    let text = |operation: Operation| operation.by(Access::Anyone).answers_with(200, "text/plain", None);
    vec![
        text(get("/health", "The server runs")),
        text(get("/health/ready", "The server can serve")).refuses(&[503]),
        text(get("/ready", "The server can serve")).refuses(&[503]),
        text(get("/metrics", "Figures, as Prometheus reads them")).by(Access::Monitoring).refuses(&[503]),
        get("/openapi.json", "This description").by(Access::Anyone).answers_with(200, "application/json", None),
    ]
}

fn accounts() -> Vec<Operation> {
    let sign_in = |operation: Operation| operation.by(Access::Anyone).pace(Pace::SignIn).refuses(&[401]);
    vec![
        get("/api/v1/auth/setup/status", "Whether there is an account")
            .by(Access::Anyone)
            .answers::<Item<SetupStatus>>(200),
        sign_in(post("/api/v1/auth/setup", "Makes the first account"))
            .sent::<Setup>()
            .answers::<Item<Me>>(201)
            .refuses(&[409]),
        sign_in(post("/api/v1/auth/session", "Signs a browser in")).sent::<Credentials>().answers::<Item<Me>>(200),
        delete("/api/v1/auth/session", "Signs a browser out").by(Access::Anyone),
        sign_in(post("/api/v1/auth/login", "Tokens for a program")).sent::<Credentials>().answers::<Tokens>(200),
        sign_in(post("/api/v1/auth/refresh", "New tokens for a refresh token"))
            .sent::<Refresh>()
            .answers::<Refreshed>(200),
        get("/api/v1/auth/me", "Who is signed in").answers::<Item<Me>>(200),
        get("/api/v1/auth/clinics", "The clinics one works in").answers::<Page<Clinic>>(200),
    ]
}

fn sessions() -> Vec<Operation> {
    let guest = |operation: Operation| operation.by(Access::Anyone).pace(Pace::SignIn);
    let administered = |operation: Operation| operation.by(Access::Clinic(Some(AdministerClinic)));
    vec![
        get("/api/v1/auth/sessions", "One's open sessions").answers::<Item<Vec<SessionLine>>>(200),
        delete("/api/v1/auth/sessions", "Ends all one's other sessions"),
        delete("/api/v1/auth/sessions/{session}", "Ends one of them"),
        Operation::new(Method::PUT, "/api/v1/auth/password", "Changes one's password")
            .pace(Pace::SignIn)
            .sent::<ChangePassword>()
            .answers_nothing(204)
            .refuses(&[409]),
        guest(post("/api/v1/auth/invitation", "What a link invites to"))
            .sent::<InvitationToken>()
            .answers::<Item<InvitedTo>>(200),
        guest(post("/api/v1/auth/join", "Follows an invitation"))
            .sent::<Join>()
            .answers::<Item<Me>>(200)
            .refuses(&[401, 409]),
        administered(get("/api/v1/clinics/{id}/sessions", "Open sessions of a clinic's members"))
            .answers::<Item<Vec<SessionLine>>>(200),
        administered(delete("/api/v1/clinics/{id}/sessions/{session}", "Ends one of them")),
    ]
}

fn members() -> Vec<Operation> {
    let administered = |operation: Operation| operation.by(Access::Clinic(Some(AdministerClinic))).refuses(&[409]);
    vec![
        administered(get("/api/v1/clinics/{id}/members", "Who works in a clinic")).answers::<Item<Vec<Member>>>(200),
        administered(Operation::new(Method::PATCH, "/api/v1/clinics/{id}/members/{user}", "Gives another role"))
            .sent::<ChangeRole>()
            .answers_nothing(204),
        administered(delete("/api/v1/clinics/{id}/members/{user}", "Ends a membership")),
        administered(get("/api/v1/clinics/{id}/invitations", "Open invitations"))
            .answers::<Item<Vec<InvitationLine>>>(200),
        administered(post("/api/v1/clinics/{id}/invitations", "Invites somebody"))
            .sent::<Invite>()
            .answers::<Item<NewInvitation>>(201),
        administered(delete("/api/v1/clinics/{id}/invitations/{invitation}", "Withdraws an invitation")),
        administered(get("/api/v1/clinics/{id}/audit", "Who did what, newest first"))
            .pages(200)
            .answers::<Page<AuditLine>>(200),
    ]
}

fn modules() -> Vec<Operation> {
    let administered = |operation: Operation| operation.by(Access::Clinic(Some(AdministerClinic))).refuses(&[409]);
    vec![
        get("/api/v1/clinics/{id}/modules", "A clinic's modules")
            .by(Access::Clinic(None))
            .answers::<Item<Vec<Module>>>(200),
        administered(post("/api/v1/clinics/{id}/modules/{name}", "Activates a module"))
            .pace(Pace::Heavy)
            .answers_nothing(204),
        administered(delete("/api/v1/clinics/{id}/modules/{name}", "Uninstalls a module")).pace(Pace::Heavy),
        administered(get("/api/v1/clinics/{id}/modules/migration_import/uninstall", "What uninstalling removes"))
            .answers::<Item<UninstallPreview>>(200),
        administered(get("/api/v1/clinics/{id}/modules/migration_import/export", "What imports keep, to take along"))
            .pace(Pace::Heavy)
            .answers_with(200, "application/x-ndjson", None),
    ]
}

fn clinics() -> Vec<Operation> {
    vec![
        post("/api/v1/clinics", "Opens a further clinic")
            .sent::<NewClinic>()
            .answers::<Item<Clinic>>(201)
            .refuses(&[409]),
        get("/api/v1/clinics/{id}/summary", "What a clinic holds")
            .by(Access::Clinic(None))
            .answers::<Item<ClinicSummary>>(200),
        post("/api/v1/clinics/{id}/backup", "Takes a backup of the database")
            .by(Access::Clinic(Some(ExecuteJobs)))
            .pace(Pace::Heavy)
            .answers::<Item<Backup>>(200)
            .refuses(&[409]),
    ]
}

fn patients() -> Vec<Operation> {
    let in_clinic =
        |operation: Operation| operation.by(Access::Clinic(Some(ReadPatients))).needs("clinic_id", Kind::Uuid);
    vec![
        in_clinic(get("/api/v1/patients", "Patients, by surname"))
            .takes("search", Kind::Text)
            .takes("status", Kind::Text)
            .pages(200)
            .answers::<Page<PatientLine>>(200),
        post("/api/v1/patients/search", "The same, with what is searched for out of proxies' logs")
            .by(Access::Clinic(Some(ReadPatients)))
            .sent::<PatientSearch>()
            .answers::<Page<PatientLine>>(200),
        in_clinic(get("/api/v1/patients/{id}", "All of a patient")).answers::<Item<Patient>>(200),
        in_clinic(get("/api/v1/patients/{id}/documents", "A patient's documents")).answers::<Item<Vec<Document>>>(200),
        in_clinic(get("/api/v1/documents/{id}/content", "A document's bytes"))
            .takes("download", Kind::Flag)
            .answers_with(200, "*/*", None)
            .answers_with(206, "*/*", None)
            .answers_nothing(304)
            .refuses(&[416]),
        in_clinic(get("/api/v1/documents/{id}/preview/{size}", "A document as a small picture"))
            .answers_with(200, "image/jpeg", None)
            .answers_nothing(304),
    ]
}

fn jobs() -> Vec<Operation> {
    let of_job = |operation: Operation| operation.by(Access::Job(ReadJobs));
    vec![
        get("/api/v1/migration_import/jobs", "Imports of a clinic, newest first")
            .by(Access::Clinic(Some(ReadJobs)))
            .needs("clinic_id", Kind::Uuid)
            .pages(100)
            .answers::<Page<Job>>(200)
            .refuses(&[404]),
        post("/api/v1/migration_import/jobs", "Announces a file")
            .by(Access::Clinic(Some(WriteJobs)))
            .sent::<Manifest>()
            .answers::<Item<Job>>(200)
            .answers::<Item<Job>>(201)
            .refuses(&[404, 409]),
        get("/api/v1/migration_import/jobs/{id}", "Where an import stands")
            .by(Access::JobOrAgent(ReadJobs))
            .answers::<Item<Job>>(200),
        delete("/api/v1/migration_import/jobs/{id}", "Gives an import up").by(Access::Job(WriteJobs)).refuses(&[409]),
        of_job(get("/api/v1/migration_import/jobs/{id}/options", "What it was executed with"))
            .answers::<Item<ExecuteOptions>>(200),
        of_job(get("/api/v1/migration_import/jobs/{id}/batches", "What has arrived"))
            .answers::<Item<ReceivedBatches>>(200),
        of_job(get("/api/v1/migration_import/jobs/{id}/events", "How far it is, as it goes")).answers_with(
            200,
            "text/event-stream",
            None,
        ),
        get("/api/v1/migration_import/destination", "What the clinic holds, for a dry run")
            .by(Access::Clinic(Some(WriteJobs)))
            .needs("clinic_id", Kind::Uuid)
            .answers_with(200, "application/cbor", None)
            .refuses(&[404]),
    ]
}

fn loading() -> Vec<Operation> {
    let heavy = |operation: Operation| operation.by(Access::Job(ExecuteJobs)).pace(Pace::Heavy).refuses(&[409]);
    vec![
        Operation::new(Method::PUT, "/api/v1/migration_import/jobs/{id}/batches/{seq}", "Sends a batch")
            .by(Access::Job(WriteJobs))
            .pace(Pace::Transfer)
            .sent_as(Body::Batch)
            .answers_nothing(200)
            .refuses(&[409]),
        heavy(post("/api/v1/migration_import/jobs/{id}/execute", "Imports"))
            .sent::<ExecuteOptions>()
            .answers::<Item<Job>>(202),
        get("/api/v1/migration_import/jobs/{id}/undo", "What undoing would do")
            .by(Access::Job(ExecuteJobs))
            .answers::<Item<UndoPreview>>(200)
            .refuses(&[409]),
        heavy(post("/api/v1/migration_import/jobs/{id}/undo", "Undoes an import"))
            .sent::<UndoOrder>()
            .answers::<Item<Undone>>(200),
        heavy(post("/api/v1/migration_import/jobs/{id}/changes/apply", "Applies what a newer export says"))
            .sent::<ApplyChanges>()
            .answers::<Item<AppliedChanges>>(200),
    ]
}

fn results() -> Vec<Operation> {
    let of_job = |operation: Operation| operation.by(Access::Job(ReadJobs)).refuses(&[409]);
    vec![
        of_job(get("/api/v1/migration_import/jobs/{id}/report", "What became of every row"))
            .takes("format", Kind::OneOf(&["csv"]))
            .answers::<Item<Report>>(200),
        of_job(get("/api/v1/migration_import/jobs/{id}/warnings", "What was said of the rows"))
            .takes("severity", Kind::OneOf(&["info", "warn", "error"]))
            .takes("entity_type", Kind::Text)
            .takes("code", Kind::Text)
            .pages(200)
            .answers::<Page<WarningLine>>(200),
        of_job(get("/api/v1/migration_import/jobs/{id}/rows", "The source rows behind a figure"))
            .needs("entity_type", Kind::Text)
            .needs("outcome", OUTCOMES)
            .pages(200)
            .answers::<Page<SourceRow>>(200),
        of_job(get("/api/v1/migration_import/jobs/{id}/changes", "What a newer export says differently"))
            .takes("state", CHANGE_STATES)
            .pages(200)
            .answers::<Page<Change>>(200),
    ]
}

fn files() -> Vec<Operation> {
    let agents = |operation: Operation| operation.by(Access::Job(WriteBinaries));
    vec![
        post("/api/v1/migration_import/jobs/{id}/binaries", "Sends a radiograph or document")
            .by(Access::JobOrAgent(WriteBinaries))
            .pace(Pace::Transfer)
            .sent_as(Body::File)
            .answers::<Item<Binary>>(201)
            .refuses(&[400, 409]),
        get("/api/v1/migration_import/jobs/{id}/files", "The files an import lists")
            .by(Access::JobOrAgent(ReadJobs))
            .takes("state", FILE_STATES)
            .takes("order", Kind::OneOf(&["manifest", "patient"]))
            .takes("format", Kind::OneOf(&["csv"]))
            .pages(1_000)
            .answers::<Page<FileLine>>(200),
        get("/api/v1/migration_import/jobs/{id}/files/counts", "How many files are in which state")
            .by(Access::JobOrAgent(ReadJobs))
            .answers::<Item<FileCounts>>(200),
        agents(post("/api/v1/migration_import/jobs/{id}/agent", "A token for the files of this import"))
            .answers::<Item<AgentToken>>(201),
        agents(delete("/api/v1/migration_import/jobs/{id}/agent", "Voids it")),
    ]
}
