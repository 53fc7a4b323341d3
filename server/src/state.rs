//! What every request shares.

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::SqlitePool;

use crate::accounts::{Renewal, Throttle};
use crate::config::Config;
use crate::documents::{Documents, Storage};
use crate::import::Imports;
use crate::store::{self, OpenError};

/// The running server.
pub struct App {
    pub config: Config,
    /// The database's file, for what opens it without sqlx.
    pub database: PathBuf,
    pub pool: SqlitePool,
    pub imports: Imports,
    pub documents: Documents,
    pub(crate) throttle: Throttle,
    pub(crate) renewal: Renewal,
}

/// The running server, as handlers hold it.
pub type Shared = Arc<App>;

impl App {
    /// Opens the database (creates it, brings it up to date) and everything that works on it.
    pub async fn open(config: Config) -> Result<Shared, OpenError> {
        let database = config.database();
        let pool = store::open(&database).await?;
        let documents = Storage::open(&config.documents(), &config.data_dir)?;
        Ok(Arc::new(Self {
            pool,
            database,
            documents: Documents::new(documents),
            config,
            imports: Imports::default(),
            throttle: Throttle::default(),
            renewal: Renewal::default(),
        }))
    }
}
