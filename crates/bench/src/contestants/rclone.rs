//! rclone: a crypt remote over a local directory, served over WebDAV.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use harness::{Process, Scratch, free_port, wait_for_port};

use super::{Folders, Running, Server};
use crate::tools::{peers, run};

pub(super) fn start(room: &Path) -> anyhow::Result<Running> {
    let data = Scratch::under(room, "rclone")?;
    let program = peers()?.join("rclone");
    let store = data.join("store");
    std::fs::create_dir(&store)?;
    let password = run(Command::new(&program).args(["obscure", "a password for the benchmark"]))?;
    let port = free_port()?;
    let mut serve = Command::new(&program);
    serve.args(["serve", "webdav", "--addr", &format!("127.0.0.1:{port}"), "sealed:"]);
    serve
        .env("RCLONE_CONFIG_SEALED_TYPE", "crypt")
        .env("RCLONE_CONFIG_SEALED_REMOTE", &store);
    serve
        .env("RCLONE_CONFIG_SEALED_PASSWORD", password.trim())
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
