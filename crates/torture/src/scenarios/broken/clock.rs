//! A clock that jumps back an hour under load: nothing in the server may depend on time going forward.
//!
//! The wall clock of the server alone is changed, by libfaketime; its monotonic clock goes on as it does on a machine
//! whose clock somebody sets.

use std::path::PathBuf;
use std::time::Duration;

use harness::Dice;

use super::{Claims, judged, used, work};
use crate::options::Options;
use crate::site::Site;
use crate::tally::Tally;

pub(super) async fn run(options: &Options) -> Tally {
    const NAME: &str = "clock jumps back";
    match library() {
        Some(library) => judged(NAME, jump(options, library)).await,
        None => Tally::new(NAME).skip("libfaketime is not installed (apt-get install faketime)"),
    }
}

fn library() -> Option<PathBuf> {
    let folders = [
        "/usr/lib/x86_64-linux-gnu/faketime",
        "/usr/lib/aarch64-linux-gnu/faketime",
        "/usr/lib/faketime",
    ];
    let files = folders.map(|folder| PathBuf::from(folder).join("libfaketimeMT.so.1"));
    files.into_iter().find(|file| file.is_file())
}

async fn jump(options: &Options, library: PathBuf) -> anyhow::Result<Claims> {
    let mut claims = Claims::default();
    let mut dice = Dice::new(options.seed);
    let site = Site::prepare(options, "clock", None)?;
    let offset = site.beside("offset");
    std::fs::write(&offset, "+0")?;
    let mut site = site
        .with("LD_PRELOAD", library.to_string_lossy())
        .with("FAKETIME_TIMESTAMP_FILE", offset.to_string_lossy())
        .with("FAKETIME_CACHE_DURATION", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .with("DONT_FAKE_MONOTONIC", "1");
    let mut leftovers = Leftovers::default();
    let (mut api, crew) = used(&mut site, options, &mut dice).await?;
    leftovers.of(&site);
    let shift = crew.start(&api);
    tokio::time::sleep(Duration::from_millis(500)).await;
    std::fs::write(&offset, "-3600")?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    shift.call_off();
    let mut crew = shift.finish().await?;
    claims
        .drive("work goes on through the jump", &mut crew, &api, &mut dice)
        .await?;
    site.kill()?;
    api = site.start().await?;
    leftovers.of(&site);
    claims
        .drive("a start in the past finds everything", &mut crew, &api, &mut dice)
        .await?;
    let mut crew = work(crew, &api, Duration::from_secs(2)).await?;
    site.stop()?;
    claims.judge("no shard was swept by a wrong clock", site.verify()?);
    std::fs::write(&offset, "+0")?;
    api = site.start().await?;
    leftovers.of(&site);
    claims
        .drive(
            "everything is there when the clock is right again",
            &mut crew,
            &api,
            &mut dice,
        )
        .await?;
    Ok(claims)
}

/// What the library keeps in shared memory for each process, and leaves there when that is killed.
#[derive(Default)]
struct Leftovers(Vec<u32>);

impl Leftovers {
    fn of(&mut self, site: &Site) {
        self.0.extend(site.pid());
    }
}

impl Drop for Leftovers {
    fn drop(&mut self) {
        for pid in &self.0 {
            // Absent when the process could tidy up itself.
            let _ = std::fs::remove_file(format!("/dev/shm/faketime_shm_{pid}"));
            let _ = std::fs::remove_file(format!("/dev/shm/sem.faketime_sem_{pid}"));
        }
    }
}
