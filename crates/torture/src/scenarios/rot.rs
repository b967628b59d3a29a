//! Stored shards change by themselves: flipped bits, cut ends, swapped places.
//!
//! Damage comes in batches, each within what the class can bear. After each batch people read everything, a scrub finds
//! what is wrong, repair mends it, and only then comes the next batch. At the end every combination of directories that
//! must suffice has to serve everything, so a shard that was mended wrongly or not at all is found.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use harness::{Api, Dice};

use crate::crew::Crew;
use crate::options::Options;
use crate::site::{Site, wait_until};
use crate::tally::Tally;

/// Damages per batch.
const BATCH: u64 = 50;
/// A scrub and its repairs must be done within this.
const PATIENCE: Duration = Duration::from_secs(300);

/// Where shards lie and how many directories may be damaged at once.
struct Layout {
    name: &'static str,
    zones: &'static [&'static str],
    damaged_at_once: usize,
    environment: &'static [(&'static str, &'static str)],
}

const LAYOUTS: [Layout; 2] = [
    Layout {
        name: "rot, replicated",
        zones: &["us-east", "eu-west", "asia"],
        damaged_at_once: 2,
        environment: &[("LYCEUM_ZONES", "us-east,eu-west,asia")],
    },
    Layout {
        name: "rot, coded 4+2",
        zones: &["one", "two", "three", "four", "five", "six"],
        damaged_at_once: 2,
        environment: &[
            ("LYCEUM_ZONES", "one,two,three,four,five,six"),
            ("LYCEUM_STORAGE_CLASS", "coded"),
            ("LYCEUM_CODED_K", "4"),
            ("LYCEUM_CODED_M", "2"),
        ],
    },
];

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Tally>> {
    let mut tallies = Vec::new();
    for layout in &LAYOUTS {
        let mut tally = Tally::new(layout.name);
        let site = Site::prepare(options, "rot", None)?;
        let mut site = layout
            .environment
            .iter()
            .fold(site, |site, (name, value)| site.with(name, *value));
        if let Err(error) = rotting(options, layout, &mut site, &mut tally).await {
            tally.judge("the scenario runs to its end", Err(format!("{error:#}")));
        }
        if !tally.clean() {
            site.keep();
        }
        tallies.push(tally);
    }
    Ok(tallies)
}

async fn rotting(options: &Options, layout: &Layout, site: &mut Site, tally: &mut Tally) -> anyhow::Result<()> {
    let mut dice = Dice::new(options.seed);
    let api = site.start().await?;
    let crew = Crew::new(&api, options.workers, options.sizes(), &mut dice).await?;
    let shift = crew.start(&api);
    tokio::time::sleep(Duration::from_secs(if options.short { 3 } else { 8 })).await;
    shift.call_off();
    let mut crew = shift.finish().await?;
    crew.check(&api, &mut dice, tally).await?;
    // Half of the damage is for each layout.
    let batches = (options.damages() / 2).div_ceil(BATCH);
    for batch in 0..batches {
        one_batch(&api, layout, site, &crew, batch, &mut dice, tally).await?;
        if !tally.clean() {
            tally.tell(format!("stopped in batch {batch} with seed {}", options.seed));
            return Ok(());
        }
    }
    tally.tell(format!(
        "{} damages mended, {} steps acknowledged",
        batches * BATCH,
        crew.acknowledged()
    ));
    every_sufficient_part(&api, layout, site, &crew, tally).await?;
    crew.check(&api, &mut dice, tally).await?;
    site.stop()?;
    tally.judge(
        "no orphan, nothing missing, nothing corrupt, exact allowances",
        site.verify()?,
    );
    crew.ensure_busy()
}

