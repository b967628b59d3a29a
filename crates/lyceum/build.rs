//! Builds again when the web app was built again; the files inside the program come from there.

use std::path::Path;

fn main() {
    let built = "../../web/dist";
    // Cargo would build again each time for a path that is absent.
    let watched = if Path::new(built).is_dir() { built } else { "build.rs" };
    println!("cargo:rerun-if-changed={watched}");
}
