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
"$1/initdb" --auth=trust --username=puente --encoding=UTF8 --locale=C.UTF-8 --no-sync --wal-segsize="$4" -D "$2/data" \
    >"$2/log" 2>&1 || exit
cat >>"$2/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$2'
fsync = $3
max_connections = 300
END
"$1/pg_ctl" -D "$2/data" -l "$2/log" -W start >/dev/null
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m fast -w stop >/dev/null
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
        Self::start_with(name, "off", 16)
    }

    /// Starts one whose files all are small, for [`Postgres::restart_without_room`].
    ///
    /// # Panics
    /// Where PostgreSQL is not installed.
    #[must_use]
    pub fn start_small(name: &str) -> Self {
        Self::start_with(name, "off", 1)
    }

    /// Starts one that keeps what it commits, as a clinic's does: for measuring.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed.
    #[must_use]
    pub fn start_durable(name: &str) -> Self {
        Self::start_with(name, "on", 16)
    }

    /// `wal` is how many MiB a file of its write-ahead log has.
    fn start_with(name: &str, fsync: &str, wal: u32) -> Self {
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
        shell
            .args(["-c", LIFE, "sh"])
            .arg(&programs)
            .arg(&folder)
            .args([fsync, &wal.to_string()])
            .current_dir("/")
            .stdin(Stdio::piped());
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

    /// Kills all its processes at once, as a crash would, and starts it again after a while.
    ///
    /// # Panics
    /// When it does not come back.
    pub fn crash(&self, pause: Duration) {
        self.control(&["-m", "immediate", "stop"]);
        std::thread::sleep(pause);
        self.control(&["-w", "start"]);
    }

    /// Starts it again on a disk that is full: no file may grow beyond so many bytes; on one with room, for `None`. A write that
    /// ends within a block is what it takes for a full disk.
    ///
    /// # Panics
    /// When it does not come back.
    pub fn restart_without_room(&self, bytes: Option<u64>) {
        self.control(&["-m", "immediate", "stop"]);
        self.control_within(bytes, &["-w", "start"]);
    }

    fn control(&self, arguments: &[&str]) {
        self.control_within(None, arguments);
    }

    fn control_within(&self, bytes: Option<u64>, arguments: &[&str]) {
        let program = self.programs.join("pg_ctl");
        let mut command = if is_root() { Command::new("runuser") } else { Command::new("env") };
        if is_root() {
            command.args(["-u", ACCOUNT, "--"]);
        }
        // `sh` counts in blocks of 512 bytes.
        let limit = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| (bytes / 512).to_string());
        command.args(["sh", "-c", "ulimit -f \"$0\"; exec \"$@\"", &limit]).arg(program);
        command.arg("-D").arg(self.folder.join("data")).arg("-l").arg(self.folder.join("log")).args(arguments);
        let done = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).status();
        assert!(done.is_ok_and(|status| status.success()), "pg_ctl {arguments:?}: {}", self.log());
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

/// Where the server's programs are: where Debian keeps them, the oldest version first, or on the PATH.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("psql").is_file())
}
