//! First start: the first account and its clinic, through a one-time link or on the command line.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use api::account::NewClinic;
use jiff::Timestamp;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::accounts::{self, Kind, NewAccount, Token};
use crate::config::{PasswordSource, SetupArguments};
use crate::store::{self, Database};
use crate::values;

/// Why set-up is refused.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("the first account already exists")]
    Done,
    #[error("the set-up link is not valid")]
    LinkInvalid,
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<store::Error> for SetupError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Whether there is an account.
pub async fn is_done(database: &Database) -> store::Result<bool> {
    database.fetch_one("SELECT EXISTS (SELECT 1 FROM users)", &[]).await
}

/// While there is no account: a new set-up link's token. The links of earlier starts are void from then on.
pub async fn offer(database: &Database) -> store::Result<Option<Token>> {
    if is_done(database).await? {
        return Ok(None);
    }
    let token = Token::generate();
    database
        .execute(
            "INSERT INTO puente_setup (\"only\", token_sha256, created_at) VALUES (1, ?1, ?2)
         ON CONFLICT (\"only\") DO UPDATE SET token_sha256 = excluded.token_sha256, created_at = excluded.created_at",
            &values![token.digest(), Timestamp::now()],
        )
        .await?;
    Ok(Some(token))
}

/// Refuses a token that is not the one offered last.
pub async fn check_link(database: &Database, token: &str) -> Result<Token, SetupError> {
    if is_done(database).await? {
        return Err(SetupError::Done);
    }
    let offered: Option<Vec<u8>> = database.fetch_optional("SELECT token_sha256 FROM puente_setup", &[]).await?;
    match (offered, Token::parse(token)) {
        (Some(offered), Some(token)) if bool::from(offered.ct_eq(&token.digest())) => Ok(token),
        _ => Err(SetupError::LinkInvalid),
    }
}

/// Creates the first account and clinic; uses up the link.
pub async fn accept(database: &Database, token: &Token, account: &NewAccount) -> Result<Uuid, SetupError> {
    let hash = account.password_hash().await?;
    let mut transaction = database.begin_write().await?;
    let deleted =
        transaction.execute("DELETE FROM puente_setup WHERE token_sha256 = ?1", &values![token.digest()]).await?;
    let user = accounts::insert_first(&mut transaction, account, &hash).await?.ok_or(SetupError::Done)?;
    if deleted != 1 {
        return Err(SetupError::LinkInvalid);
    }
    transaction.commit().await?;
    Ok(user)
}

/// `puente-server setup`.
pub async fn run(database: &Database, arguments: SetupArguments) -> anyhow::Result<()> {
    let clinic = NewClinic {
        name: arguments.clinic,
        country: arguments.country,
        timezone: arguments.timezone,
        currency: arguments.currency,
    };
    let password = read_password(arguments.password)?;
    let account = NewAccount::new(&arguments.email, password, &arguments.first_name, &arguments.last_name, &clinic)?;
    let hash = account.password_hash().await?;
    let mut transaction = database.begin_write().await?;
    let Some(user) = accounts::insert_first(&mut transaction, &account, &hash).await? else {
        bail!("the first account already exists: nothing was changed");
    };
    transaction.execute("DELETE FROM puente_setup", &[]).await?;
    transaction.commit().await?;
    let token = accounts::open(database, user, Kind::Api).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{} administers {}. Token for `puente import`, valid for a year:", arguments.email, clinic.name)?;
    writeln!(out, "{}", token.reveal())?;
    Ok(())
}

fn read_password(source: PasswordSource) -> anyhow::Result<String> {
    match (source.password, source.password_file) {
        (Some(password), _) => Ok(password),
        (None, Some(file)) => first_line(&file),
        (None, None) => bail!("give --password or --password-file"),
    }
}

fn first_line(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
