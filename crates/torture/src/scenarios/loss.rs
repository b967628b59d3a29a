//! Storage directories vanish while people work, and come back empty or as they were.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use harness::{Api, Dice, Failure, Recipe};

use crate::crew::{Crew, Shift};
use crate::options::Options;
use crate::site::{Site, wait_until};
use crate::tally::Tally;

/// A backup must be complete within this.
const REPAIR: Duration = Duration::from_secs(180);
/// A clear no must come within this.
const CLEAR_NO: Duration = Duration::from_secs(10);

/// A storage class and the directories it is spread over.
struct Spread {
    name: &'static str,
    zones: &'static [&'static str],
    /// How many directories may be missing while everything can still be read.
    may_miss: usize,
    /// Whether uploads go on while `may_miss` directories are missing.
    writes_go_on: bool,
    environment: &'static [(&'static str, &'static str)],
}

const REPLICATED: Spread = Spread {
    name: "loss, replicated",
    zones: &["us-east", "eu-west", "asia"],
    may_miss: 1,
    writes_go_on: true,
    environment: &[("LYCEUM_ZONES", "us-east,eu-west,asia")],
};

const CODED: Spread = Spread {
    name: "loss, coded 4+2",
    zones: &["one", "two", "three", "four", "five", "six"],
    may_miss: 2,
    writes_go_on: false,
    environment: &[
        ("LYCEUM_ZONES", "one,two,three,four,five,six"),
        ("LYCEUM_STORAGE_CLASS", "coded"),
        ("LYCEUM_CODED_K", "4"),
        ("LYCEUM_CODED_M", "2"),
    ],
};

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Tally>> {
    let mut tallies = Vec::new();
    for spread in [&REPLICATED, &CODED] {
        let mut tally = Tally::new(spread.name);
        let mut site = site(options, spread)?;
        conclude(
            vanishing(options, spread, &mut site, &mut tally).await,
            &mut site,
            &mut tally,
        );
        tallies.push(tally);
    }
    let mut tally = Tally::new("loss, backup");
    let mut site = site(options, &REPLICATED)?;
    let backup = site.beside("backup");
    site = site.with("LYCEUM_BACKUP_DIR", backup.to_string_lossy());
    conclude(
        backup_recovers(options, &mut site, &mut tally).await,
        &mut site,
        &mut tally,
    );
    tallies.push(tally);
    Ok(tallies)
}

fn site(options: &Options, spread: &Spread) -> anyhow::Result<Site> {
    let site = Site::prepare(options, "loss", None)?;
    Ok(spread
        .environment
        .iter()
        .fold(site, |site, (name, value)| site.with(name, *value)))
}

fn conclude(done: anyhow::Result<()>, site: &mut Site, tally: &mut Tally) {
    if let Err(error) = done {
        tally.judge("the scenario runs to its end", Err(format!("{error:#}")));
    }
    if !tally.clean() {
        site.keep();
    }
}

async fn vanishing(options: &Options, spread: &Spread, site: &mut Site, tally: &mut Tally) -> anyhow::Result<()> {
    let mut dice = Dice::new(options.seed);
    let api = site.start().await?;
    let mut crew = Crew::new(&api, options.workers, options.sizes(), &mut dice).await?;
    let rounds = if options.short { 2 } else { 6 };
    for round in 0..rounds {
        let mut zones = spread.zones.to_vec();
        dice.shuffle(&mut zones);
        let gone = &zones[..spread.may_miss];
        crew = lose_and_refill(&api, spread, site, gone, crew, &mut dice, tally).await?;
        if !tally.clean() {
            tally.tell(format!("stopped in round {round} after losing {gone:?}"));
            return Ok(());
        }
        tally.tell(format!(
            "lost and refilled {gone:?}, {} steps acknowledged",
            crew.acknowledged()
        ));
    }
    download_through_a_loss(&api, site, spread, &crew, tally).await?;
    beyond_the_limit(&api, site, spread, &crew, tally).await?;
    tally.judge(
        "redundancy comes back when everything has returned",
        crew.healthy(&api).await,
    );
    crew.check(&api, &mut dice, tally).await?;
    site.stop()?;
    tally.judge(
        "no orphan, nothing missing, nothing corrupt, exact allowances",
        site.verify()?,
    );
    crew.ensure_busy()
}

