//! The command line, and the configuration it makes.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::documents::storage::DocumentsAt;
use crate::store::Location;

/// Receives what the browser read from a `.dpm` file and brings it into a clinic.
#[derive(Debug, Parser)]
#[command(name = "puente-server", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub config: Config,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Creates the first account and clinic without the page; the last line printed is a token for `puente import`.
    Setup(SetupArguments),
}

/// Where the data is and how the server is reached.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// Folder of everything the server stores. Created when missing.
    #[arg(long, global = true, env = "PUENTE_DATA_DIR", default_value = "data", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgresql://…`; `puente.db` in the data folder when not given.
    #[arg(long, global = true, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<DatabaseUrl>,
    /// Where radiographs and documents are kept: a folder, or `s3://bucket/prefix` with keys in the `AWS_…` variables;
    /// `documents` in the data folder when not given.
    #[arg(long, global = true, env = "PUENTE_DOCUMENTS", value_name = "PLACE")]
    pub documents: Option<DocumentsAt>,
    /// Where DentalPin keeps its documents, as its own configuration has it: over its database they are kept there, so that it
    /// shows them, unless --documents says otherwise.
    #[arg(long, global = true, env = "STORAGE_LOCAL_PATH", value_name = "DIR")]
    pub storage_local_path: Option<PathBuf>,
    /// The largest radiograph or document taken, in MiB.
    #[arg(long, env = "PUENTE_LARGEST_FILE", default_value_t = 1024, value_name = "MIB",
        value_parser = clap::value_parser!(u64).range(1..2048))]
    pub largest_file: u64,
    /// The program that decodes what may never end; this one itself when not given.
    #[arg(long, hide = true, value_name = "PROGRAM")]
    pub decoder: Option<PathBuf>,
    /// Days after which an import that nobody goes on with is given up, and what was received for it deleted.
    #[arg(long, env = "PUENTE_IDLE_DAYS", default_value_t = 14, value_name = "DAYS",
        value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub idle_days: u16,
    /// Address to listen on.
    #[arg(long, env = "PUENTE_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Address people type, when it differs from the one listened on (behind a proxy), such as `https://puente.example`.
    #[arg(long, env = "PUENTE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// Addresses of proxies in front, separated by commas: the client's address is then the last of `X-Forwarded-For` that is not
    /// one of them.
    #[arg(long, env = "PUENTE_TRUSTED_PROXIES", value_delimiter = ',', value_name = "IP")]
    pub trusted_proxies: Vec<IpAddr>,
    /// What a monitor sends as bearer token to read `/metrics`; without it only this machine may.
    #[arg(long, env = "PUENTE_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub metrics_token: Option<Secret>,
    /// How lines of the log are written.
    #[arg(long, global = true, env = "PUENTE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Something that is not shown, of at least sixteen characters.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() < 16 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("expected at least 16 visible characters".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

#[derive(Debug, Args)]
pub struct SetupArguments {
    #[arg(long)]
    pub email: String,
    #[command(flatten)]
    pub password: PasswordSource,
    #[arg(long, default_value = "Admin")]
    pub first_name: String,
    #[arg(long, default_value = "")]
    pub last_name: String,
    /// The clinic's name.
    #[arg(long, value_name = "NAME")]
    pub clinic: String,
    /// ISO 3166-1 alpha-2, such as ES.
    #[arg(long)]
    pub country: String,
    /// IANA name, such as Europe/Madrid.
    #[arg(long)]
    pub timezone: String,
    /// ISO 4217, such as EUR.
    #[arg(long)]
    pub currency: String,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct PasswordSource {
    /// The password. Other users of this machine can see it while the command runs: prefer --password-file.
    #[arg(long)]
    pub password: Option<String>,
    /// A file whose first line is the password.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

impl std::fmt::Debug for PasswordSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordSource")
    }
}

impl Config {
    /// Where the database is.
    #[must_use]
    pub fn database(&self) -> Location {
        self.database_url.as_ref().map_or_else(|| Location::File(self.data_dir.join("puente.db")), |url| url.0.clone())
    }

