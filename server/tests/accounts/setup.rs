//! The first account.

use axum::http::StatusCode;
use serde_json::json;
use server::accounts::Token;

use crate::support::{EMAIL, PASSWORD, Server, credentials, set_up_body};

#[tokio::test]
async fn the_link_creates_the_first_account_and_signs_it_in() {
    let server = Server::new().await;
    let status = "/api/v1/auth/setup/status";
    assert_eq!(server.get(status, &[]).await.body, json!({ "data": { "initialised": false } }));

    let answer = server.set_up(&server.link().await).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(server.get(status, &[]).await.body, json!({ "data": { "initialised": true } }));

    let me = server.get("/api/v1/auth/me", &[("cookie", &answer.cookie())]).await.body;
    assert_eq!(me["data"]["user"]["email"], EMAIL);
    assert_eq!(me["data"]["clinics"][0]["name"], "Clínica Sol");
    assert_eq!(me["data"]["clinics"][0]["role"], "admin");
    let clinics = server.get("/api/v1/auth/clinics", &[("cookie", &answer.cookie())]).await.body;
    let clinic = &clinics["data"][0];
    assert_eq!(
        (&clinic["timezone"], &clinic["country"], &clinic["currency"]),
        (&json!("Europe/Madrid"), &json!("ES"), &json!("EUR"))
    );
}

#[tokio::test]
async fn a_new_clinic_has_its_rates_and_categories() {
    let server = Server::with_admin().await;
    let rates: Vec<(f64, bool)> =
        server.app.database.fetch_all("SELECT rate, is_default FROM vat_types ORDER BY rate", &[]).await.unwrap();
    assert_eq!(rates, [(0.0, true), (10.0, false), (21.0, false)]);
    let categories: Vec<String> = server
        .app
        .database
        .fetch_all("SELECT key FROM treatment_categories ORDER BY display_order", &[])
        .await
        .unwrap();
    assert_eq!(categories.len(), 10);
    assert_eq!(categories[..3], ["diagnostico", "preventivo", "restauradora"]);
}

#[tokio::test]
async fn a_wrong_link_creates_nothing() {
    let server = Server::new().await;
    let replaced = server.link().await;
    let link = server.link().await;
    for wrong in ["", "guess", &Token::generate().reveal(), &replaced] {
        assert_eq!(server.set_up(wrong).await.code(), "setup.link_invalid");
    }
    assert_eq!(server.set_up(&link).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_link_works_once() {
    let server = Server::new().await;
    let link = server.link().await;
    let (one, two) = tokio::join!(server.set_up(&link), server.set_up(&link));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(server.set_up(&link).await.code(), "setup.done");
    assert!(server::setup::offer(&server.app.database).await.unwrap().is_none(), "no further link is offered");
}

#[tokio::test]
async fn what_is_wrong_with_the_form_is_said_and_the_link_lives_on() {
    let server = Server::new().await;
    let link = server.link().await;
    let mut body = set_up_body(&link);
    body["password"] = json!("short");
    let answer = server.post("/api/v1/auth/setup", &body).await;
    assert_eq!(answer.code(), "request.invalid");
    assert!(answer.body["detail"].as_str().unwrap().contains("password"), "{}", answer.body);
    assert_eq!(server.set_up(&link).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn secrets_are_not_in_the_database() {
    let server = Server::new().await;
    let link = server.link().await;
    let cookie = server.set_up(&link).await.cookie();
    let _tokens = server.post("/api/v1/auth/login", &credentials(EMAIL, PASSWORD)).await;
    let Some(file) = server.app.database.file() else { return };
    for database in [&server.app.database, &server.app.database.sessions()] {
        database.batch("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    }
    let of_sessions = std::fs::read(file.with_file_name("puente-sessions.db")).unwrap();
    assert!(of_sessions.len() > 8192, "sessions are there");
    let stored = [std::fs::read(file).unwrap(), of_sessions].concat();
    let contains = |secret: &str| stored.windows(secret.len()).any(|window| window == secret.as_bytes());
    assert!(contains(EMAIL), "the file is the one written to");
    for secret in [PASSWORD, &link, cookie.split_once('=').unwrap().1] {
        assert!(!contains(secret));
    }
}
