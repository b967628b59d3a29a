//! Lyceum as `lyceum serve` starts it: three directories, SQLite, everything synced before it is acknowledged.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use harness::{Api, Scratch, Settings};

use super::{Folders, Running, Server};
use crate::tools;

pub(super) async fn start(room: &Path) -> anyhow::Result<Running> {
    let data = Scratch::under(room, "bench")?;
    let settings = Settings::new(&tools::lyceum()?, &data.join("data"), &data.join("log")).with("LYCEUM_LOG", "warn");
    let server = settings.start(Duration::from_secs(30))?;
    let api = Api::register(server.base(), "bench@example.org").await?;
    let port = server
        .base()
        .rsplit(':')
        .next()
        .context("no port in the address")?
        .parse()?;
    let authorization = Some(format!("Bearer {}", api.token()));
    Ok(Running {
        server: Server::Lyceum(server),
        port,
        authorization,
        folders: Folders::ByThemselves,
        data,
    })
}
