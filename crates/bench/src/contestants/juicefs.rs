//! JuiceFS: encrypted with a key of its own, metadata in SQLite, blocks in a local directory, served over WebDAV.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use harness::{Process, Scratch, free_port, wait_for_port};

use super::{Folders, Running, Server};
use crate::tools::{peers, run};

pub(super) fn start(room: &Path) -> anyhow::Result<Running> {
    let data = Scratch::under(room, "juicefs")?;
    let program = peers()?.join("juicefs");
    let key = data.join("key.pem");
    let registry = format!("sqlite3://{}", data.join("meta.db").display());
    run(Command::new("openssl").args(["genrsa", "-out"]).arg(&key).arg("2048"))?;
    let mut format = Command::new(&program);
    format
        .args(["format", "--storage", "file", "--bucket"])
        .arg(format!("{}/", data.join("blocks").display()));
    run(format
        .arg("--encrypt-rsa-key")
        .arg(&key)
        .arg(&registry)
        .arg("bench")
        .env("HOME", data.path()))?;
    let port = free_port()?;
    let mut serve = Command::new(&program);
    serve.args([
        "webdav",
        "--no-usage-report",
        "--metrics",
        &format!("127.0.0.1:{}", free_port()?),
    ]);
    serve
        .arg("--log")
        .arg(data.join("webdav.log"))
        .arg("--cache-dir")
        .arg(data.join("cache"));
    serve
        .arg(&registry)
        .arg(format!("127.0.0.1:{port}"))
        .env("HOME", data.path());
    let mut process = Process::spawn(&mut serve, &data.join("log"))?;
    wait_for_port(&mut process, port, Duration::from_secs(30))?;
    Ok(Running {
        server: Server::Other(process),
        port,
        authorization: None,
        folders: Folders::Mkcol,
        data,
    })
}