async fn one_batch(
    api: &Api,
    layout: &Layout,
    site: &Site,
    crew: &Crew,
    batch: u64,
    dice: &mut Dice,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let mut zones = layout.zones.to_vec();
    dice.shuffle(&mut zones);
    let targets: Vec<PathBuf> = zones[..layout.damaged_at_once]
        .iter()
        .map(|zone| site.target(zone))
        .collect();
    let used = crew.shards(api).await?;
    let damaged = damage(&targets, dice)?;
    let certain: BTreeSet<String> = damaged.intersection(&used).cloned().collect();
    // Readers meet the damage before the scrub does in every other batch.
    let readers_first = batch % 2 == 1;
    if readers_first {
        crew.check_bytes(api, tally).await?;
    }
    scrub(api).await?;
    let found = found_bad(api).await?;
    if !readers_first {
        let certain = certain.len() as u64;
        tally.claim(
            format!("the scrub found {found} bad shards, at least {certain} are damaged"),
            found >= certain,
        );
    }
    mended(api).await?;
    let still = crew.shards(api).await?;
    for shard in certain.iter().filter(|shard| still.contains(*shard)) {
        tally.judge("what was damaged is made anew", Err(format!("{shard} is still in use")));
    }
    crew.check_bytes(api, tally).await
}

/// Damages stored shards [`BATCH`] times; answers the ids of the shards in files of their own that were damaged.
fn damage(targets: &[PathBuf], dice: &mut Dice) -> anyhow::Result<BTreeSet<String>> {
    let mut shards = BTreeSet::new();
    for number in 0..BATCH {
        let target = &targets[usize::try_from(number)? % targets.len()];
        let (large, packs): (Vec<_>, Vec<_>) = stored_files(target)?.into_iter().partition(|file| is_shard(file));
        // A pack holds very many shards: by their number alone the packs would hardly ever be hit.
        let files = if packs.is_empty() || (dice.chance(70) && !large.is_empty()) {
            &large
        } else {
            &packs
        };
        let file = dice
            .pick(files)
            .with_context(|| format!("nothing is stored in {}", target.display()))?;
        let other = dice.pick(&large).filter(|other| *other != file);
        match (dice.below(100), other) {
            (0..20, Some(other)) => {
                swap(file, other, dice)?;
                shards.extend(shard_id(other));
            }
            (20..40, _) => {
                let length = std::fs::metadata(file)?.len();
                OpenOptions::new()
                    .write(true)
                    .open(file)?
                    .set_len(dice.below(length.max(1)))?;
            }
            _ => flip(file, dice)?,
        }
        shards.extend(shard_id(file));
    }
    Ok(shards)
}

/// The id of a shard in a file of its own is the file's name.
fn shard_id(path: &Path) -> Option<String> {
    let stem = path.file_stem().filter(|_| is_shard(path))?;
    Some(stem.to_string_lossy().into_owned())
}

fn is_shard(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "shard")
}