/// Directories vanish under load; reads go on; they come back empty, vanish again half filled, and are filled.
async fn lose_and_refill(
    api: &Api,
    spread: &Spread,
    site: &Site,
    gone: &[&str],
    crew: Crew,
    dice: &mut Dice,
    tally: &mut Tally,
) -> anyhow::Result<Crew> {
    let shift = crew.start(api);
    tokio::time::sleep(Duration::from_millis(dice.between(300, 1500))).await;
    if !spread.writes_go_on {
        shift.be_lenient();
    }
    for zone in gone {
        vanish(&site.target(zone))?;
    }
    let mut crew = work_on(shift, Duration::from_secs(2)).await?;
    crew.check_offences(tally);
    crew.check_bytes(api, tally).await?;
    for zone in gone {
        std::fs::create_dir(site.target(zone))?;
    }
    // In the middle of the repair.
    tokio::time::sleep(Duration::from_millis(dice.between(0, 1500))).await;
    let again = site.target(gone[0]);
    vanish(&again)?;
    crew.check_bytes(api, tally).await?;
    std::fs::create_dir_all(&again)?;
    tally.judge("redundancy comes back by itself", crew.healthy(api).await);
    crew.check(api, dice, tally).await?;
    Ok(crew)
}

async fn work_on(shift: Shift, time: Duration) -> anyhow::Result<Crew> {
    tokio::time::sleep(time).await;
    shift.call_off();
    shift.finish().await
}

/// A directory is gone at once, as a pulled disk is.
fn vanish(path: &Path) -> anyhow::Result<()> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".vanished");
    std::fs::rename(path, &aside).with_context(|| format!("cannot take {} away", path.display()))?;
    std::fs::remove_dir_all(&aside)?;
    Ok(())
}

/// A slow reader keeps its download while directories vanish in the middle of it.
async fn download_through_a_loss(
    api: &Api,
    site: &Site,
    spread: &Spread,
    crew: &Crew,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let recipe = Recipe {
        seed: 99,
        length: 96 << 20,
    };
    let entry = api.put("/shared/slow.bin", recipe.bytes()).await?;
    crew.healthy(api).await.map_err(anyhow::Error::msg)?;
    let address = format!("/api/files/{}", entry.id);
    let mut answer = api.request(reqwest::Method::GET, &address).send().await?;
    let mut received = Vec::new();
    let mut lost = false;
    while let Some(piece) = answer.chunk().await? {
        received.extend_from_slice(&piece);
        if received.len() > 8 << 20 && !lost {
            for zone in &spread.zones[..spread.may_miss] {
                vanish(&site.target(zone))?;
            }
            lost = true;
        }
    }
    tally.claim(
        "a download goes on through a loss",
        harness::Print::of(&received) == recipe.print(),
    );
    for zone in &spread.zones[..spread.may_miss] {
        std::fs::create_dir(site.target(zone))?;
    }
    tally.judge("redundancy comes back after the download", crew.healthy(api).await);
    api.delete(&entry.id, true).await?;
    Ok(())
}

