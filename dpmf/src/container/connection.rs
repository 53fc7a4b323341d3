//! Connections to an untrusted database.

use std::ops::Deref;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use crate::{Error, Limits};

/// Any size will do to have SQLite read the pages of an image where they are instead of copying them.
const MAPPED_BYTES: i64 = 1 << 30;

/// SQLite must be able to read the definitions of tables, whatever is accepted of their values.
const LONGEST_DEFINITION_BYTES: u64 = 1 << 20;

/// A connection, with the image it reads where there is one.
pub(super) struct Database {
    // Declared before the image, so that it is closed before the bytes it reads are freed.
    connection: Connection,
    _image: Vec<u8>,
}

impl Database {
    /// Opens an image in place: SQLite reads its bytes where they are.
    #[expect(unsafe_code, reason = "SQLite borrows the image while the connection lives, which no lifetime can say")]
    pub(super) fn from_image(image: Vec<u8>) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_in_memory_with_flags(flags)?;
        // SAFETY: the bytes outlive the connection and do not change. They stay where they are when the vector is moved;
        // both fields are private and neither is ever replaced; the vector is not touched again and SQLite opens it
        // read-only; and the connection is dropped first, here (parameters are dropped last) as in the struct.
        let bytes: &'static [u8] = unsafe { std::slice::from_raw_parts(image.as_ptr(), image.len()) };
        connection.deserialize_bytes(MAIN_DB, bytes)?;
        // Files are not mapped: unlike an image they can change under a reader, or end.
        connection.pragma_update(None, "mmap_size", MAPPED_BYTES)?;
        Ok(Self { connection, _image: image })
    }

    /// The size of the database in bytes.
    pub(super) fn size(&self) -> Result<u64, Error> {
        let pragma = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let bytes = pragma("page_size")?.saturating_mul(pragma("page_count")?);
        Ok(u64::try_from(bytes).unwrap_or(0))
    }
}

impl From<Connection> for Database {
    fn from(connection: Connection) -> Self {
        Self { connection, _image: Vec::new() }
    }
}

impl Deref for Database {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

/// Opens a file in place. `immutable` promises SQLite that nobody writes to it, so that it neither locks it nor looks
/// for a journal beside it.
#[cfg(not(target_family = "wasm"))]
pub(super) fn open_file(path: &std::path::Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let path = std::path::absolute(path).map_err(|e| Error::Io { detail: e.to_string() })?;
    let uri = format!("file://{}?immutable=1", escaped(path.as_os_str().as_encoded_bytes()));
    Connection::open_with_flags(uri, flags).map_err(|e| Error::Io { detail: e.to_string() })
}

/// A path as it stands in a URI: `?`, `#`, `%` and all else that could mean something there escaped.
#[cfg(not(target_family = "wasm"))]
fn escaped(path: &[u8]) -> String {
    let mut uri = String::from(if cfg!(windows) { "/" } else { "" });
    for byte in path {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b':' | b'-' | b'.' | b'_' => uri.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            _ => uri.extend(['%', hexadecimal(byte >> 4), hexadecimal(byte & 15)]),
        }
    }
    uri
}

#[cfg(not(target_family = "wasm"))]
fn hexadecimal(digit: u8) -> char {
    char::from_digit(digit.into(), 16).unwrap_or_default()
}

/// Takes from the database everything it could do beyond being read, and bounds what reading it may take.
pub(super) fn harden(connection: &Connection, limits: &Limits) -> Result<(), Error> {
    for (switch, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        connection.set_db_config(switch, on)?;
    }
    let longest_value = i32::try_from(limits.text_bytes.max(LONGEST_DEFINITION_BYTES)).unwrap_or(i32::MAX);
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, longest_value),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, value)?;
    }
    for pragma in ["query_only", "cell_size_check"] {
        connection.pragma_update(None, pragma, true)?;
    }
    Ok(())
}
