//! A PostgreSQL of the tests' own, with as many databases as they like.
#![allow(clippy::expect_used)] // for tests alone

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The account Debian's package makes for the server, which refuses to run as root.
const ACCOUNT: &str = "postgres";

/// Makes a server and runs it until the pipe to whoever started it is closed, however they ended.
const LIFE: &str = r#"
"$1/initdb" --auth=trust --username=puente --encoding=UTF8 --locale=C.UTF-8 --no-sync -D "$2/data" >"$2/log" 2>&1 || exit
"$1/postgres" -D "$2/data" -c listen_addresses='' -c unix_socket_directories="$2" -c fsync="$3" -c max_connections=300 >>"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$2"
"#;

/// A running server. It listens on a socket in its own folder only.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    databases: AtomicU32,
    _life: Child,
}

impl Postgres {
    /// Starts one that forgets everything with the machine's power, and is quicker for it.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed.
    #[must_use]
    pub fn start(name: &str) -> Self {
        Self::start_with(name, "off")
    }

    /// Starts one that keeps what it commits, as a clinic's does: for measuring.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed.
    #[must_use]
    pub fn start_durable(name: &str) -> Self {
        Self::start_with(name, "on")
    }

    fn start_with(name: &str, fsync: &str) -> Self {
        let programs = programs().expect("PostgreSQL is not installed: `cargo xtask test` installs what tests need");
        // Where another account gets to, and short: the path of a socket has room for a hundred characters.
        let folder = Path::new("/tmp").join(format!("puente-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut shell = Command::new("sh");
        if is_root() {
            let owned = Command::new("chown").arg(ACCOUNT).arg(&folder).status();
            assert!(owned.is_ok_and(|status| status.success()), "chown");
            shell = Command::new("runuser");
            shell.args(["-u", ACCOUNT, "--", "sh"]);
        }
        shell.args(["-c", LIFE, "sh"]).arg(&programs).arg(&folder).arg(fsync).current_dir("/").stdin(Stdio::piped());
        let life = shell.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a shell");
        let server = Self { programs, folder, databases: AtomicU32::new(0), _life: life };
        let patience = Instant::now() + Duration::from_mins(1);
        while !server.psql("postgres", "SELECT 1").status.success() {
            assert!(Instant::now() < patience, "PostgreSQL did not start: {}", server.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// A new database, empty; its URL.
    ///
    /// # Panics
    /// When the server does not make one.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = self.psql("postgres", &format!("CREATE DATABASE {name}"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        format!("postgresql://puente@localhost/{name}?host={}", self.folder.display())
    }

    /// A copy of a database that nobody is connected to; its URL.
    ///
    /// # Panics
    /// When the server does not make one.
    #[must_use]
    pub fn copy_of(&self, url: &str) -> String {
        let copy = self.database();
        let name = |url: &str| url.split(['/', '?']).nth(3).unwrap_or_default().to_owned();
        let (of, copy_name) = (name(url), name(&copy));
        for sql in [format!("DROP DATABASE {copy_name}"), format!("CREATE DATABASE {copy_name} TEMPLATE {of}")] {
            let made = self.psql("postgres", &sql);
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        }
        copy
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn psql(&self, database: &str, sql: &str) -> std::process::Output {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--username=puente"]).arg("--host");
        psql.arg(&self.folder).args(["--dbname", database, "--command", sql]).output().expect("psql")
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// Where the server's programs are: on the PATH, or where Debian keeps them, newest version last.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("psql").is_file())
}
