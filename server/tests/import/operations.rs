//! Who may do what: every operation of the table, tried by everyone. What is not in the table is not served.

use api::ProblemCode;
use api::account::Role;
use api::document::{AgentToken, FileLine};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use server::accounts::Permission;
use server::http::operations::{self, Access, Body as Sent, Operation};
use uuid::Uuid;

use crate::description::example;
use crate::support::{File, JOBS, Person, Row, Server};

const ROLES: [(&str, Role); 5] = [
    ("admin", Role::Admin),
    ("dentist", Role::Dentist),
    ("hygienist", Role::Hygienist),
    ("assistant", Role::Assistant),
    ("receptionist", Role::Receptionist),
];

/// What the operations are tried on: a clinic with a patient and a job.
pub(crate) struct Place {
    pub(crate) clinic: Uuid,
    pub(crate) patient: Uuid,
    pub(crate) job: Uuid,
    pub(crate) file: File,
}

impl Place {
    /// In the clinic of the server's admin.
    pub(crate) async fn make(server: &Server) -> Self {
        server.import(&File::small(3)).await;
        let file = File::small(2);
        let job = server.receive(&file).await.id;
        let patient = server.app.database.fetch_one("SELECT id FROM patients LIMIT 1", &[]).await.unwrap();
        Self { clinic: server.admin.clinic, patient, job, file }
    }