/// More is gone than the class can bear: a clear no in time; when it returns, so does everything.
async fn beyond_the_limit(
    api: &Api,
    site: &Site,
    spread: &Spread,
    crew: &Crew,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    // One copy is enough to read, so all copies must go; of k+m pieces one more than m.
    let missing = if spread.writes_go_on {
        spread.zones.len()
    } else {
        spread.may_miss + 1
    };
    let gone = &spread.zones[..missing];
    let entry = api
        .put(
            "/shared/unlucky.bin",
            Recipe {
                seed: 5,
                length: 3 << 20,
            }
            .bytes(),
        )
        .await?;
    crew.healthy(api).await.map_err(anyhow::Error::msg)?;
    for zone in gone {
        std::fs::rename(site.target(zone), site.beside(zone))?;
    }
    let begun = Instant::now();
    let answer = api.fetch(&format!("/api/files/{}", entry.id)).await;
    let in_time = begun.elapsed() < CLEAR_NO;
    tally.judge(
        "beyond the limit a read is DATA_UNAVAILABLE",
        expect(answer, "DATA_UNAVAILABLE"),
    );
    tally.claim(
        format!("the no came within {CLEAR_NO:?}: {:?}", begun.elapsed()),
        in_time,
    );
    let refused = api
        .put(
            "/shared/refused.bin",
            Recipe {
                seed: 6,
                length: 100_000,
            }
            .bytes(),
        )
        .await;
    tally.judge(
        "beyond the limit a write is STORAGE_UNAVAILABLE",
        expect(refused, "STORAGE_UNAVAILABLE"),
    );
    for zone in gone {
        // The server may have made an empty place for it meanwhile; what returns is the old disk.
        let _ = std::fs::remove_dir_all(site.target(zone));
        std::fs::rename(site.beside(zone), site.target(zone))?;
    }
    let back = wait_until(Duration::from_secs(60), "the file", || async {
        api.fetch(&format!("/api/files/{}", entry.id)).await.map(Some)
    });
    tally.claim(
        "what returns is read again",
        back.await?
            == Recipe {
                seed: 5,
                length: 3 << 20,
            }
            .print(),
    );
    crew.check_bytes(api, tally).await?;
    api.delete(&entry.id, true).await?;
    Ok(())
}

fn expect<T>(answer: Result<T, Failure>, code: &str) -> Result<(), String> {
    match answer {
        Ok(_) => Err("it succeeded".into()),
        Err(failure) if failure.is(code) => Ok(()),
        Err(failure) => Err(failure.to_string()),
    }
}

/// All directories are lost for ever; the backup fills new ones.
async fn backup_recovers(options: &Options, site: &mut Site, tally: &mut Tally) -> anyhow::Result<()> {
    let mut dice = Dice::new(options.seed);
    let api = site.start().await?;
    let crew = Crew::new(&api, options.workers, options.sizes(), &mut dice).await?;
    let mut crew = work_on(crew.start(&api), Duration::from_secs(3)).await?;
    crew.check(&api, &mut dice, tally).await?;
    backup_is_complete(&api).await?;
    for zone in REPLICATED.zones {
        vanish(&site.target(zone))?;
    }
    crew.check_bytes(&api, tally).await?;
    tally.tell("everything was read from the backup alone");
    for zone in REPLICATED.zones {
        std::fs::create_dir(site.target(zone))?;
    }
    tally.judge("the directories are filled from the backup", crew.healthy(&api).await);
    std::fs::rename(site.beside("backup"), site.beside("backup.away"))?;
    crew.check_bytes(&api, tally).await?;
    std::fs::rename(site.beside("backup.away"), site.beside("backup"))?;
    tally.judge("the backup is taken back", crew.healthy(&api).await);
    crew.check(&api, &mut dice, tally).await?;
    ensure!(crew.acknowledged() > 0, "nothing was tried");
    Ok(())
}

/// Waits until every segment of every file has a healthy shard on a backup target.
async fn backup_is_complete(api: &Api) -> anyhow::Result<()> {
    let folders = ["a", "b", "c"];
    wait_until(REPAIR, "a complete backup", || async {
        for home in api.list("/").await? {
            for folder in folders.map(|folder| format!("{}/{folder}", home.path)) {
                let files = api.list(&folder).await.unwrap_or_default();
                for file in files.iter().filter(|file| file.size > 0) {
                    let placement = api.placement(&file.id).await?;
                    let backed = placement.segments.iter().all(|segment| {
                        segment
                            .shards
                            .iter()
                            .any(|shard| shard.role == "backup" && shard.state == "healthy")
                    });
                    if !backed {
                        return Ok(None);
                    }
                }
            }
        }
        Ok(Some(()))
    })
    .await
}
