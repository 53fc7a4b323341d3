//! Over a database that is DentalPin's, documents lie where it looks for them, and it may read them.

use api::document::Binary;
use axum::http::StatusCode;
use server::App;
use tower::ServiceExt as _;

use crate::sent::{PANO, clinic, sha256, upload};
use crate::support::Server;

#[tokio::test]
async fn documents_lie_in_dentalpins_own_folder() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    server.run("UPDATE puente_schema SET is_dentalpin = TRUE").await;
    let storage = tempfile::tempdir().unwrap();
    let config = server::Config { storage_local_path: Some(storage.path().to_owned()), ..server.app.config.clone() };
    let dentalpins = App::open(config).await.unwrap();
    let request = upload(&server.admin, job.id, &sha256(PANO), PANO);
    let answer = server::http::router(dentalpins).oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);

    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let sent: api::Item<Binary> = serde_json::from_slice(&body).unwrap();
    let [path] = &*server.texts("SELECT storage_path FROM documents").await else { panic!("one document") };
    let parts: Vec<_> = path.split('/').collect();
    assert_eq!((parts.len(), parts[0]), (4, &*server.admin.clinic.to_string()), "CLINIC/PATIENT/YYYY-MM/NAME");
    assert_eq!(parts[3], format!("{}.png", sent.data.document_id.unwrap()));
    let file = storage.path().join(path);
    assert_eq!(std::fs::read(&file).unwrap(), PANO);
    let mode = |path: &std::path::Path| {
        std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777
    };
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o640, 0o770));
}