    /// The address of an operation, about this place.
    pub(crate) fn address(&self, operation: &Operation, clinic: Uuid) -> String {
        let id = match operation.access {
            Access::Job(_) | Access::JobOrAgent(_) => self.job,
            _ if operation.path.starts_with("/api/v1/clinics/") => clinic,
            _ => self.patient,
        };
        let mut path = operation.path.replace("{id}", &id.to_string());
        // Nobody and nothing has the patient's id but the patient.
        let nobody = self.patient.to_string();
        let parts = [("seq", "0"), ("size", "small"), ("name", "verifactu")];
        for (name, value) in parts.into_iter().chain(["session", "user", "invitation"].map(|name| (name, &*nobody))) {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let value = |name: &str| match name {
            "clinic_id" => clinic.to_string(),
            "entity_type" => "patient".to_owned(),
            "outcome" => "created".to_owned(),
            other => panic!("no value for {other}"),
        };
        let needed = operation.query.iter().filter(|parameter| parameter.is_required);
        let query: Vec<_> = needed.map(|parameter| format!("{}={}", parameter.name, value(parameter.name))).collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// A request that is right but for who sends it.
    fn request(&self, operation: &Operation, person: &Person, clinic: Uuid) -> Request<Body> {
        let (method, address) = (operation.method.as_str(), self.address(operation, clinic));
        if signs_out(operation) {
            return Request::delete(address).body(Body::empty()).unwrap();
        }
        match operation.body {
            None => person.request(method, &address, Body::empty()),
            Some(Sent::Batch) => person.batch(self.job, 0, &self.file.batches()[0]),
            Some(Sent::Json(_)) if operation.path == JOBS => person.json(method, &address, &self.file.manifest(clinic)),
            Some(Sent::Json(_)) if operation.path == "/api/v1/patients/search" => {
                person.json(method, &address, &serde_json::json!({ "clinic_id": clinic, "search": "ana" }))
            }
            // Who may ask for it is looked at after whether it could be meant.
            Some(Sent::Json(_)) if operation.path.starts_with("/api/v1/clinics/") => {
                person.json(method, &address, &example(operation, self))
            }
            Some(Sent::Json(_)) => person.json(method, &address, &serde_json::json!({})),
            Some(Sent::File) => {
                let mut request = person.request(method, &address, Body::from("--x--\r\n"));
                request.headers_mut().insert("content-type", "multipart/form-data; boundary=x".parse().unwrap());
                request
            }
        }
    }
}

/// A small clinic, one of whose patients has a document.
fn with_document() -> File {
    let mut file = File::small(3);
    let patient = &file.types["patient"][0].canonical_uuid;
    let document = Row::new(0x11, format!(r#"{{"patient_uuid":"{patient}"}}"#));
    file.files[0].parent_canonical_uuid = document.canonical_uuid.clone().leak();
    file.types.insert("patient_document", vec![document]);
    file
}

/// Whoever tries it can try nothing after it.
pub(crate) fn signs_out(operation: &Operation) -> bool {
    operation.method == Method::DELETE && operation.path == "/api/v1/auth/session"
}

/// What an operation answered: its problem, if it is one.
async fn ask(server: &Server, request: Request<Body>) -> (String, Option<ProblemCode>) {
    let what = format!("{} {}", request.method(), request.uri());
    let response = server.respond(request).await;
    if response.status().is_success() {
        return (what, None); // a stream of events does not end
    }
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let problem: api::Problem = serde_json::from_slice(&body).expect("a problem document");
    (what, Some(problem.code))
}

fn is_of_access(code: Option<ProblemCode>) -> bool {
    matches!(code, Some(ProblemCode::Unauthenticated | ProblemCode::Forbidden | ProblemCode::NotAMember))
}

async fn agent_of(server: &Server, job: Uuid, person: &Person) -> Person {
    let answer = server.send(person.request("POST", &format!("{JOBS}/{job}/agent"), Body::empty())).await;
    Person::with_token(answer.expect::<AgentToken>(StatusCode::CREATED).token)
}

#[tokio::test]
async fn nobody_unknown_and_nobody_of_another_clinic_gets_anything() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let stranger = server.stranger().await;
    let manifest = File::small(5).manifest(stranger.clinic);
    let other: api::job::Job = server.send(stranger.json("POST", JOBS, &manifest)).await.expect(StatusCode::CREATED);
    let foreign_agent = agent_of(&server, other.id, &stranger).await;
    let before = (server.dump().await, server.texts("SELECT state FROM puente_import_jobs ORDER BY state").await);
    for operation in operations::all() {
        let is_open = operation.access == Access::Anyone;
        let mut unknown = place.request(operation, &server.admin, place.clinic);
        unknown.headers_mut().remove("authorization");
        let guess = place.request(operation, &Person::with_token("guess".to_owned()), place.clinic);
        for request in [unknown, guess] {
            let (what, code) = ask(&server, request).await;
            let expected = match operation.access {
                Access::Anyone => continue,
                Access::Monitoring => ProblemCode::NotFound,
                _ => ProblemCode::Unauthenticated,
            };
            assert_eq!(code, Some(expected), "{what}");
        }
        let (what, code) = ask(&server, place.request(operation, &stranger, place.clinic)).await;
        match operation.access {
            Access::Clinic(_) => assert_eq!(code, Some(ProblemCode::NotAMember), "{what}"),
            Access::Job(_) | Access::JobOrAgent(_) | Access::Monitoring => {
                assert_eq!(code, Some(ProblemCode::NotFound), "{what}");
            }
            Access::Anyone | Access::SignedIn => assert!(!is_of_access(code) || is_open, "{what}"),
        }
        // In their own clinic they may ask, but what is ours is not there.
        if matches!(operation.access, Access::Clinic(_))
            && operation.path.contains("{id}")
            && !operation.query.is_empty()
        {
            let (what, code) = ask(&server, place.request(operation, &stranger, stranger.clinic)).await;
            let nothing = if operation.path.ends_with("/documents") { None } else { Some(ProblemCode::NotFound) };
            assert!(code == nothing || code == Some(ProblemCode::NotFound), "{what}: {code:?}");
        }
        let (what, code) = ask(&server, place.request(operation, &foreign_agent, place.clinic)).await;
        match operation.access {
            Access::Anyone => {}
            Access::JobOrAgent(_) | Access::Monitoring => assert_eq!(code, Some(ProblemCode::NotFound), "{what}"),
            _ => assert_eq!(code, Some(ProblemCode::Unauthenticated), "{what}"),
        }
    }
    let after = (server.dump().await, server.texts("SELECT state FROM puente_import_jobs ORDER BY state").await);
    assert_eq!(before, after, "and nothing was changed");
}

#[tokio::test]
async fn each_role_may_do_what_its_permissions_say() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    for (name, role) in ROLES.iter().rev() {
        let person = server.colleague(name).await;
        for operation in operations::all() {
            let (what, code) = ask(&server, place.request(operation, &person, place.clinic)).await;
            let needed: Option<Permission> = match operation.access {
                Access::Clinic(permission) => permission,
                Access::Job(permission) | Access::JobOrAgent(permission) => Some(permission),
                Access::Anyone | Access::SignedIn | Access::Monitoring => None,
            };
            let is_allowed = needed.is_none_or(|permission| permission.is_granted_to(*role));
            if is_allowed {
                assert!(!is_of_access(code) || operation.access == Access::Anyone, "{name}: {what}: {code:?}");
            } else {
                assert_eq!(code, Some(ProblemCode::Forbidden), "{name}: {what}");
            }
        }
    }
}

#[tokio::test]
async fn an_agent_sends_files_and_does_nothing_else() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let agent = agent_of(&server, place.job, &server.admin).await;
    for operation in operations::all() {
        let (what, code) = ask(&server, place.request(operation, &agent, place.clinic)).await;
        match operation.access {
            Access::Anyone | Access::Monitoring => {}
            Access::JobOrAgent(_) => {
                assert!(!is_of_access(code) && code != Some(ProblemCode::NotFound), "{what}: {code:?}");
            }
            _ => assert_eq!(code, Some(ProblemCode::Unauthenticated), "{what}"),
        }
    }
}

#[tokio::test]
async fn an_agent_is_not_told_whose_a_file_is() {
    let server = Server::start().await;
    let job = server.import(&with_document()).await.id;
    let agent = agent_of(&server, job, &server.admin).await;
    let list = async |person: &Person, query: &str| {
        let request = person.request("GET", &format!("{JOBS}/{job}/files{query}"), Body::empty());
        String::from_utf8(server.send(request).await.body).unwrap()
    };
    for query in ["", "?format=csv"] {
        let (told, kept) = (list(&server.admin, query).await, list(&agent, query).await);
        assert!(told.contains("Ana 1 López") && told.contains("pano.jpg"), "{told}");
        assert!(!kept.contains("López") && kept.contains("pano.jpg"), "{kept}");
    }
    let files: Vec<FileLine> =
        server.send(agent.request("GET", &format!("{JOBS}/{job}/files"), Body::empty())).await.expect(StatusCode::OK);
    assert!(files.iter().all(|file| file.patient_id.is_none()));
}

#[tokio::test]
async fn every_operation_of_the_table_is_there_and_no_other_method() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    for operation in operations::all() {
        let (what, code) = ask(&server, place.request(operation, &server.admin, place.clinic)).await;
        assert_ne!(code, Some(ProblemCode::MethodNotAllowed), "{what}");
        let address = place.address(operation, place.clinic);
        let is_offered =
            |method: &Method| operations::all().iter().any(|it| it.path == operation.path && it.method == *method);
        for method in [Method::PATCH, Method::TRACE, Method::OPTIONS].into_iter().filter(|it| !is_offered(it)) {
            let request = server.admin.request(method.as_str(), &address, Body::empty());
            assert_eq!(server.send(request).await.problem(), ProblemCode::MethodNotAllowed, "{method} {address}");
        }
    }
}
