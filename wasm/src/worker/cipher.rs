//! AES-256-GCM by the browser itself: several times as fast as in WebAssembly.

use dpmf::Error;
use dpmf::envelope::dpme::{Header, Key};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, CryptoKey};

use super::garbage;
use super::port::scope;

/// Larger ciphertexts are decrypted in place: the browser would hold them three times at once.
const LARGEST: usize = 512 * 1024 * 1024;

/// Whether the browser offers it here (only on secure pages) for a ciphertext of that many bytes.
pub fn is_offered(bytes: usize) -> bool {
    bytes <= LARGEST && scope().is_secure_context()
}

/// Decrypts `content`, the ciphertext with its tag, into the plaintext. The browser releases nothing before the tag is
/// found right: on failure the ciphertext is still whole, for another key to try.
pub async fn decrypt_in_place(header: &Header, key: &Key, content: &mut Vec<u8>) -> Result<(), Error> {
    let subtle = scope().crypto().map_err(|_| unavailable())?.subtle();
    let key_bytes = Uint8Array::from(&key.as_bytes()[..]);
    let importing =
        subtle.import_key_with_str("raw", &key_bytes, "AES-GCM", false, &Array::of1(&JsValue::from("decrypt")));
    // The browser has taken its copy.
    key_bytes.fill(0, 0, key_bytes.length());
    let key = settled(importing).await.ok_or_else(unavailable)?.unchecked_into::<CryptoKey>();

    let parameters = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(&header.iv()[..]));
    parameters.set_additional_data_u8_array(&Uint8Array::from(header.aad()));
    parameters.set_tag_length(128);
    let decrypting = subtle.decrypt_with_object_and_u8_array(&parameters, &key, content);
    let plain = Uint8Array::new(&settled(decrypting).await.ok_or(Error::WrongPassphraseOrDamaged)?);
    content.truncate(plain.length() as usize);
    plain.copy_to(content);
    drop(plain);
    garbage::collect().await;
    Ok(())
}

async fn settled(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}

fn unavailable() -> Error {
    Error::Io { detail: "the browser refused to decrypt".to_owned() }
}
