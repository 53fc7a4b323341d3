//! A server of one's own: the real program, on a folder of its own and a free port.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

use crate::database::Place;
use crate::http::{self, Answer};
use crate::postgres::Postgres;
use crate::program;

/// The admin every test signs in as.
pub const EMAIL: &str = "ana@sol.example";
/// Their password.
pub const PASSWORD: &str = "correct horse battery";
/// The clinic.
pub const CLINIC: &str = "Clínica Dental Sol";

/// PostgreSQL, once for all tests.
static POSTGRES: LazyLock<Postgres> = LazyLock::new(|| Postgres::start("e2e"));

/// A new PostgreSQL database; its URL.
#[must_use]
pub fn postgres_database() -> String {
    POSTGRES.database()
}

/// What a server keeps its data in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded database.
    Embedded,
    /// PostgreSQL.
    Postgres,
}

impl Engine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Embedded, Self::Postgres];
}

/// A running server. Stops, and forgets everything, when dropped.
pub struct Server {
    folder: TempDir,
    database: Place,
    address: SocketAddr,
    process: Child,
    /// For the command line.
    pub token: String,
}

impl Server {
    /// A server with one admin and one Spanish clinic.
    pub fn start() -> Result<Self> {
        Self::start_on(Engine::Embedded)
    }

    /// The same on an engine of choice.
    pub fn start_on(engine: Engine) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = match engine {
            Engine::Embedded => Place::File(folder.path().join("puente.db")),
            Engine::Postgres => Place::Url(postgres_database()),
        };
        let token = set_up(folder.path(), &database)?;
        Self::run(folder, database, token)
    }

    /// The same on a PostgreSQL of one's own.
    pub fn start_on_own(postgres: &Postgres) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = Place::Url(postgres.database());
        let token = set_up(folder.path(), &database)?;
        Self::run(folder, database, token)
    }

    /// The same, with a log in JSON that says more.
    pub fn start_logging(engine: Engine, filter: &str) -> Result<Self> {
        let mut server = Self::start_on(engine)?;
        server.kill()?;
        let mut command = Command::new(program("puente-server")?);
        command.env("PUENTE_LOG", filter).env("PUENTE_LOG_FORMAT", "json");
        server.process = launch_as(command, server.folder.path(), &server.database, server.address)?;
        Ok(server)
    }

    /// A server that nobody has set up.
    pub fn start_new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = Place::File(folder.path().join("puente.db"));
        Self::run(folder, database, String::new())
    }

    /// The link a new server prints, by which its first account is made.
    pub fn set_up_link(&self) -> Result<String> {
        let patience = Instant::now() + Duration::from_secs(10);
        loop {
            let log = self.log()?;
            if let Some(link) = log.split_whitespace().find(|word| word.contains("/setup#")) {
                return Ok(link.to_owned());
            }
            ensure!(Instant::now() < patience, "the server printed no link: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A server on a database that has accounts and clinics already.
    pub fn start_at(url: &str) -> Result<Self> {
        Self::run(tempfile::tempdir()?, Place::Url(url.to_owned()), String::new())
    }

    fn run(folder: TempDir, database: Place, token: String) -> Result<Self> {
        let address = free_address()?;
        let process = launch(folder.path(), &database, address)?;
        Ok(Self { folder, database, address, process, token })
    }

    /// Another one over the same database.
    pub fn beside(&self) -> Result<Self> {
        Self::run(tempfile::tempdir()?, self.database.clone(), self.token.clone())
    }

    /// Lets it stand still, as a machine that swaps or was put to sleep does.
    pub fn stop(&self) -> Result<()> {
        self.signal("STOP")
    }

    /// Lets it go on.
    pub fn go_on(&self) -> Result<()> {
        self.signal("CONT")
    }

    fn signal(&self, name: &str) -> Result<()> {
        let done = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status()?;
        ensure!(done.success(), "kill -s {name}");
        Ok(())
    }

    /// Asks it something as the account of the token.
    pub fn ask(&self, method: &str, path: &str, body: &str) -> Result<Answer> {
        http::request(self.address, method, path, Some(&self.token), body)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address for people and programs.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> Place {
        self.database.clone()
    }

    /// What it wrote to its log so far.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(log_file(self.folder.path()))?)
    }

    /// Its greatest resident memory so far, in bytes.
    pub fn peak_memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM in /proc")?;
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
        Ok(kibibytes * 1024)
    }

    /// Kills it without warning, as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Starts it again on a disk that is full: no file may grow beyond so many bytes.
    pub fn restart_without_room(&mut self, bytes: u64) -> Result<()> {
        // A write beyond the limit fails like one to a full disk once the signal for it is ignored.
        let shell = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", bytes / 512);
        let mut command = Command::new("sh");
        command.args(["-c", &shell]).arg(program("puente-server")?);
        self.process = launch_as(command, self.folder.path(), &self.database, self.address)?;
        Ok(())
    }

    /// Starts it again on the same folder and address.
    pub fn restart(&mut self) -> Result<()> {
        self.process = launch(self.folder.path(), &self.database, self.address)?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

/// Runs `puente` with a passphrase in its environment.
pub fn puente(arguments: &[&str], passphrase: Option<&str>) -> Result<Output> {
    let mut command = Command::new(program("puente")?);
    command.args(arguments).stdin(Stdio::null()).env_remove("PUENTE_PASSPHRASE");
    if let Some(passphrase) = passphrase {
        command.env("PUENTE_PASSPHRASE", passphrase);
    }
    Ok(command.output()?)
}

fn set_up(folder: &Path, database: &Place) -> Result<String> {
    let output = Command::new(program("puente-server")?)
        .args(["setup", "--email", EMAIL, "--password", PASSWORD, "--clinic", CLINIC])
        .args(["--country", "ES", "--timezone", "Europe/Madrid", "--currency", "EUR", "--data-dir"])
        .arg(folder)
        .args(database_arguments(database))
        .output()?;
    ensure!(output.status.success(), "set-up failed: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout)?;
    Ok(printed.lines().last().context("set-up printed no token")?.trim().to_owned())
}

fn database_arguments(database: &Place) -> Vec<String> {
    match database {
        Place::File(_) => Vec::new(),
        Place::Url(url) => vec!["--database-url".to_owned(), url.clone()],
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn log_file(folder: &Path) -> PathBuf {
    folder.join("server.log")
}

fn launch(folder: &Path, database: &Place, address: SocketAddr) -> Result<Child> {
    launch_as(Command::new(program("puente-server")?), folder, database, address)
}

fn launch_as(mut command: Command, folder: &Path, database: &Place, address: SocketAddr) -> Result<Child> {
    let log = std::fs::File::options().create(true).append(true).open(log_file(folder))?;
    let process = command
        .args(["--listen", &address.to_string(), "--data-dir"])
        .arg(folder)
        .args(database_arguments(database))
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    let patience = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(address).is_err() {
        ensure!(Instant::now() < patience, "the server did not start within 30 s");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(process)
}
