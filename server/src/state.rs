//! What every request shares.

use std::sync::Arc;

use uuid::Uuid;

use crate::accounts::{Renewal, Throttle};
use crate::backup::Backups;
use crate::config::Config;
use crate::documents::{Documents, Storage};
use crate::http::metrics::Metrics;
use crate::http::pace::Paces;
use crate::http::places::Places;
use crate::http::room::Room;
use crate::import::Imports;
use crate::store::{Database, OpenError};

/// The running server.
pub struct App {
    pub config: Config,
    pub database: Database,
    pub imports: Imports,
    pub documents: Documents,
    pub(crate) backups: Backups,
    pub(crate) throttle: Throttle,
    pub(crate) paces: Paces,
    pub(crate) room: Room,
    /// Streams of events, of each account.
    pub(crate) streams: Places<Uuid>,
    pub(crate) metrics: Metrics,
    pub(crate) renewal: Renewal,
}

/// The running server, as handlers hold it.
pub type Shared = Arc<App>;

impl App {
    /// Opens the database (creates it, brings it up to date) and everything that works on it.
    pub async fn open(config: Config) -> Result<Shared, OpenError> {
        let database = Database::open(&config.database()).await?;
        let is_dentalpin = database.is_dentalpin();
        let documents = Storage::open(&config.documents(is_dentalpin), &config.data_dir, is_dentalpin)?;
        Ok(Arc::new(Self {
            database,
            documents: Documents::new(documents, config.decoder.clone()),
            config,
            imports: Imports::default(),
            backups: Backups::default(),
            throttle: Throttle::default(),
            paces: Paces::default(),
            room: Room::default(),
            streams: Places::default(),
            metrics: Metrics::default(),
            renewal: Renewal::default(),
        }))
    }
}
