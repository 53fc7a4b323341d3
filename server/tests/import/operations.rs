//! Who may do what: every operation of the table, tried by everyone. What is not in the table is not served.

use api::ProblemCode;
use api::account::Role;
use api::document::{AgentToken, FileLine};
use api::member::NewInvitation;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use server::accounts::Permission;
use server::http::operations::{self, Access, Body as Sent, Operation};
use server::values;
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

/// What the operations are tried on: a clinic with one of everything.
pub(crate) struct Place {
    pub(crate) clinic: Uuid,
    pub(crate) patient: Uuid,
    document: Uuid,
    /// A member, with a session.
    user: Uuid,
    session: Uuid,
    invitation: Uuid,
    pub(crate) job: Uuid,
    pub(crate) file: File,
}

impl Place {
    /// In the clinic of the server's admin.
    pub(crate) async fn make(server: &Server) -> Self {
        let clinic = server.admin.clinic;
        let imported = server.import(&with_document()).await;
        let file = File::small(2);
        let job = server.receive(&file).await.id;
        let sent = server.send(hello(&server.admin, imported.id)).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&sent.body));
        server.colleague("assistant").await;
        let invite = serde_json::json!({ "email": "invited@example.com", "role": "dentist" });
        let invited = server.post(&format!("/api/v1/clinics/{clinic}/invitations"), &invite).await;
        let id = async |sql: &'static str| server.app.database.fetch_one::<Uuid>(sql, &[]).await.unwrap();
        Self {
            clinic,
            patient: id("SELECT patient_id FROM documents").await,
            document: id("SELECT id FROM documents").await,
            user: id("SELECT user_id FROM clinic_memberships WHERE role = 'assistant'").await,
            session: id("SELECT family FROM puente_sessions WHERE user_id IN
                (SELECT user_id FROM clinic_memberships WHERE role = 'assistant')")
            .await,
            invitation: invited.expect::<NewInvitation>(StatusCode::CREATED).invitation.id,
            job,
            file,
        }
    }

    /// What is left of that which only an admin of the clinic may end.
    async fn left(&self, server: &Server) -> [i64; 2] {
        let count = async |sql: &'static str, id: Uuid| server.app.database.fetch_one(sql, &values![id]).await.unwrap();
        [
            count("SELECT count(*) FROM puente_sessions WHERE family = ?1", self.session).await,
            count("SELECT count(*) FROM puente_invitations WHERE id = ?1", self.invitation).await,
        ]
    }

    /// The address of an operation, about this place.
    pub(crate) fn address(&self, operation: &Operation, clinic: Uuid) -> String {
        let id = match operation.access {
            Access::Job(_) | Access::JobOrAgent(_) => self.job,
            _ if operation.path.starts_with("/api/v1/clinics/") => clinic,
            _ if operation.path.starts_with("/api/v1/documents/") => self.document,
            _ => self.patient,
        };
        let mut path = operation.path.replace("{id}", &id.to_string());
        for (name, value) in [("seq", "0"), ("size", "small"), ("name", "verifactu")] {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        for (name, id) in [("session", self.session), ("user", self.user), ("invitation", self.invitation)] {
            path = path.replace(&format!("{{{name}}}"), &id.to_string());
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

/// Its bytes, on their way.
fn hello(person: &Person, job: Uuid) -> Request<Body> {
    let part = |name: &str, text: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n{text}\r\n")
    };
    let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let body = part("sha256", sha256) + &part("file", "hello") + "--x--\r\n";
    let mut request = person.request("POST", &format!("{JOBS}/{job}/binaries"), Body::from(body));
    request.headers_mut().insert("content-type", "multipart/form-data; boundary=x".parse().unwrap());
    request
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
            && !operation.path.starts_with("/api/v1/clinics/")
        {
            let (what, code) = ask(&server, place.request(operation, &stranger, stranger.clinic)).await;
            let nothing = if operation.path.ends_with("/documents") { None } else { Some(ProblemCode::NotFound) };
            assert!(code == nothing || code == Some(ProblemCode::NotFound), "{what}: {code:?}");
        }
        // Nor is what belongs to ours there under the address of theirs.
        if ["{session}", "{user}", "{invitation}"].iter().any(|part| operation.path.contains(part)) {
            let (what, code) = ask(&server, place.request(operation, &stranger, stranger.clinic)).await;
            assert_eq!(code, Some(ProblemCode::NotFound), "{what}");
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
    assert_eq!(place.left(&server).await, [1, 1]);
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
async fn without_the_tables_of_data_migration_nothing_fails() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let agent = agent_of(&server, place.job, &server.admin).await;
    let uninstall = format!("/api/v1/clinics/{}/modules/migration_import", place.clinic);
    let uninstalled = server.send(server.admin.request("DELETE", &uninstall, Body::empty())).await;
    assert_eq!(uninstalled.status, StatusCode::NO_CONTENT);
    for operation in operations::all() {
        for person in [&server.admin, &agent] {
            let (what, code) = ask(&server, place.request(operation, person, place.clinic)).await;
            assert_ne!(code, Some(ProblemCode::Internal), "{what}");
            if operation.path.starts_with("/api/v1/migration_import/") {
                let refused = [ProblemCode::ModuleInactive, ProblemCode::NotFound, ProblemCode::Unauthenticated];
                assert!(code.is_some_and(|code| refused.contains(&code)), "{what}: {code:?}");
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
