//! A real PostgreSQL of the test's own, with a real DentalPin database in it: what an import makes is inserted there, under
//! every constraint, index and foreign key that DentalPin has.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mappers::record::{Record, Value};

/// The account Debian's package makes for the server, which refuses to run as root.
const ACCOUNT: &str = "postgres";

/// A server that ends, and whose files go, when it is dropped. It listens on a socket in its own folder only.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
}

impl Postgres {
    /// Starts one; nothing, after saying so, where PostgreSQL is not installed.
    pub(crate) fn start(name: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("skipped: PostgreSQL is not installed");
            return None;
        };
        // Where another account gets to, and short: the path of a socket has room for a hundred characters.
        let folder = Path::new("/tmp").join(format!("puente-{name}-{}", std::process::id()));
        let server = Self { programs, folder };
        std::fs::create_dir_all(&server.folder).expect("a folder");
        if is_root() {
            done(&Command::new("chown").arg(ACCOUNT).arg(&server.folder).output().expect("chown"));
        }
        let folder = server.folder.display().to_string();
        let data = format!("{folder}/data");
        let trust = ["--auth=trust", "--username=puente", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"];
        done(&server.run("initdb").args(trust).arg(&data).output().expect("initdb"));
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off");
        let log = format!("{folder}/log");
        let mut start = server.run("pg_ctl");
        start.args(["start", "--wait", "--silent", "-D", &data, "-l", &log, "-o", &options]);
        // A server that inherits the pipes would keep them open for as long as it runs.
        assert!(start.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("pg_ctl").success(), "see {log}");
        Some(server)
    }

    /// Makes the database of a freshly set-up DentalPin in an empty one.
    pub(crate) fn dentalpin(&self, maker: &Path) {
        let path = format!("{}:{}", self.programs.display(), std::env::var("PATH").unwrap_or_default());
        let url = format!("postgresql://puente@/postgres?host={}", self.folder.display());
        done(&Command::new("python3").arg(maker).arg(url).env("PATH", path).output().expect("python3"));
    }

    /// Runs SQL to the end or to the first error, and answers what it prints.
    pub(crate) fn sql(&self, sql: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"))
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"])
            .args(["--username=puente", "--dbname=postgres", "--host"])
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("psql");
        psql.stdin.take().expect("piped").write_all(sql.as_bytes()).expect("psql reads");
        let output = psql.wait_with_output().expect("psql ends");
        done(&output);
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    /// A program of the server's, as an account it agrees to run under.
    fn run(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", ACCOUNT, "--"]).arg(program).current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let stop = self.run("pg_ctl").args(["stop", "--mode=immediate", "--silent", "-D"]).arg(data).output();
        if stop.is_ok() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// Where the server's programs are: on the PATH, or where Debian keeps them, newest version last.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    folders.sort();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("psql").is_file())
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The statements that insert records, in their order, in one transaction.
pub(crate) fn inserts(records: &[Record]) -> String {
    let mut sql = "BEGIN;\n".to_owned();
    for record in records {
        let mut values = Vec::new();
        record.bind(&mut |value| values.push(literal(value)));
        let columns: Vec<_> = record.columns().iter().map(|column| format!("\"{column}\"")).collect();
        let _ =
            writeln!(sql, "INSERT INTO {} ({}) VALUES ({});", record.table(), columns.join(", "), values.join(", "));
    }
    sql + "COMMIT;\n"
}

/// Literals without a type of their own: the column's is taken.
fn literal(value: Value<'_>) -> String {
    let text = match value {
        Value::Null => return "NULL".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Real(value) => value.to_string(),
        Value::Text(value) | Value::Json(value) => value.replace('\'', "''"),
        Value::Uuid(value) => value.to_string(),
        Value::Decimal(value) => value.to_string(),
        Value::Date(value) => value.to_string(),
        Value::Timestamp(value) => value.to_string(),
    };
    format!("'{text}'")
}
