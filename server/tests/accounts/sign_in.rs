//! Sessions and tokens.

use axum::http::StatusCode;
use serde_json::{Value, json};

use server::values;

use crate::support::{EMAIL, PASSWORD, Server, credentials};

const SESSION: &str = "/api/v1/auth/session";
const ME: &str = "/api/v1/auth/me";

async fn bearer(server: &Server, token: &Value) -> StatusCode {
    let value = format!("Bearer {}", token.as_str().unwrap());
    server.get(ME, &[("authorization", &value)]).await.status
}

#[tokio::test]
async fn a_session_begins_and_ends() {
    let server = Server::with_admin().await;
    let answer = server.post(SESSION, &credentials(" ANA@example.com", PASSWORD)).await;
    let cookie = answer.cookie();
    assert!(
        answer.header("set-cookie").ends_with("; HttpOnly; SameSite=Strict; Path=/"),
        "{}",
        answer.header("set-cookie")
    );
    assert_eq!(answer.body["data"]["user"]["email"], EMAIL);
    assert_eq!(server.get(ME, &[("cookie", &cookie)]).await.status, StatusCode::OK);

    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let ended = server.send("DELETE", SESSION, &headers, None).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert!(
        ended.header("set-cookie").contains("puente_session=;") && ended.header("set-cookie").contains("Max-Age=0")
    );
    assert_eq!(server.get(ME, &[("cookie", &cookie)]).await.code(), "auth.required");
}

#[tokio::test]
async fn behind_https_the_cookie_is_secure() {
    let server = Server::reached_at(Some("https://puente.example")).await;
    let answer = server.set_up(&server.link().await).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"));
    assert!(!answer.header("strict-transport-security").is_empty());
}

#[tokio::test]
async fn wrong_and_unknown_are_told_alike() {
    let server = Server::with_admin().await;
    let wrong = server.post(SESSION, &credentials(EMAIL, "not her password")).await;
    let unknown = server.post(SESSION, &credentials("eva@example.com", PASSWORD)).await;
    assert_eq!((wrong.code(), unknown.code()), ("auth.bad_credentials", "auth.bad_credentials"));
    assert_eq!(wrong.body["detail"], unknown.body["detail"]);
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let server = Server::with_admin().await;
    for _ in 0..5 {
        assert_eq!(server.post(SESSION, &credentials(EMAIL, "guess guess guess")).await.code(), "auth.bad_credentials");
    }
    for path in [SESSION, "/api/v1/auth/login"] {
        let answer = server.post(path, &credentials(EMAIL, PASSWORD)).await;
        assert_eq!(answer.code(), "request.too_many");
        assert!((1..=60).contains(&answer.header("retry-after").parse::<u32>().unwrap()));
    }
    let other = server.post(SESSION, &credentials("eva@example.com", "guess guess guess")).await;
    assert_eq!(other.code(), "auth.bad_credentials", "others are not held up");
}

#[tokio::test]
async fn imported_staff_cannot_sign_in() {
    let server = Server::with_admin().await;
    server.execute("UPDATE users SET password_hash = '!migration_disabled:0f3a', is_active = FALSE").await;
    for password in ["!migration_disabled:0f3a", "", PASSWORD] {
        assert_eq!(server.post(SESSION, &credentials(EMAIL, password)).await.code(), "auth.bad_credentials");
    }
}

#[tokio::test]
async fn an_inactive_account_is_out_at_once() {
    let server = Server::with_admin().await;
    let cookie = server.sign_in().await;
    server.execute("UPDATE users SET is_active = FALSE").await;
    assert_eq!(server.get(ME, &[("cookie", &cookie)]).await.code(), "auth.inactive");
    assert_eq!(server.post(SESSION, &credentials(EMAIL, PASSWORD)).await.code(), "auth.inactive");
}

