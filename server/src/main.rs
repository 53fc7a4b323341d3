//! `puente-server`.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Parser as _;
use server::config::{Arguments, Command, LogFormat};
use server::documents::decoder;
use server::store::Database;
use server::{App, Config, setup};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// How long open requests may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(5);
/// Heaps that all threads share.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS: i32 = 4;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == decoder::FLAG) {
        let mime_type = arguments.next().unwrap_or_default();
        return Ok(decoder::run(&mime_type.to_string_lossy())?);
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    share_heaps();
    start()
}

/// The C library would give up to eight heaps to each processor. The threads of an import come and go, and what one has freed in
/// its heap is of no use to the next: it came to as much as a sixth of the memory.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "it sets a number in the C library, while no other thread runs")]
fn share_heaps() {
    // SAFETY: it takes no pointers.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, HEAPS) };
}

#[tokio::main]
async fn start() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    log(arguments.config.log_format);
    match arguments.command {
        Some(Command::Setup(setup)) => {
            let database = Database::open(&arguments.config.database()).await?;
            let outcome = setup::run(&database, setup).await;
            database.close().await;
            outcome
        }
        None => serve(arguments.config).await,
    }
}

fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_env("PUENTE_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    let _only = app.database.file().map(lock).transpose()?;
    for unfit in app.database.unfit() {
        tracing::error!("nothing can be imported into this database: {unfit}");
    }
    if app.config.hides_documents(app.database.is_dentalpin()) {
        tracing::warn!(
            "DentalPin will not show the documents that are received: set STORAGE_LOCAL_PATH to what it has, or give --documents"
        );
    }
    app.imports.recover(&app).await?;
    app.documents.recover(&app).await?;
    server::import::expiry::watch(&app);
    let listener = TcpListener::bind(app.config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", app.config.listen))?;
    let address = reachable(listener.local_addr()?);
    let url = app.config.public_url.as_ref().map_or_else(|| format!("http://{address}"), |url| url.as_str().to_owned());
    let mut out = std::io::stdout();
    writeln!(out, "Puente is at {url} (listening on {address})")?;
    if let Some(token) = setup::offer(&app.database).await? {
        writeln!(out, "Create the first account (the link works once): {url}/setup#{}", token.reveal())?;
    }

    let router = server::http::router(app.clone());
    let proxies = &app.config.trusted_proxies;
    if !server::http::serve::serve(listener, router, proxies, signalled(), GRACE).await {
        tracing::info!("open requests were cut off");
    }
    app.database.close().await;
    Ok(())
}

/// Two servers on one database would run the same imports.
fn lock(database: &Path) -> anyhow::Result<std::fs::File> {
    let path = database.with_extension("lock");
    let file = std::fs::File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => bail!("another puente-server is using {}", database.display()),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

/// The address to print: one bound to all interfaces is reached on this machine by the loopback one.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    address
}

async fn signalled() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => (),
        () = terminate => (),
    }
}
