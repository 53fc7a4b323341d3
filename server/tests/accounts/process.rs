//! The binary itself.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use clap::Parser as _;
use server::accounts::{Kind, Token};
use server::config::Arguments;
use server::{App, Shared};

use crate::support::engine;

const BINARY: &str = env!("CARGO_BIN_EXE_puente-server");

/// A folder, and a database, of a test's own.
struct Place {
    folder: tempfile::TempDir,
    url: Option<String>,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: engine::url() }
    }

    fn arguments(&self) -> Vec<String> {
        let data = self.folder.path().join("data").to_str().unwrap().to_owned();
        let url = self.url.iter().flat_map(|url| ["--database-url".to_owned(), url.clone()]);
        ["--data-dir".to_owned(), data].into_iter().chain(url).collect()
    }

    fn set_up(&self, password: &[&str]) -> Output {
        let mut command = Command::new(BINARY);
        command.args(["setup", "--email", "ana@example.com", "--clinic", "Sol", "--country", "ES"]);
        command.args(["--timezone", "Europe/Madrid", "--currency", "EUR"]).args(password);
        command.args(self.arguments()).output().unwrap()
    }

    fn start(&self) -> Child {
        let mut command = Command::new(BINARY);
        command.args(["--listen", "127.0.0.1:0"]).args(self.arguments());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    async fn open(&self) -> Shared {
        let own = ["puente-server".to_owned()].into_iter();
        App::open(Arguments::parse_from(own.chain(self.arguments())).config).await.unwrap()
    }
}

#[tokio::test]
async fn setup_prints_a_token_as_its_last_line() {
    let place = Place::new();
    let password = place.folder.path().join("password");
    std::fs::write(&password, "a password of Ana's\n").unwrap();
    let output = place.set_up(&["--password-file", password.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let token = Token::parse(text.lines().last().unwrap()).expect("a token and nothing else");
    let app = place.open().await;
    let session = server::accounts::find(&app.database, &token, &[Kind::Api]).await.unwrap().expect("a session");
    assert_eq!(session.user.email, "ana@example.com");

    let again = place.set_up(&["--password", "another password"]);
    assert!(!again.status.success() && again.stdout.is_empty());
    assert!(String::from_utf8_lossy(&again.stderr).contains("already exists"));
}

#[test]
fn setup_needs_one_password_and_a_good_one() {
    let place = Place::new();
    for password in [&[][..], &["--password", "short"], &["--password", "long enough 1", "--password-file", "x"]] {
        assert!(!place.set_up(password).status.success(), "{password:?}");
    }
}

#[test]
fn a_postgres_that_is_not_there_is_named_without_its_password() {
    let url = "postgres://u:secret@localhost:1/x";
    let output = Command::new(BINARY).args(["--database-url", url]).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && error.contains("cannot open the database") && !error.contains("secret"),
        "{error}"
    );
}

/// The lines a server prints, and where it listens.
#[cfg(unix)]
fn printed(server: &mut Child) -> (impl Iterator<Item = String> + use<>, String) {
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let first = lines.next().unwrap();
    let address = first.strip_prefix("Puente is at http://").unwrap().split(' ').next().unwrap().to_owned();
    (lines, address)
}

#[cfg(unix)]
fn tell_to_stop(server: &Child) {
    Command::new("kill").arg(server.id().to_string()).status().unwrap();
}

#[cfg(unix)]
#[test]
fn it_serves_offers_a_link_and_stops_when_told() {
    let place = Place::new();
    let mut first = place.start();
    let (mut lines, address) = printed(&mut first);
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    assert!(lines.next().unwrap().contains("/setup#"));

    // Over PostgreSQL there may be several.
    if place.url.is_none() {
        let second = place.start().wait_with_output().unwrap();
        assert!(!second.status.success());
        assert!(String::from_utf8_lossy(&second.stderr).contains("another puente-server"));
    }
    let mut asking = TcpStream::connect(&address).unwrap();
    write!(asking, "GET /ready HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    asking.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    tell_to_stop(&first);
    assert!(first.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn what_was_asked_before_it_was_told_to_stop_is_answered() {
    let place = Place::new();
    let mut server = place.start();
    let (_lines, address) = printed(&mut server);
    let body = r#"{"email":"ana@example.com","password":"not this one"}"#;
    let (half, rest) = body.split_at(10);
    let mut asking = TcpStream::connect(&address).unwrap();
    write!(
        asking,
        "POST /api/v1/auth/session HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    // It says so when it has begun to work on it.
    let mut told = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    asking.read_exact(&mut told).unwrap();
    assert!(told.starts_with(b"HTTP/1.1 100"));
    asking.write_all(half.as_bytes()).unwrap();

    tell_to_stop(&server);
    let patience = Instant::now() + Duration::from_secs(4);
    while TcpStream::connect(&address).is_ok() {
        assert!(Instant::now() < patience, "it takes no more connections");
    }
    asking.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    asking.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("auth.bad_credentials"), "{answer}");
    assert!(server.wait().unwrap().success());
}