/// The files with shards in them: single ones and packs, not the papers of the directory itself.
fn stored_files(target: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![target.to_owned()];
    while let Some(folder) = folders.pop() {
        for item in std::fs::read_dir(&folder)? {
            let item = item?;
            if item.file_type()?.is_dir() {
                folders.push(item.path());
            } else if folder != *target && item.metadata()?.len() > 0 {
                files.push(item.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// One bit, somewhere.
fn flip(path: &Path, dice: &mut Dice) -> anyhow::Result<()> {
    let file = open(path)?;
    let length = file.metadata()?.len();
    if length == 0 {
        return Ok(());
    }
    let at = dice.below(length);
    let mut byte = [0];
    file.read_exact_at(&mut byte, at)?;
    byte[0] ^= 1 << dice.below(8);
    file.write_all_at(&byte, at)?;
    Ok(())
}

/// Two whole shards change names, or a piece of one file takes the place of a piece of another.
fn swap(one: &Path, other: &Path, dice: &mut Dice) -> anyhow::Result<()> {
    if is_shard(one) && is_shard(other) {
        let aside = one.with_extension("swapping");
        std::fs::rename(one, &aside)?;
        std::fs::rename(other, one)?;
        std::fs::rename(&aside, other)?;
        return Ok(());
    }
    let (one, other) = (open(one)?, open(other)?);
    let length = 512.min(one.metadata()?.len()).min(other.metadata()?.len());
    let place = |file: &File, dice: &mut Dice| anyhow::Ok(dice.below(file.metadata()?.len() - length + 1));
    let (here, there) = (place(&one, dice)?, place(&other, dice)?);
    let (mut first, mut second) = (vec![0; usize::try_from(length)?], vec![0; usize::try_from(length)?]);
    one.read_exact_at(&mut first, here)?;
    other.read_exact_at(&mut second, there)?;
    one.write_all_at(&second, here)?;
    other.write_all_at(&first, there)?;
    Ok(())
}

fn open(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().read(true).write(true).open(path);
    file.with_context(|| format!("cannot open {}", path.display()))
}

/// How many bad shards the last scrub found.
async fn found_bad(api: &Api) -> anyhow::Result<u64> {
    let scrub = api.health().await?.scrub;
    scrub
        .get("found_bad")
        .and_then(serde_json::Value::as_u64)
        .context("the health tells no found_bad")
}

/// A whole scrub, from its start to its end.
async fn scrub(api: &Api) -> anyhow::Result<()> {
    let job = api.begin("/api/storage/scrub").await?;
    wait_until(PATIENCE, "the end of a scrub", || async {
        let job = api.job(&job.id).await?;
        Ok(matches!(job.state.as_str(), "done" | "failed").then_some(()))
    })
    .await
}

async fn mended(api: &Api) -> anyhow::Result<()> {
    wait_until(PATIENCE, "the end of the repairs", || async {
        let repairs = api.health().await?.repairs;
        Ok((repairs.waiting + repairs.running == 0).then_some(()))
    })
    .await
}

/// Takes directories away, as many as may be missing, each in turn: the others must serve everything.
async fn every_sufficient_part(
    api: &Api,
    layout: &Layout,
    site: &Site,
    crew: &Crew,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    for first in 0..layout.zones.len() {
        let away: Vec<&str> = (0..2)
            .map(|step| layout.zones[(first + step) % layout.zones.len()])
            .collect();
        for zone in &away {
            std::fs::rename(site.target(zone), site.beside(zone))?;
        }
        crew.check_bytes(api, tally).await?;
        for zone in &away {
            let _ = std::fs::remove_dir_all(site.target(zone));
            std::fs::rename(site.beside(zone), site.target(zone))?;
        }
        wait_until(PATIENCE, "all targets", || async {
            let nodes = api.nodes().await?;
            Ok(nodes.iter().all(|node| node.state == "online").then_some(()))
        })
        .await?;
        mended(api).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use harness::Dice;

    use super::{damage, flip, stored_files, swap};

    #[test]
    fn one_bit_is_flipped() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, [0; 1000]).unwrap();
        flip(&file, &mut Dice::new(1)).unwrap();
        let ones: u32 = std::fs::read(&file).unwrap().iter().map(|byte| byte.count_ones()).sum();
        assert_eq!(ones, 1);
    }

    #[test]
    fn whole_shards_change_places() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["a.shard", "b.shard"].map(|name| folder.path().join(name));
        std::fs::write(&one, "one").unwrap();
        std::fs::write(&other, "other").unwrap();
        swap(&one, &other, &mut Dice::new(1)).unwrap();
        assert_eq!(std::fs::read_to_string(&one).unwrap(), "other");
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "one");
    }

    #[test]
    fn damage_spares_the_papers_of_the_directory() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("large")).unwrap();
        std::fs::write(folder.path().join("identity.json"), "{}").unwrap();
        for number in 0..20 {
            std::fs::write(folder.path().join(format!("large/{number}.shard")), vec![number; 5000]).unwrap();
        }
        let target = folder.path().to_owned();
        let damaged = damage(std::slice::from_ref(&target), &mut Dice::new(1)).unwrap();
        assert!(damaged.len() > 10);
        assert!(stored_files(&target).unwrap().len() >= 19);
        assert_eq!(
            std::fs::read_to_string(folder.path().join("identity.json")).unwrap(),
            "{}"
        );
    }
}
