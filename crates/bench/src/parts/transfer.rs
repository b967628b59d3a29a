//! One big file in and out over HTTP, with curl as everybody's client.

use std::path::Path;

use anyhow::{Context as _, ensure};
use harness::Scratch;

use super::{make_file, turn};
use crate::contestants::{Contestant, nginx};
use crate::options::Options;
use crate::report::{Bound, Section};
use crate::samples::{Contest, Samples};
use crate::tools;

/// MiB per second, one sample per round.
#[derive(Default)]
struct Figures {
    put: Contest,
    get: Contest,
    openssl: Samples,
    nginx: Samples,
}

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Section>> {
    let place = Scratch::under(&options.room, "bench-file")?;
    let file = make_file(place.path(), options.size())?;
    let mut figures = Figures::default();
    for round in 0..options.rounds {
        let rate = |seconds: f64| options.size_mib as f64 / seconds;
        figures.openssl.add(rate(tools::openssl(&file)?));
        figures.nginx.add(rate(nginx_seconds(options, place.path())?));
        for contestant in turn(&options.contestants(), round) {
            let (put, get) = one_round(contestant, options, &file, round == 0).await?;
            figures.put.add(contestant, rate(put));
            figures.get.add(contestant, rate(get));
        }
    }
    Ok(vec![
        upload_section(options, &figures),
        download_section(options, &figures),
    ])
}

fn nginx_seconds(options: &Options, folder: &Path) -> anyhow::Result<f64> {
    let server = nginx(&options.room, folder)?;
    server.get("/file.bin")?;
    server.get("/file.bin")
}

/// Seconds in and seconds out on a fresh server that has seen one other file before.
async fn one_round(
    contestant: Contestant,
    options: &Options,
    file: &Path,
    compare: bool,
) -> anyhow::Result<(f64, f64)> {
    let server = contestant.start(&options.room).await?;
    let small = Scratch::under(&options.room, "bench-warm")?;
    let warm = make_file(small.path(), 8 << 20)?;
    server.put(&warm, "/warm.bin")?;
    server.get("/warm.bin")?;
    let put = server.put(file, "/file.bin").with_context(|| contestant.name())?;
    let get = server.get("/file.bin").with_context(|| contestant.name())?;
    if compare {
        let back = small.join("back.bin");
        server.fetch("/file.bin", &back)?;
        let same = std::process::Command::new("cmp")
            .arg(file)
            .arg(&back)
            .status()?
            .success();
        ensure!(same, "{} gave back other bytes", contestant.name());
    }
    Ok((put, get))
}

fn upload_section(options: &Options, figures: &Figures) -> Section {
    let mut section = Section::new(
        "Upload of a big file",
        "MiB/s",
        format!(
            "A file of {} MiB of random bytes on the memory file system is sent with `curl --upload-file`. Lyceum hashes, \
             seals and keeps three copies in three directories and syncs them before it answers; the peers keep one copy \
             and sync nothing.",
            options.size_mib
        ),
    );
    section.row("`openssl dgst -sha256` of the file", figures.openssl.clone());
    section.contest(&figures.put);
    let own = figures.put.of(Contestant::Lyceum);
    section.target("upload ÷ openssl", Bound::AtLeast, 0.4, own.ratio(&figures.openssl));
    section.target(
        "upload ÷ best peer",
        Bound::AtLeast,
        1.5,
        own.ratio(&figures.put.best_peer()),
    );
    section
}

fn download_section(options: &Options, figures: &Figures) -> Section {
    let mut section = Section::new(
        "Download of a big file",
        "MiB/s",
        format!(
            "The same {} MiB come back with `curl -o /dev/null`. Lyceum opens and verifies every chunk; nginx sends the \
             plain file with `sendfile`.",
            options.size_mib
        ),
    );
    section.row("nginx, plain file", figures.nginx.clone());
    section.contest(&figures.get);
    section.target(
        "download ÷ nginx",
        Bound::AtLeast,
        0.5,
        figures.get.of(Contestant::Lyceum).ratio(&figures.nginx),
    );
    section
}
