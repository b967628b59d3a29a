//! Full disks, read-only directories, missing and wrong keys, a damaged database, a clock that jumps back.
//!
//! Each trouble must be told in a sentence that helps, must damage nothing, and must be over when it is mended.

mod clock;
mod database;
mod disks;
mod keys;

use std::time::Duration;

use harness::{Api, Dice, Settings};

use crate::crew::{Crew, Sizes};
use crate::mounts::obstacle;
use crate::options::Options;
use crate::site::Site;
use crate::tally::Tally;

/// A server that cannot start must say so within this.
const REFUSAL: Duration = Duration::from_secs(20);

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Tally>> {
    let mut tallies = vec![
        judged("missing root key", keys::missing(options)).await,
        judged("wrong root key", keys::wrong(options)).await,
        judged("corrupt database", database::corrupt(options)).await,
        clock::run(options).await,
    ];
    let mounting = ["disk full", "one directory full", "read-only directory"];
    if let Some(obstacle) = obstacle() {
        tallies.extend(mounting.map(|name| Tally::new(name).skip(obstacle)));
        return Ok(tallies);
    }
    tallies.push(judged(mounting[0], disks::all_full(options)).await);
    tallies.push(judged(mounting[1], disks::one_full(options)).await);
    tallies.push(judged(mounting[2], disks::read_only(options)).await);
    Ok(tallies)
}

/// Counts the claims of one trouble; breaking off counts as one that failed.
async fn judged(name: &'static str, trouble: impl Future<Output = anyhow::Result<Claims>>) -> Tally {
    let mut tally = Tally::new(name);
    match trouble.await {
        Ok(claims) => {
            for (claim, result) in claims.0 {
                tally.judge(claim, result);
            }
        }
        Err(error) => {
            tally.judge("the scenario runs to its end", Err(format!("{error:#}")));
        }
    }
    tally
}

/// Claims with what speaks against them.
#[derive(Default)]
struct Claims(Vec<(String, Result<(), String>)>);

impl Claims {
    fn judge(&mut self, claim: impl Into<String>, result: Result<(), String>) {
        self.0.push((claim.into(), result));
    }

    /// Takes over what a check of the drive found.
    async fn drive(&mut self, claim: &str, crew: &mut Crew, api: &Api, dice: &mut Dice) -> anyhow::Result<()> {
        let mut tally = Tally::new("the drive");
        crew.check(api, dice, &mut tally).await?;
        self.judge(claim, if tally.clean() { Ok(()) } else { Err(tally.line()) });
        Ok(())
    }
}

/// A server with a drive that people have worked on for a while.
async fn used(site: &mut Site, options: &Options, dice: &mut Dice) -> anyhow::Result<(Api, Crew)> {
    let api = site.start().await?;
    let crew = Crew::new(&api, options.workers, Sizes::SHORT, dice).await?;
    let crew = work(crew, &api, Duration::from_secs(1)).await?;
    Ok((api, crew))
}

async fn work(crew: Crew, api: &Api, time: Duration) -> anyhow::Result<Crew> {
    let shift = crew.start(api);
    tokio::time::sleep(time).await;
    shift.call_off();
    shift.finish().await
}

/// A server that cannot work must end by itself, soon, with a failure, and say one of the words.
fn refuses_to_start(settings: &Settings, words: &[&str]) -> anyhow::Result<Result<(), String>> {
    let before = std::fs::metadata(settings.log()).map_or(0, |log| log.len());
    let mut process = settings.launch()?;
    let Some(status) = process.wait(REFUSAL)? else {
        process.kill()?;
        return Ok(Err("it goes on running".into()));
    };
    let log = std::fs::read(settings.log())?;
    let said = String::from_utf8_lossy(&log[usize::try_from(before)?..]).to_lowercase();
    if status.success() {
        return Ok(Err(format!("it ended with success, saying: {said}")));
    }
    if said.contains("panicked") {
        return Ok(Err(format!("it panicked: {said}")));
    }
    if !words.iter().any(|word| said.contains(word)) {
        return Ok(Err(format!("it says none of {words:?}: {said}")));
    }
    Ok(Ok(()))
}
