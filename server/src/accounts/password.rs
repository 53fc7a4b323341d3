//! Passwords: Argon2id, off the async threads, one at a time. DentalPin's accounts have bcrypt's hashes.

use std::hint::black_box;

use anyhow::anyhow;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::argon2id::Argon2id;

/// Threads that hash, or wait to: DentalPin's bcrypt takes a core for a quarter of a second.
static HASHING: Semaphore = Semaphore::const_new(4);

/// What DentalPin hashes with.
const DENTALPIN_COST: u32 = 12;

/// A password as typed, wiped from memory after use.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    pub const MIN_CHARACTERS: usize = 10;
    /// Longer ones help nobody.
    pub const MAX_BYTES: usize = 1024;

    /// Any text, to compare with what is stored.
    #[must_use]
    pub fn typed(text: String) -> Self {
        Self(text.into())
    }

    /// A text good enough to be stored.
    pub fn choose(text: String) -> Result<Self, String> {
        if text.chars().count() < Self::MIN_CHARACTERS {
            return Err(format!("The password needs at least {} characters", Self::MIN_CHARACTERS));
        }
        if text.len() > Self::MAX_BYTES {
            return Err(format!("The password may have {} bytes at most", Self::MAX_BYTES));
        }
        Ok(Self(text.into()))
    }

    /// What is stored: a PHC string.
    pub async fn hash(self) -> anyhow::Result<String> {
        let _turn = HASHING.acquire().await?;
        let hash = tokio::task::spawn_blocking(move || Argon2id.hash_password(self.0.as_bytes())).await?;
        hash.map(|hash| hash.to_string()).map_err(|error| anyhow!("cannot hash a password: {error}"))
    }

    /// Whether it is the one stored. An unknown account (`None`), and a stored text that is no hash (imported staff have none),
    /// never match and take as long as most accounts here.
    pub async fn matches(self, stored: Option<String>, usual: Scheme) -> anyhow::Result<bool> {
        if self.0.len() > Self::MAX_BYTES {
            return Ok(false);
        }
        let _turn = HASHING.acquire().await?;
        Ok(tokio::task::spawn_blocking(move || {
            let password = self.0.as_bytes();
            let stored = stored.unwrap_or_default();
            if stored.parse::<bcrypt::HashParts>().is_ok() {
                return bcrypt::verify(password, &stored).unwrap_or_default();
            }
            if let Ok(hash) = PasswordHash::new(&stored) {
                return Argon2id.verify_password(password, &hash).is_ok();
            }
            usual.take_as_long(password);
            false
        })
        .await?)
    }
}

/// How passwords are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Argon2,
    /// DentalPin's.
    Bcrypt,
}

impl Scheme {
    /// What comparing with one that is stored takes.
    fn take_as_long(self, password: &[u8]) {
        match self {
            Self::Argon2 => {
                let _not_needed = black_box(Argon2id.hash_password(password));
            }
            Self::Bcrypt => {
                let _not_needed = black_box(bcrypt::hash_with_salt(password, DENTALPIN_COST, rand::random()));
            }
        }
    }
}

/// Whether a stored text is a password's hash. Staff that an import brought has one that no password has.
pub(super) fn is_usable(stored: &str) -> bool {
    !stored.contains('!') && (stored.parse::<bcrypt::HashParts>().is_ok() || PasswordHash::new(stored).is_ok())
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn only_the_stored_password_matches() {
        let stored = Password::choose("correct horse".into()).unwrap().hash().await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(Password::typed("correct horse".into()).matches(Some(stored.clone()), Scheme::Argon2).await.unwrap());
        assert!(!Password::typed("correct hors".into()).matches(Some(stored), Scheme::Argon2).await.unwrap());
    }

    #[tokio::test]
    async fn dentalpins_hashes_are_known() {
        let stored = bcrypt::hash("correct horse", 4).unwrap();
        assert!(Password::typed("correct horse".into()).matches(Some(stored.clone()), Scheme::Argon2).await.unwrap());
        assert!(!Password::typed("correct hors".into()).matches(Some(stored), Scheme::Argon2).await.unwrap());
    }

    #[tokio::test]
    async fn what_is_no_hash_never_matches() {
        let imported = "!migration_disabled:0011".to_owned();
        for stored in [
            None,
            Some(imported.clone()),
            Some(String::new()),
            Some("$argon2id$broken".to_owned()),
            Some(OF_NOBODY.to_owned()),
        ] {
            assert!(!is_usable(stored.as_deref().unwrap_or_default()));
            assert!(!Password::typed(imported.clone()).matches(stored, Scheme::Bcrypt).await.unwrap());
        }
        assert!(is_usable(&bcrypt::hash("correct horse", 4).unwrap()));
        assert!(is_usable(&Password::typed("correct horse".into()).hash().await.unwrap()));
    }

    /// What an import gives staff, in a form that DentalPin reads.
    const OF_NOBODY: &str = "$2b$12$......................!migration_disabled:97687f81-2f01-5a76-b844-431dc35c6cdd";

    #[tokio::test]
    async fn an_account_that_is_not_there_takes_as_long_as_one_that_is() {
        let hash = bcrypt::hash_with_result("correct horse", DENTALPIN_COST).unwrap().to_string();
        let took = async |stored: Option<String>, usual| {
            let start = Instant::now();
            assert!(!Password::typed("a guess".into()).matches(stored, usual).await.unwrap());
            start.elapsed()
        };
        let (known, unknown) = (took(Some(hash), Scheme::Bcrypt).await, took(None, Scheme::Bcrypt).await);
        // Far apart enough for a busy machine: bcrypt takes ten times as long as what stood in for it before.
        assert!(unknown > known / 4 && known > unknown / 4, "{known:?}, {unknown:?}");
    }

    #[test]
    fn short_passwords_are_refused() {
        assert!(Password::choose("ninechars".into()).is_err());
        assert!(Password::choose("tencharsññ".into()).is_ok());
    }
}
