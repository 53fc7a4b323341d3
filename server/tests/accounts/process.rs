//! The binary itself.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use clap::Parser as _;
use server::accounts::{Kind, Token};
use server::config::Arguments;
use server::{App, Config};

const BINARY: &str = env!("CARGO_BIN_EXE_puente-server");

fn set_up(data: &Path, password: &[&str]) -> Output {
    let mut command = Command::new(BINARY);
    command.args(["setup", "--email", "ana@example.com", "--clinic", "Sol", "--country", "ES"]);
    command.args(["--timezone", "Europe/Madrid", "--currency", "EUR"]).args(password);
    command.arg("--data-dir").arg(data).output().unwrap()
}

fn config(data: &Path) -> Config {
    Arguments::parse_from(["puente-server", "--data-dir", data.to_str().unwrap()]).config
}

#[tokio::test]
async fn setup_prints_a_token_as_its_last_line() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "a password of Ana's\n").unwrap();
    let data = folder.path().join("data");
    let output = set_up(&data, &["--password-file", password.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let token = Token::parse(text.lines().last().unwrap()).expect("a token and nothing else");
    let app = App::open(config(&data)).await.unwrap();
    let session = server::accounts::find(&app.database, &token, &[Kind::Api]).await.unwrap().expect("a session");
    assert_eq!(session.user.email, "ana@example.com");

    let again = set_up(&data, &["--password", "another password"]);
    assert!(!again.status.success() && again.stdout.is_empty());
    assert!(String::from_utf8_lossy(&again.stderr).contains("already exists"));
}

#[test]
fn setup_needs_one_password_and_a_good_one() {
    let folder = tempfile::tempdir().unwrap();
    for password in [&[][..], &["--password", "short"], &["--password", "long enough 1", "--password-file", "x"]] {
        assert!(!set_up(folder.path(), password).status.success(), "{password:?}");
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

#[cfg(unix)]
#[test]
fn it_serves_offers_a_link_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = start(folder.path());
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.next().unwrap().starts_with("Puente is at http://127.0.0.1:"));
    assert!(lines.next().unwrap().contains("/setup#"));

    let second = start(folder.path()).wait_with_output().unwrap();
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("another puente-server"));

    Command::new("kill").arg(first.id().to_string()).status().unwrap();
    assert!(first.wait().unwrap().success());
}

fn start(data: &Path) -> Child {
    let mut command = Command::new(BINARY);
    command.args(["--listen", "127.0.0.1:0", "--data-dir"]).arg(data);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}
