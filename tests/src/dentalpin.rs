//! A database that DentalPin uses.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::files::shared;
use crate::server::Server;

/// DentalPin's own admin.
pub const EMAIL: &str = "admin@example.com";
/// Their password.
pub const PASSWORD: &str = "puente-test-1";

/// Makes an empty database that of a freshly set-up DentalPin. Where what does it is not there, says so and does nothing.
pub fn set_up(url: &str) -> Result<bool> {
    let Some(maker) = shared("../tools/dentalpin-db") else { return Ok(false) };
    let output = Command::new("python3").arg(maker).arg(url).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(true)
}

/// A server on it, with a token of DentalPin's admin.
pub fn server(url: &str) -> Result<Server> {
    let mut server = Server::start_at(url)?;
    let wrong = server.ask("POST", "/api/v1/auth/login", &format!("username={EMAIL}&password=puente-test-2"))?;
    ensure!(wrong.status == 401, "{wrong:?}");
    let form = format!("username={}&password={PASSWORD}", EMAIL.replace('@', "%40"));
    let signed_in = server.ask("POST", "/api/v1/auth/login", &form)?;
    ensure!(signed_in.status == 200, "{signed_in:?}");
    signed_in.body["access_token"].as_str().context("no token")?.clone_into(&mut server.token);
    Ok(server)
}
