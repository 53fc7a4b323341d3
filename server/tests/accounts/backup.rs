//! Backups: taken by the server where the database is a file of its own.

use api::clinic::Backup;
use axum::http::StatusCode;
use server::store::{Database, Location};
use uuid::Uuid;

use crate::support::Server;

async fn back_up(server: &Server, clinic: Uuid) -> crate::support::Answer {
    let cookie = server.sign_in().await;
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    server.send("POST", &format!("/api/v1/clinics/{clinic}/backup"), &headers, None).await
}

#[tokio::test]
async fn a_backup_has_everything_that_was_there() {
    let server = Server::with_admin().await;
    let clinic = server.clinic().await;
    let answer = back_up(&server, clinic).await;
    if server.app.database.file().is_none() {
        assert_eq!(answer.code(), "backup.elsewhere");
        return;
    }
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let taken: Backup = serde_json::from_value(answer.body["data"].clone()).unwrap();
    let folder = server.app.config.data_dir.join("backups");
    let path = folder.join(&taken.file);
    assert_eq!(path.metadata().unwrap().len(), taken.bytes);
    let copy = Database::open(&Location::File(path)).await.unwrap();
    let names: Vec<String> = copy.fetch_all("SELECT name FROM clinics", &[]).await.unwrap();
    assert_eq!(names, server.app.database.fetch_all::<String>("SELECT name FROM clinics", &[]).await.unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o077, 0, "nobody else on the machine reads it");
    }
}

#[tokio::test]
async fn only_who_may_import_takes_backups() {
    let server = Server::with_admin().await;
    let clinic = server.clinic().await;
    server.execute("UPDATE clinic_memberships SET role = 'dentist'").await;
    assert_eq!(back_up(&server, clinic).await.code(), "auth.forbidden");
    assert_eq!(back_up(&server, Uuid::new_v4()).await.code(), "clinic.not_a_member");
    assert!(!server.app.config.data_dir.join("backups").exists());
}
