//! Argon2id in memory that is kept from one hash to the next: large aligned blocks that come and go are holes the allocator
//! does not fill again, and the first dozen of people signing in made the server hold as many times 19 MiB.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, Error, PasswordHasher, Result, Version};
use argon2::{Algorithm, Argon2, Block, Params};

/// One hash at a time: each takes a core for a moment, and more at once would only be a way to exhaust the machine.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// Argon2 with the crate's defaults: Argon2id, version 19, 19 MiB, two passes.
pub(super) struct Argon2id;

impl PasswordHasher<PasswordHash> for Argon2id {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> Result<PasswordHash> {
        self.hash_password_with_params(password, salt, Params::default())
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Argon2id {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<Version>,
        params: Params,
    ) -> Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(argon2::Version::try_from).transpose()?.unwrap_or_default();
        let mut hash = [0; Output::MAX_LENGTH];
        let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let hash = hash.get_mut(..length).ok_or(Error::OutputSize)?;
        fill(&Argon2::new(algorithm, version, params.clone()), password, salt, hash)?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(hash)?),
        })
    }
}

/// Leaves nothing of the password in the memory.
fn fill(argon2: &Argon2<'_>, password: &[u8], salt: &[u8], hash: &mut [u8]) -> argon2::Result<()> {
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    memory.resize(argon2.params().block_count(), Block::new());
    let filled = argon2.hash_password_into_with_memory(password, salt, hash, memory.as_mut_slice());
    memory.fill(Block::new());
    // What a hash with other parameters needed beyond the usual is not kept.
    memory.truncate(Params::default().block_count());
    memory.shrink_to_fit();
    filled
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use argon2::password_hash::PasswordVerifier as _;

    use super::*;

    #[test]
    fn hashes_are_those_of_the_crate_both_ways() {
        let ours = Argon2id.hash_password(b"correct horse").unwrap();
        let theirs = Argon2::default().hash_password(b"correct horse").unwrap();
        assert_eq!((ours.algorithm, ours.version, &ours.params), (theirs.algorithm, theirs.version, &theirs.params));
        assert!(Argon2::default().verify_password(b"correct horse", &ours).is_ok());
        assert!(Argon2id.verify_password(b"correct horse", &theirs).is_ok());
        assert!(Argon2id.verify_password(b"correct hors", &theirs).is_err());
    }

    #[test]
    fn a_hash_made_with_other_parameters_is_compared_with_its_own() {
        let params = Params::new(64, 1, 2, Some(16)).unwrap();
        let stored =
            Argon2::new(Algorithm::Argon2i, argon2::Version::V0x10, params).hash_password(b"correct horse").unwrap();
        assert!(Argon2id.verify_password(b"correct horse", &stored).is_ok());
        assert!(Argon2id.verify_password(b"correct hors", &stored).is_err());
    }

    #[test]
    fn nothing_of_a_password_is_left() {
        Argon2id.hash_password(b"correct horse").unwrap();
        let memory = MEMORY.lock().unwrap();
        assert!(memory.iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
    }
}
