//! Backups of the embedded database: consistent copies, taken while the server runs, in a folder beside it.

use std::path::{Path, PathBuf};

use api::clinic::Backup;
use jiff::Timestamp;

use crate::store::{self, Database};
use crate::{App, values};

/// Below the data folder.
const FOLDER: &str = "backups";

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoBackup {
    #[error("the database is not one of files")]
    Elsewhere,
    #[error("{path} could not be written: {source}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("the database could not be copied: {0}")]
    Database(#[from] store::Error),
    #[error("the copying was stopped: {0}")]
    Stopped(#[from] tokio::task::JoinError),
}

/// Takes a backup. Others read and write meanwhile; it has what was committed when it began.
pub(crate) async fn take(app: &App) -> Result<Backup, NoBackup> {
    if app.database.file().is_none() {
        return Err(NoBackup::Elsewhere);
    }
    let (database, folder) = (app.database.clone(), app.config.data_dir.join(FOLDER));
    // Names sort by time.
    let file = format!("puente-{}.db", Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ"));
    let path = folder.join(&file);
    let bytes = tokio::task::spawn_blocking(move || copy(&database, &folder, &path)).await??;
    Ok(Backup { file, bytes })
}

fn copy(database: &Database, folder: &Path, path: &Path) -> Result<u64, NoBackup> {
    let failed = |source| NoBackup::Folder { path: path.to_owned(), source };
    create_private(folder).map_err(failed)?;
    let copied = database.writer()?.execute("VACUUM INTO ?1", &values![path.to_string_lossy().into_owned()]);
    if let Err(error) = copied {
        // Half a backup looks like one.
        let _nothing_there = std::fs::remove_file(path);
        return Err(error.into());
    }
    Ok(path.metadata().map_err(failed)?.len())
}

/// Patients' data is nobody else's on this machine.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
