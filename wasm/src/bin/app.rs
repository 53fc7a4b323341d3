//! The page: `www/boot.js` starts it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    wasm::app::run();
}
