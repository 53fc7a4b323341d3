//! Sessions, members, invitations and clinics.

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, EMAIL, PASSWORD, Server, credentials};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
const EVA: &str = "eva@example.com";
const EVAS: &str = "a password of Eva's";

/// Somebody with a browser.
struct Browser<'s> {
    server: &'s Server,
    cookie: String,
}

impl<'s> Browser<'s> {
    async fn sign_in(server: &'s Server, email: &str, password: &str) -> Self {
        let headers = [("content-type", "application/json"), ("user-agent", FIREFOX)];
        let body = credentials(email, password).to_string();
        let answer = server.send("POST", "/api/v1/auth/session", &headers, Some(body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Self { server, cookie: answer.cookie() }
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let headers =
            [("cookie", &*self.cookie), ("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
        let body = (!body.is_null()).then(|| body.to_string());
        self.server.send(method, &format!("/api/v1{path}"), &headers, body).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.ask("GET", path, Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body["data"].clone()
    }

    async fn is_in(&self) -> bool {
        self.ask("GET", "/auth/me", Value::Null).await.status == StatusCode::OK
    }

    async fn invite(&self, clinic: Uuid, email: &str, role: &str) -> String {
        let asked = json!({ "email": email, "role": role });
        let answer = self.ask("POST", &format!("/clinics/{clinic}/invitations"), asked).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.body["data"]["token"].as_str().unwrap().to_owned()
    }

    async fn log(&self, clinic: Uuid) -> Vec<String> {
        let lines = self.get(&format!("/clinics/{clinic}/audit")).await;
        lines.as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap().to_owned()).collect()
    }
}

async fn join(server: &Server, token: &str, password: &str, name: &str) -> Answer {
    let asked = json!({ "token": token, "password": password, "first_name": name, "last_name": "Ruiz" });
    server.post("/api/v1/auth/join", &asked).await
}

/// Ana, who administers, and Eva, whom she invited.
async fn team<'s>(server: &'s Server, role: &str) -> (Uuid, Browser<'s>, Browser<'s>) {
    let clinic = server.clinic().await;
    let ana = Browser::sign_in(server, EMAIL, PASSWORD).await;
    let token = ana.invite(clinic, EVA, role).await;
    let joined = join(server, &token, EVAS, "Eva").await;
    assert_eq!(joined.status, StatusCode::OK, "{}", joined.body);
    let eva = Browser { server, cookie: joined.cookie() };
    (clinic, ana, eva)
}

fn member(list: &Value, email: &str) -> Value {
    list.as_array().unwrap().iter().find(|it| it["email"] == email).cloned().unwrap_or_default()
}

#[tokio::test]
async fn sessions_are_told_apart_and_ended() {
    let server = Server::with_admin().await;
    let here = Browser::sign_in(&server, EMAIL, PASSWORD).await;
    let there = Browser::sign_in(&server, EMAIL, PASSWORD).await;
    let program = server.post("/api/v1/auth/login", &credentials(EMAIL, PASSWORD)).await.body;
    let refresh = json!({ "refresh_token": program["refresh_token"] });
    assert_eq!(server.post("/api/v1/auth/refresh", &refresh).await.status, StatusCode::OK);

    let list = here.get("/auth/sessions").await;
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 4, "set-up, two browsers, and one program however often it refreshed: {list:?}");
    let current: Vec<_> = list.iter().filter(|it| it["is_current"] == true).collect();
    assert_eq!(
        (current.len(), &current[0]["kind"], &current[0]["agent"]),
        (1, &json!("browser"), &json!("Firefox · Linux"))
    );

    let other = there.get("/auth/sessions").await;
    let other = other.as_array().unwrap().iter().find(|it| it["is_current"] == true).unwrap()["id"].clone();
    let path = format!("/auth/sessions/{}", other.as_str().unwrap());
    assert_eq!(here.ask("DELETE", &path, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!((here.is_in().await, there.is_in().await), (true, false));
    assert_eq!(here.ask("DELETE", &path, Value::Null).await.code(), "not_found");

    assert_eq!(here.ask("DELETE", "/auth/sessions", Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(here.get("/auth/sessions").await.as_array().unwrap().len(), 1);
    assert!(here.is_in().await);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let server = Server::with_admin().await;
    let here = Browser::sign_in(&server, EMAIL, PASSWORD).await;
    let there = Browser::sign_in(&server, EMAIL, PASSWORD).await;
    let change = async |current: &str, new: &str| {
        here.ask("PUT", "/auth/password", json!({ "current": current, "new": new })).await
    };
    assert_eq!(change("not her password", EVAS).await.code(), "auth.bad_credentials");
    assert_eq!(change(PASSWORD, "short").await.code(), "request.invalid");
    assert!(there.is_in().await);
    assert_eq!(change(PASSWORD, EVAS).await.status, StatusCode::NO_CONTENT);
    assert_eq!((here.is_in().await, there.is_in().await), (true, false));
    let old = server.post("/api/v1/auth/session", &credentials(EMAIL, PASSWORD)).await;
    assert_eq!(old.code(), "auth.bad_credentials");
    Browser::sign_in(&server, EMAIL, EVAS).await;
}

#[tokio::test]
async fn an_admin_sees_and_ends_the_sessions_of_the_clinic() {
    let server = Server::with_admin().await;
    let (clinic, ana, eva) = team(&server, "receptionist").await;
    let path = format!("/clinics/{clinic}/sessions");
    let list = ana.get(&path).await;
    let evas = member(&list, EVA);
    assert_eq!(evas["name"], "Eva Ruiz");
    let ended = ana.ask("DELETE", &format!("{path}/{}", evas["id"].as_str().unwrap()), Value::Null).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert!(!eva.is_in().await && ana.is_in().await);
}

#[tokio::test]
async fn a_link_lets_one_person_in_once() {
    let server = Server::with_admin().await;
    let clinic = server.clinic().await;
    let ana = Browser::sign_in(&server, EMAIL, PASSWORD).await;
    let void = ana.invite(clinic, EVA, "dentist").await;
    let token = ana.invite(clinic, " Eva@Example.com", "dentist").await;
    let look = async |token: &str| server.post("/api/v1/auth/invitation", &json!({ "token": token })).await;
    assert_eq!(look(&void).await.code(), "invitation.invalid", "a newer one replaces it");
    let invited = look(&token).await.body["data"].clone();
    assert_eq!(invited, json!({ "clinic": "Clínica Sol", "email": EVA, "role": "dentist", "has_account": false }));
    let stored: Vec<Vec<u8>> =
        server.app.database.fetch_all("SELECT token_sha256 FROM puente_invitations", &[]).await.unwrap();
    assert!(stored.len() == 1 && stored[0] != token.as_bytes());

    assert_eq!(join(&server, &token, "short", "Eva").await.code(), "request.invalid");
    let joined = join(&server, &token, EVAS, "Eva").await;
    assert_eq!(joined.body["data"]["clinics"][0]["role"], "dentist");
    assert_eq!(join(&server, &token, EVAS, "Eva").await.code(), "invitation.invalid", "it works once");
    Browser::sign_in(&server, EVA, EVAS).await;
    let again =
        ana.ask("POST", &format!("/clinics/{clinic}/invitations"), json!({ "email": EVA, "role": "admin" })).await;
    assert_eq!(again.code(), "member.exists");

    let late = ana.invite(clinic, "late@example.com", "assistant").await;
    server.execute("UPDATE puente_invitations SET expires_at = '2026-01-01T00:00:00.000000Z'").await;
    assert_eq!(look(&late).await.code(), "invitation.invalid");
    let withdrawn = ana.invite(clinic, "late@example.com", "assistant").await;
    let list = ana.get(&format!("/clinics/{clinic}/invitations")).await;
    let path = format!("/clinics/{clinic}/invitations/{}", list[0]["id"].as_str().unwrap());
    assert_eq!(ana.ask("DELETE", &path, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(look(&withdrawn).await.code(), "invitation.invalid");
}

#[tokio::test]
async fn who_has_an_account_joins_another_clinic_with_its_password() {
    let server = Server::with_admin().await;
    let (_, ana, _) = team(&server, "dentist").await;
    let asked = json!({ "name": "Clínica Luna", "country": "PT", "timezone": "Europe/Lisbon", "currency": "EUR" });
    let made = ana.ask("POST", "/clinics", asked.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let luna: Uuid = made.body["data"]["id"].as_str().unwrap().parse().unwrap();
    let mine = ana.get("/auth/clinics").await;
    assert_eq!(mine.as_array().unwrap().len(), 2);
    assert_eq!(member(&ana.get(&format!("/clinics/{luna}/members")).await, EMAIL)["role"], "admin");

    let token = ana.invite(luna, EVA, "receptionist").await;
    assert_eq!(join(&server, &token, "not her password", "Mallory").await.code(), "auth.bad_credentials");
    let joined = join(&server, &token, EVAS, "Mallory").await;
    let eva = Browser { server: &server, cookie: joined.cookie() };
    assert_eq!(joined.body["data"]["user"]["first_name"], "Eva", "an account is not renamed by a link");
    assert_eq!(eva.get("/auth/clinics").await.as_array().unwrap().len(), 2);
    assert_eq!(eva.ask("POST", "/clinics", asked).await.code(), "auth.forbidden");
}

#[tokio::test]
async fn imported_staff_is_handed_out_by_its_own_clinic_alone() {
    let server = Server::with_admin().await;
    let (clinic, ana, _) = team(&server, "dentist").await;
    server
        .execute("UPDATE users SET password_hash = '$2b$12$......................!migration_disabled:1', is_active = FALSE WHERE email = 'eva@example.com'")
        .await;
    let asked = json!({ "name": "Clínica Luna", "country": "ES", "timezone": "Europe/Madrid", "currency": "EUR" });
    let luna: Uuid = ana.ask("POST", "/clinics", asked).await.body["data"]["id"].as_str().unwrap().parse().unwrap();
    let elsewhere = ana.invite(luna, EVA, "admin").await;
    assert_eq!(join(&server, &elsewhere, EVAS, "Mallory").await.code(), "invitation.account_elsewhere");
    let path = format!("/clinics/{clinic}/members");
    assert_eq!(member(&ana.get(&path).await, EVA)["can_sign_in"], false);
    let token = ana.invite(clinic, EVA, "dentist").await;
    assert_eq!(join(&server, &token, EVAS, "Eva").await.status, StatusCode::OK);
    assert_eq!(member(&ana.get(&path).await, EVA)["can_sign_in"], true);
}

#[tokio::test]
async fn a_clinic_keeps_an_admin() {
    let server = Server::with_admin().await;
    let (clinic, ana, eva) = team(&server, "receptionist").await;
    let members = ana.get(&format!("/clinics/{clinic}/members")).await;
    let [anas, evas] = [EMAIL, EVA]
        .map(|email| format!("/clinics/{clinic}/members/{}", member(&members, email)["user_id"].as_str().unwrap()));
    assert_eq!(ana.ask("DELETE", &anas, Value::Null).await.code(), "member.last_admin");
    assert_eq!(ana.ask("PATCH", &anas, json!({ "role": "dentist" })).await.code(), "member.last_admin");
    assert_eq!(ana.ask("PATCH", &evas, json!({ "role": "owner" })).await.code(), "request.invalid");
    assert_eq!(ana.ask("PATCH", &evas, json!({ "role": "admin" })).await.status, StatusCode::NO_CONTENT);
    server.execute("UPDATE users SET is_active = FALSE WHERE email = 'eva@example.com'").await;
    assert_eq!(
        ana.ask("DELETE", &anas, Value::Null).await.code(),
        "member.last_admin",
        "who cannot sign in does not count"
    );
    server.execute("UPDATE users SET is_active = TRUE WHERE email = 'eva@example.com'").await;
    assert_eq!(eva.ask("DELETE", &anas, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ana.ask("GET", &format!("/clinics/{clinic}/summary"), Value::Null).await.code(), "clinic.not_a_member");
    assert_eq!(eva.ask("DELETE", &anas, Value::Null).await.code(), "not_found");
}

#[tokio::test]
async fn only_admins_of_the_clinic_administer_it() {
    let server = Server::with_admin().await;
    let (clinic, ana, eva) = team(&server, "dentist").await;
    let id = Uuid::new_v4();
    let role = json!({ "role": "admin" });
    let routes = [
        ("GET", "audit".to_owned(), Value::Null),
        ("GET", "members".to_owned(), Value::Null),
        ("PATCH", format!("members/{id}"), role),
        ("DELETE", format!("members/{id}"), Value::Null),
        ("GET", "invitations".to_owned(), Value::Null),
        ("POST", "invitations".to_owned(), json!({ "email": "x@example.com", "role": "admin" })),
        ("DELETE", format!("invitations/{id}"), Value::Null),
        ("GET", "sessions".to_owned(), Value::Null),
        ("DELETE", format!("sessions/{id}"), Value::Null),
        ("GET", "modules/migration_import/uninstall".to_owned(), Value::Null),
        ("GET", "modules/migration_import/export".to_owned(), Value::Null),
        ("POST", "modules/verifactu".to_owned(), Value::Null),
        ("DELETE", "modules/migration_import".to_owned(), Value::Null),
    ];
    let nobody = Browser { server: &server, cookie: String::new() };
    for (method, path, body) in routes {
        let in_clinic = |clinic: Uuid| format!("/clinics/{clinic}/{path}");
        assert_eq!(eva.ask(method, &in_clinic(clinic), body.clone()).await.code(), "auth.forbidden", "{method} {path}");
        assert_eq!(
            ana.ask(method, &in_clinic(id), body.clone()).await.code(),
            "clinic.not_a_member",
            "{method} {path}"
        );
        assert_eq!(nobody.ask(method, &in_clinic(clinic), body).await.code(), "auth.required", "{method} {path}");
    }
    assert_eq!(eva.get(&format!("/clinics/{clinic}/modules")).await[0]["is_active"], true, "all see what there is");
}

#[tokio::test]
async fn the_log_says_who_came_and_went() {
    let server = Server::with_admin().await;
    let (clinic, ana, _) = team(&server, "dentist").await;
    let wrong = server.post("/api/v1/auth/session", &credentials(EVA, "a guess, a guess")).await;
    assert_eq!(wrong.code(), "auth.bad_credentials");
    server.post("/api/v1/auth/session", &credentials("nobody@example.com", "a guess, a guess")).await;
    let mut log = ana.log(clinic).await;
    for _ in 0..100 {
        if log.first().is_some_and(|last| last == "session.refused") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        log = ana.log(clinic).await;
    }
    assert_eq!(
        log,
        ["session.refused", "session.opened", "member.joined", "member.invited", "session.opened", "session.opened"],
        "an address that nobody has is not written down"
    );
    let lines = ana.get(&format!("/clinics/{clinic}/audit?page=2&page_size=2")).await;
    assert_eq!(lines[0]["action"], "member.joined");
    assert_eq!((&lines[0]["name"], &lines[0]["details"]["role"]), (&json!("Eva Ruiz"), &json!("dentist")));
}

#[tokio::test]
async fn verifactu_is_for_spanish_clinics() {
    let server = Server::with_admin().await;
    let clinic = server.clinic().await;
    let ana = Browser::sign_in(&server, EMAIL, PASSWORD).await;
    let verifactu = async || ana.get(&format!("/clinics/{clinic}/modules")).await[1].clone();
    let path = format!("/clinics/{clinic}/modules/verifactu");
    assert_eq!(verifactu().await, json!({ "name": "verifactu", "is_active": false, "control": "admin" }));
    assert_eq!(ana.ask("POST", &path, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(verifactu().await["is_active"], true);
    assert_eq!(ana.ask("DELETE", &path, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(verifactu().await["is_active"], false);
    server.execute("UPDATE clinics SET settings = '{\"country\": \"PT\"}', address = NULL").await;
    assert_eq!(ana.ask("POST", &path, Value::Null).await.code(), "module.unavailable");
    assert_eq!(verifactu().await["control"], "country");
}
