//! The web app is carried inside the binary: its folder has to exist when the crate is compiled, even before Trunk filled it.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=../dist");
    std::fs::create_dir_all("../dist")
}