#[tokio::test]
async fn programs_sign_in_with_json_or_a_form() {
    let server = Server::with_admin().await;
    let json = server.post("/api/v1/auth/login", &credentials(EMAIL, PASSWORD)).await;
    let form = format!("username={}&password={}", EMAIL.replace('@', "%40"), PASSWORD.replace(' ', "+"));
    let content_type = [("content-type", "application/x-www-form-urlencoded")];
    let form = server.send("POST", "/api/v1/auth/login", &content_type, Some(form)).await;
    for answer in [json, form] {
        assert_eq!(answer.body["token_type"], "bearer");
        assert_eq!(bearer(&server, &answer.body["access_token"]).await, StatusCode::OK);
        assert_eq!(bearer(&server, &answer.body["refresh_token"]).await, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_program_that_signs_out_takes_its_refresh_token_along() {
    let server = Server::with_admin().await;
    let pair = server.post("/api/v1/auth/login", &credentials(EMAIL, PASSWORD)).await.body;
    let value = format!("Bearer {}", pair["access_token"].as_str().unwrap());
    server.send("DELETE", SESSION, &[("authorization", &value)], None).await;
    assert_eq!(bearer(&server, &pair["access_token"]).await, StatusCode::UNAUTHORIZED);
    let refresh = json!({ "refresh_token": pair["refresh_token"] });
    assert_eq!(server.post("/api/v1/auth/refresh", &refresh).await.code(), "auth.required");
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_ends_its_family() {
    let server = Server::with_admin().await;
    let first = server.post("/api/v1/auth/login", &credentials(EMAIL, PASSWORD)).await.body;
    let refresh = json!({ "refresh_token": first["refresh_token"] });
    let second = server.post("/api/v1/auth/refresh", &refresh).await.body;
    assert_eq!(bearer(&server, &second["access_token"]).await, StatusCode::OK);
    assert_eq!((&second["user"]["email"], &second["clinics"][0]["role"]), (&json!(EMAIL), &json!("admin")));

    assert_eq!(server.post("/api/v1/auth/refresh", &refresh).await.code(), "auth.required");
    assert_eq!(bearer(&server, &second["access_token"]).await, StatusCode::UNAUTHORIZED);
    let next = json!({ "refresh_token": second["refresh_token"] });
    assert_eq!(server.post("/api/v1/auth/refresh", &next).await.code(), "auth.required");
}

#[tokio::test]
async fn a_session_lives_on_while_it_is_used() {
    let server = Server::with_admin().await;
    server.execute_of_sessions("DELETE FROM puente_sessions").await;
    let cookie = server.sign_in().await;
    let expiry = async || -> jiff::Timestamp {
        server.app.database.fetch_one("SELECT expires_at FROM puente_sessions", &[]).await.unwrap()
    };
    let fresh = expiry().await;
    server.get(ME, &[("cookie", &cookie)]).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(expiry().await, fresh, "a fresh session is not written again");

    let earlier = fresh - jiff::SignedDuration::from_hours(1);
    let used = earlier - jiff::SignedDuration::from_hours(12);
    let sql = "UPDATE puente_sessions SET expires_at = ?1, last_used_at = ?2";
    server.app.database.sessions().execute(sql, &values![earlier, used]).await.unwrap();
    server.get(ME, &[("cookie", &cookie)]).await;
    let renewed = async {
        while expiry().await < fresh {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), renewed).await.expect("renewed");

    server.execute_of_sessions("UPDATE puente_sessions SET expires_at = '2026-01-01T00:00:00.000000Z'").await;
    assert_eq!(server.get(ME, &[("cookie", &cookie)]).await.code(), "auth.required");
}

#[tokio::test]
async fn a_cookie_is_not_a_bearer_token_nor_the_other_way_round() {
    let server = Server::with_admin().await;
    let cookie = server.sign_in().await;
    let token = cookie.split_once('=').unwrap().1;
    assert_eq!(bearer(&server, &json!(token)).await, StatusCode::UNAUTHORIZED);
    let access = server.post("/api/v1/auth/login", &credentials(EMAIL, PASSWORD)).await.body["access_token"].clone();
    let value = format!("puente_session={}", access.as_str().unwrap());
    assert_eq!(server.get(ME, &[("cookie", &value)]).await.code(), "auth.required");
}

#[tokio::test]
async fn a_password_changed_in_dentalpin_ends_every_session() {
    let server = Server::with_admin().await;
    let cookie = server.sign_in().await;
    let pair = server.post("/api/v1/auth/login", &credentials(EMAIL, PASSWORD)).await.body;
    server.execute("UPDATE users SET token_version = token_version + 1").await;
    assert_eq!(server.get(ME, &[("cookie", &cookie)]).await.code(), "auth.required");
    assert_eq!(bearer(&server, &pair["access_token"]).await, StatusCode::UNAUTHORIZED);
    let refresh = json!({ "refresh_token": pair["refresh_token"] });
    assert_eq!(server.post("/api/v1/auth/refresh", &refresh).await.code(), "auth.required");

    let again = server.sign_in().await;
    let list = server.get("/api/v1/auth/sessions", &[("cookie", &again)]).await.body["data"].clone();
    assert_eq!(list.as_array().unwrap().len(), 1, "what is over is not listed: {list}");
}

#[tokio::test]
async fn who_signs_in_makes_room() {
    let server = Server::with_admin().await;
    server.execute_of_sessions("UPDATE puente_sessions SET expires_at = '2026-01-01T00:00:00.000000Z'").await;
    server.sign_in().await;
    let left: i64 = server.app.database.fetch_one("SELECT count(*) FROM puente_sessions", &[]).await.unwrap();
    assert_eq!(left, 1, "those that expired are forgotten");
}
