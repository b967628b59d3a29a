//! nginx, serving a folder of plain files: what a download could cost at best.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use harness::{Process, Scratch, free_port, wait_for_port};

use super::{Folders, Running, Server};
use crate::tools;

/// Starts nginx over the files in `folder`.
pub(crate) fn nginx(room: &Path, folder: &Path) -> anyhow::Result<Running> {
    let data = Scratch::under(room, "nginx")?;
    let port = free_port()?;
    let here = data.path().display();
    let user = if rustix::process::geteuid().is_root() {
        "user root;"
    } else {
        ""
    };
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {here}/temporary;"))
        .concat();
    let settings = format!(
        "{user} daemon off; worker_processes auto; pid {here}/pid; error_log {here}/log; events {{}}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; {temporary}\n\
         server {{ listen 127.0.0.1:{port}; root {}; }} }}",
        folder.display()
    );
    let file = data.join("nginx.conf");
    std::fs::write(&file, settings)?;
    let mut serve = Command::new(tools::nginx()?);
    serve
        .arg("-p")
        .arg(data.path())
        .arg("-e")
        .arg(data.join("log"))
        .arg("-c")
        .arg(&file);
    let mut process = Process::spawn(&mut serve, &data.join("log"))?.gently();
    wait_for_port(&mut process, port, Duration::from_secs(10))?;
    Ok(Running {
        server: Server::Other(process),
        port,
        authorization: None,
        folders: Folders::ByThemselves,
        data,
    })
}