    /// Where documents are kept, over DentalPin's database or one of our own.
    #[must_use]
    pub fn documents(&self, is_dentalpin: bool) -> DocumentsAt {
        let dentalpins = self.storage_local_path.clone().filter(|_| is_dentalpin).map(DocumentsAt::Folder);
        let given = self.documents.clone().or(dentalpins);
        given.unwrap_or_else(|| DocumentsAt::Folder(self.data_dir.join("documents")))
    }

    /// Whether documents would be kept where DentalPin, whose database it is, does not look for them.
    #[must_use]
    pub fn hides_documents(&self, is_dentalpin: bool) -> bool {
        is_dentalpin && self.documents.is_none() && self.storage_local_path.is_none()
    }

    /// Bytes of the largest document taken.
    #[must_use]
    pub fn largest_file(&self) -> u64 {
        self.largest_file << 20
    }

    /// Whether browsers reach the server over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.0.starts_with("https://"))
    }
}

/// `sqlite:PATH` or `postgresql://…`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Location);

/// The URL may have a password in it.
impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseUrl")
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self(Location::Url(url.to_owned())));
        }
        // As DentalPin's own configuration has it.
        if let Some(rest) = url.strip_prefix("postgresql+asyncpg://") {
            return Ok(Self(Location::Url(format!("postgresql://{rest}"))));
        }
        let path = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        match path {
            Some(path) if !path.is_empty() && !path.starts_with(':') && !path.contains('?') => {
                Ok(Self(Location::File(path.into())))
            }
            _ => Err("expected sqlite:PATH, such as sqlite:/var/lib/puente/puente.db, or postgresql://…".to_owned()),
        }
    }
}

/// Scheme and authority, as an `Origin` header has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        let origin = url.trim_end_matches('/').to_ascii_lowercase();
        match origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) {
            Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(Self(origin)),
            _ => Err("expected a scheme and a host alone, such as https://puente.example".to_owned()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_urls_name_a_file() {
        for (url, path) in
            [("sqlite:a.db", "a.db"), ("sqlite:///var/a.db", "/var/a.db"), ("sqlite:/var/a.db", "/var/a.db")]
        {
            assert_eq!(url.parse::<DatabaseUrl>().unwrap().0, Location::File(path.into()));
        }
        for url in ["a.db", "sqlite:", "sqlite::memory:", "mysql://x", "sqlite:a.db?mode=ro"] {
            assert!(url.parse::<DatabaseUrl>().is_err(), "{url}");
        }
    }

    #[test]
    fn postgres_urls_are_taken_as_they_are() {
        for url in ["postgresql://u:p@db/clinic", "postgres://u:p@db/clinic"] {
            assert_eq!(url.parse::<DatabaseUrl>().unwrap().0, Location::Url(url.to_owned()));
        }
        let url: DatabaseUrl = "postgresql+asyncpg://u:p@db/clinic".parse().unwrap();
        assert_eq!(url.0, Location::Url("postgresql://u:p@db/clinic".to_owned()), "as DentalPin has it");
        assert!(!format!("{url:?}").contains("u:p"), "a password is not shown");
    }

    #[test]
    fn documents_are_where_dentalpin_looks_for_them_when_the_database_is_its_own() {
        let config =
            |given: &[&str]| Arguments::parse_from(["puente-server", "--data-dir", "data"].iter().chain(given)).config;
        let folder = |path: &str| DocumentsAt::Folder(path.into());
        let theirs = ["--storage-local-path", "/app/storage"];
        let both = ["--storage-local-path", "/app/storage", "--documents", "/srv"];
        for (given, own, dentalpins, is_hidden) in [
            (&[][..], "data/documents", "data/documents", true),
            (&theirs, "data/documents", "/app/storage", false),
            (&both, "/srv", "/srv", false),
        ] {
            let config = config(given);
            assert_eq!((config.documents(false), config.documents(true)), (folder(own), folder(dentalpins)));
            assert_eq!((config.hides_documents(false), config.hides_documents(true)), (false, is_hidden), "{given:?}");
        }
    }

    #[test]
    fn public_urls_are_origins() {
        assert_eq!("https://Puente.Example/".parse::<PublicUrl>().unwrap().as_str(), "https://puente.example");
        for url in ["puente.example", "https://a/b", "https://u@a", "ftp://a"] {
            assert!(url.parse::<PublicUrl>().is_err(), "{url}");
        }
    }
}
