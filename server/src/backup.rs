//! Backups of the embedded database: consistent copies, taken while the server runs, in a folder beside it. What has its name is whole,
//! was read through, and is on the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::clinic::Backup;
use jiff::Timestamp;
use tokio::sync::Semaphore;

use crate::App;
use crate::store::{self, Database};

/// Below the data folder.
const FOLDER: &str = "backups";
/// How a copy's name ends while it is made.
const UNFINISHED: &str = "part";

/// Backups are taken one at a time: each reads and writes the whole database.
#[derive(Clone)]
pub(crate) struct Backups(Arc<Semaphore>);

impl Default for Backups {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoBackup {
    #[error("the database is not one of files")]
    Elsewhere,
    #[error("another backup is being taken")]
    Busy,
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
    let turn = Arc::clone(&app.backups.0).try_acquire_owned().map_err(|_| NoBackup::Busy)?;
    let (database, folder) = (app.database.clone(), app.config.data_dir.join(FOLDER));
    // Names sort by time.
    let file = format!("puente-{}.db", Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ"));
    let path = folder.join(&file);
    let copying = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        copy(&database, &folder, &path)
    });
    Ok(Backup { file, bytes: copying.await?? })
}

fn copy(database: &Database, folder: &Path, path: &Path) -> Result<u64, NoBackup> {
    let failed = |source| NoBackup::Folder { path: path.to_owned(), source };
    create_private(folder).map_err(failed)?;
    remove_unfinished(folder).map_err(failed)?;
    let unfinished = path.with_extension(UNFINISHED);
    let copied = database.copy_to(&unfinished).map_err(NoBackup::from).and_then(|()| {
        keep(&unfinished, path, folder).map_err(failed)?;
        Ok(path.metadata().map_err(failed)?.len())
    });
    if copied.is_err() {
        let _nothing_there = fs::remove_file(&unfinished);
    }
    copied
}

/// What was being made when the server was killed.
fn remove_unfinished(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == UNFINISHED) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Gives a file its name once every byte of it is on the disk, and the name, too.
fn keep(unfinished: &Path, path: &Path, folder: &Path) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).open(unfinished)?.sync_all()?;
    fs::rename(unfinished, path)?;
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Patients' data is nobody else's on this machine.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::config::Arguments;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[tokio::test]
    async fn one_is_taken_at_a_time_and_nothing_unfinished_stays() {
        let data = tempfile::tempdir().unwrap();
        let arguments = Arguments::parse_from(["puente-server", "--data-dir", data.path().to_str().unwrap()]);
        let app = App::open(arguments.config).await.unwrap();
        let folder = data.path().join(FOLDER);
        create_private(&folder).unwrap();
        fs::write(folder.join("puente-20260101T000000.000Z.part"), "half").unwrap();

        let turn = app.backups.0.acquire().await.unwrap();
        assert!(matches!(take(&app).await, Err(NoBackup::Busy)));
        drop(turn);
        let taken = take(&app).await.unwrap();
        assert_eq!(names(&folder), [taken.file]);
    }

    #[tokio::test]
    async fn one_that_fails_leaves_nothing() {
        let data = tempfile::tempdir().unwrap();
        let database = Database::open(&store::Location::File(data.path().join("puente.db"))).await.unwrap();
        let folder = data.path().join(FOLDER);
        let in_the_way = folder.join("puente.db");
        fs::create_dir_all(in_the_way.join("not empty")).unwrap();
        assert!(matches!(copy(&database, &folder, &in_the_way), Err(NoBackup::Folder { .. })));
        assert_eq!(names(&folder), ["puente.db"]);
    }
}
