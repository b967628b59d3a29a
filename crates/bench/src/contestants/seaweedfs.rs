//! SeaweedFS: master, volume server and filer in one process, unencrypted, driven at the filer.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::bail;
use harness::{Process, Scratch, free_port, wait_for_port};

use super::{Folders, Running, Server};
use crate::tools::{peers, run};

pub(super) fn start(room: &Path) -> anyhow::Result<Running> {
    let data = Scratch::under(room, "seaweedfs")?;
    let store = data.join("store");
    std::fs::create_dir(&store)?;
    let filer = free_port()?;
    let mut serve = Command::new(peers()?.join("weed"));
    serve.args([
        "server",
        "-filer",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
    ]);
    serve
        .arg(format!("-dir={}", store.display()))
        .arg(format!("-filer.port={filer}"));
    for other in [
        "filer.port.grpc",
        "master.port",
        "master.port.grpc",
        "volume.port",
        "volume.port.grpc",
    ] {
        serve.arg(format!("-{other}={}", free_port()?));
    }
    let mut process = Process::spawn(
        serve.env("HOME", data.path()).current_dir(data.path()),
        &data.join("log"),
    )?;
    wait_for_port(&mut process, filer, Duration::from_secs(60))?;
    wait_for_volume(filer)?;
    Ok(Running {
        server: Server::Other(process),
        port: filer,
        authorization: None,
        folders: Folders::ByThemselves,
        data,
    })
}

/// The filer listens before it has a volume to write to: tries until a small file is taken.
fn wait_for_volume(filer: u16) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut put = Command::new("curl");
    put.args(["-sS", "--fail", "-X", "PUT", "--data", "x"])
        .arg(format!("http://127.0.0.1:{filer}/warm/up"));
    while let Err(error) = run(&mut put) {
        if Instant::now() >= deadline {
            bail!("no volume to write to: {error}");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
