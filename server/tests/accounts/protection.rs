//! What every route has in common.

use axum::http::StatusCode;
use server::store::Dialect;
use uuid::Uuid;

use crate::support::{EMAIL, PASSWORD, Server, credentials};

/// Routes that need a signed-in person; `{clinic}` is replaced.
const SIGNED_IN: [&str; 5] = [
    "/api/v1/auth/me",
    "/api/v1/auth/clinics",
    "/api/v1/clinics/{clinic}/summary",
    "/api/v1/patients?clinic_id={clinic}",
    "/api/v1/patients/5f3c3c1e-0d53-4b4e-9a43-3d1f7f0d6b11?clinic_id={clinic}",
];

#[tokio::test]
async fn nothing_is_answered_without_signing_in() {
    let server = Server::with_admin().await;
    let clinic = server.clinic().await.to_string();
    for route in SIGNED_IN {
        for headers in [vec![], vec![("cookie", "puente_session=guess")], vec![("authorization", "Bearer guess")]] {
            let answer = server.get(&route.replace("{clinic}", &clinic), &headers).await;
            assert_eq!(answer.code(), "auth.required", "{route}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
}

#[tokio::test]
async fn another_clinic_is_refused_on_every_route() {
    let server = Server::with_admin().await;
    let cookie = server.sign_in().await;
    server
        .execute(
            "INSERT INTO clinics (id, name, tax_id, settings, created_at, updated_at)
             VALUES ('00000000-0000-4000-8000-000000000001', 'Other', '', '{}', '2026-01-01', '2026-01-01')",
        )
        .await;
    for other in ["00000000-0000-4000-8000-000000000001".parse().unwrap(), Uuid::new_v4()] {
        for route in SIGNED_IN.iter().filter(|route| route.contains("{clinic}")) {
            let answer = server.get(&route.replace("{clinic}", &other.to_string()), &[("cookie", &cookie)]).await;
            assert_eq!(answer.code(), "clinic.not_a_member", "{route}");
        }
    }
}

#[tokio::test]
async fn requests_of_other_sites_are_refused() {
    let server = Server::with_admin().await;
    let cookie = server.sign_in().await;
    let body = credentials(EMAIL, PASSWORD).to_string();
    let send = async |headers: &[(&str, &str)]| {
        let headers = [&[("content-type", "application/json")], headers].concat();
        server.send("POST", "/api/v1/auth/session", &headers, Some(body.clone())).await
    };
    let cookie = ("cookie", cookie.as_str());
    for refused in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")],
        &[("sec-fetch-site", "same-site")],
        &[cookie],
        &[cookie, ("origin", "http://localhost:9090")],
    ] {
        assert_eq!(send(refused).await.code(), "auth.cross_site", "{refused:?}");
    }
    for accepted in [
        &[][..],
        &[("origin", "http://localhost:8080")],
        &[cookie, ("sec-fetch-site", "same-origin")],
        &[cookie, ("origin", "http://localhost:8080")],
    ] {
        assert_eq!(send(accepted).await.status, StatusCode::OK, "{accepted:?}");
    }
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let server = Server::new().await;
    for path in ["/", "/health", "/api/v1/auth/setup/status", "/api/v1/auth/me", "/api/nothing", "/missing.js"] {
        let answer = server.get(path, &[]).await;
        let policy = answer.header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "connect-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(rule), "{path}: {rule}");
        }
        assert!(!policy.contains("unsafe-inline"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-embedder-policy"), "require-corp", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        if path.starts_with("/api/") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn a_plain_request_id_is_kept() {
    let server = Server::new().await;
    let too_long = "x".repeat(65);
    for (given, kept) in [("build-7_a.b", true), ("with space", false), ("line\u{a0}", false), (&too_long, false)] {
        let answer = server.get("/health", &[("x-request-id", given)]).await;
        assert_eq!(answer.header("x-request-id") == given, kept, "{given}");
    }
}

#[tokio::test]
async fn every_failure_is_a_problem_document() {
    let server = Server::with_admin().await;
    let json = ("content-type", "application/json");
    let large = format!("{{\"email\":\"{}\"}}", "x".repeat(1 << 20));
    let session = "/api/v1/auth/session";
    for (method, path, headers, body, code) in [
        ("GET", "/api/v1/nothing", vec![], None, "not_found"),
        ("GET", "/api/nothing", vec![], None, "not_found"),
        ("POST", "/", vec![], None, "method_not_allowed"),
        ("PATCH", "/api/v1/auth/me", vec![], None, "method_not_allowed"),
        ("POST", session, vec![], Some("{}".to_owned()), "request.unsupported_media_type"),
        ("POST", session, vec![json], Some("{".to_owned()), "request.invalid"),
        ("POST", session, vec![json], Some("{}".to_owned()), "request.invalid"),
        ("POST", session, vec![json], Some(large), "request.too_large"),
    ] {
        assert_eq!(server.send(method, path, &headers, body).await.code(), code, "{method} {path}");
    }
    let cookie = server.sign_in().await;
    let clinic = server.clinic().await;
    for path in [
        "/api/v1/patients".to_owned(),
        "/api/v1/patients?clinic_id=1".to_owned(),
        format!("/api/v1/patients?clinic_id={clinic}&page=0"),
        format!("/api/v1/patients?clinic_id={clinic}&page_size=201"),
        "/api/v1/clinics/1/summary".to_owned(),
    ] {
        assert_eq!(server.get(&path, &[("cookie", &cookie)]).await.code(), "request.invalid", "{path}");
    }
}

#[tokio::test]
async fn causes_inside_the_server_stay_there() {
    let server = Server::with_admin().await;
    let cookie = server.sign_in().await;
    server.execute("ALTER TABLE clinic_memberships RENAME TO hidden").await;
    let answer = server.get("/api/v1/auth/me", &[("cookie", &cookie)]).await;
    assert_eq!((answer.code(), answer.status), ("internal", StatusCode::INTERNAL_SERVER_ERROR));
    assert!(!answer.body.to_string().contains("clinic_memberships"), "{}", answer.body);
}

#[tokio::test]
async fn it_says_that_it_is_well() {
    let server = Server::new().await;
    assert_eq!(server.get("/health", &[]).await.status, StatusCode::OK);
    for path in ["/ready", "/health/ready"] {
        assert_eq!(server.get(path, &[]).await.status, StatusCode::OK);
    }
    server.app.database.close().await;
    assert_eq!(server.get("/health", &[]).await.status, StatusCode::OK);
    for path in ["/ready", "/health/ready"] {
        assert_eq!(server.get(path, &[]).await.code(), "not_ready");
    }
}

#[tokio::test]
async fn a_database_another_version_changed_is_not_ready() {
    let server = Server::new().await;
    server
        .execute(match server.app.database.dialect() {
            Dialect::Sqlite => "PRAGMA user_version = 1000",
            Dialect::Postgres => "UPDATE puente_schema SET version = 1000",
        })
        .await;
    let answer = server.get("/ready", &[]).await;
    assert_eq!((answer.code(), answer.status), ("not_ready", StatusCode::SERVICE_UNAVAILABLE));
}

#[tokio::test]
async fn figures_are_for_who_has_the_token() {
    let server = Server::with(&["--metrics-token", "a-token-of-sixteen"]).await;
    for headers in [vec![], vec![("authorization", "Bearer a-token-of-sixteeN")], vec![("authorization", "Bearer ")]] {
        assert_eq!(server.get("/metrics", &headers).await.code(), "not_found");
    }
    server.get("/api/v1/patients/5f3c3c1e-0d53-4b4e-9a43-3d1f7f0d6b11?search=L%C3%B3pez", &[]).await;
    let figures = server.text("/metrics", &[("authorization", "Bearer a-token-of-sixteen")]).await;
    let counted = "puente_http_request_duration_seconds_count\
        {route=\"/api/v1/patients/{id}\",method=\"GET\",status=\"401\"} 1";
    assert!(figures.contains(counted), "{figures}");
    assert!(figures.contains("puente_imported_entities 0") && figures.contains("puente_staged_bytes 0"), "{figures}");
    assert!(!figures.contains("5f3c3c1e") && !figures.contains("pez"), "templates only: {figures}");
}

#[tokio::test]
async fn without_a_token_figures_stay_on_the_machine() {
    let server = Server::new().await;
    let from = async |address: &str, headers: &[(&str, &str)]| {
        server.from(address.parse().unwrap(), "GET", "/metrics", headers).await.status
    };
    assert_eq!(from("127.0.0.1:4000", &[]).await, StatusCode::OK);
    assert_eq!(from("[::1]:4000", &[]).await, StatusCode::OK);
    assert_eq!(from("192.0.2.7:4000", &[]).await, StatusCode::NOT_FOUND);
    for header in ["x-forwarded-for", "forwarded", "via"] {
        let through_a_proxy = from("127.0.0.1:4000", &[(header, "127.0.0.1")]).await;
        assert_eq!(through_a_proxy, StatusCode::NOT_FOUND, "{header}");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let server = Server::with(&["--trusted-proxies", "10.0.0.1"]).await;
    let ask = async |client: &str| {
        let headers = [("x-forwarded-for", client), ("content-type", "application/json")];
        server.from("10.0.0.1:4000".parse().unwrap(), "POST", "/api/v1/auth/refresh", &headers).await
    };
    for _ in 0..60 {
        assert_ne!(ask("192.0.2.1").await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    let answer = ask("192.0.2.1").await;
    assert_eq!((answer.code(), answer.status), ("request.too_many", StatusCode::TOO_MANY_REQUESTS));
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_ne!(ask("192.0.2.2").await.status, StatusCode::TOO_MANY_REQUESTS, "another client of the same proxy");
}
