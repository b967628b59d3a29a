//! Resident memory, at rest and while many people upload big files at once.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use harness::{Api, Lyceum, Scratch, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Barrier;

use crate::options::Options;
use crate::report::{Bound, Section};
use crate::samples::Samples;
use crate::tools;

const MIB: f64 = (1 << 20) as f64;

/// Every upload says that it is so long.
const DECLARED: u64 = 1 << 30;

#[derive(Default)]
struct Figures {
    idle: Samples,
    peak: Samples,
    after: Samples,
}

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Section>> {
    let mut figures = Figures::default();
    for _ in 0..options.rounds {
        round(options, &mut figures).await?;
    }
    let mut section = Section::new(
        "Memory",
        "MiB resident",
        format!(
            "At rest is ten seconds after the start. Then {} uploads run at once, each announced as 1 GiB. Three copies of \
             50 GiB fit on no disk of this machine, so each upload is cut after {} MiB, when all the others have come as \
             far; all of them are in flight until then. The peak is the kernel's own high-water mark (`VmHWM`).",
            options.uploads, options.sent_mib
        ),
    );
    section.row("at rest", figures.idle.clone());
    section.row("peak during the uploads", figures.peak.clone());
    section.row("ten seconds after them", figures.after.clone());
    section.target("memory at rest (MiB)", Bound::AtMost, 64.0, figures.idle);
    section.target(
        format!("peak memory during {} uploads (MiB)", options.uploads),
        Bound::AtMost,
        256.0,
        figures.peak,
    );
    Ok(vec![section])
}

async fn round(options: &Options, figures: &mut Figures) -> anyhow::Result<()> {
    let data = Scratch::under(&options.room, "bench-memory")?;
    let settings = Settings::new(&tools::lyceum()?, &data.join("data"), &data.join("log")).with("LYCEUM_LOG", "warn");
    let mut server = settings.start(Duration::from_secs(30))?;
    tokio::time::sleep(Duration::from_secs(10)).await;
    figures.idle.add(server.memory()?.resident as f64 / MIB);
    let api = Api::register(server.base(), "bench@example.org").await?;
    server.process().reset_peak()?;
    upload_all(&server, &api, options).await?;
    figures.peak.add(server.memory()?.peak as f64 / MIB);
    tokio::time::sleep(Duration::from_secs(10)).await;
    figures.after.add(server.memory()?.resident as f64 / MIB);
    Ok(())
}

async fn upload_all(server: &Lyceum, api: &Api, options: &Options) -> anyhow::Result<()> {
    let host = server
        .base()
        .strip_prefix("http://")
        .context("a strange address")?
        .to_owned();
    let together = Arc::new(Barrier::new(options.uploads));
    let mut uploads = tokio::task::JoinSet::new();
    for number in 0..options.uploads {
        let head = format!(
            "PUT /api/files/content?path=/big{number}.bin HTTP/1.1\r\nHost: {host}\r\n\
             Authorization: Bearer {}\r\nContent-Length: {DECLARED}\r\n\r\n",
            api.token()
        );
        uploads.spawn(upload(host.clone(), head, options.sent_mib, Arc::clone(&together)));
    }
    while let Some(done) = uploads.join_next().await {
        done??;
    }
    Ok(())
}

/// Sends the head and `mib` MiB, waits for the others, then cuts the connection.
async fn upload(host: String, head: String, mib: u64, together: Arc<Barrier>) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(head.as_bytes()).await?;
    let block: Vec<u8> = (0..1_u32 << 20)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    for _ in 0..mib {
        if let Err(error) = stream.write_all(&block).await {
            let mut answer = vec![0; 600];
            let length = stream.read(&mut answer).await.unwrap_or(0);
            bail!(
                "an upload broke ({error}): {}",
                String::from_utf8_lossy(&answer[..length])
            );
        }
    }
    together.wait().await;
    Ok(())
}
