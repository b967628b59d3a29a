//! A database file that is no database any more must not be replaced by an empty one.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use harness::Dice;

use super::{Claims, refuses_to_start, used};
use crate::options::Options;
use crate::site::Site;

const WORDS: [&str; 3] = ["database", "sqlite", "malformed"];

pub(super) async fn corrupt(options: &Options) -> anyhow::Result<Claims> {
    let mut claims = Claims::default();
    let mut dice = Dice::new(options.seed);
    let mut site = Site::prepare(options, "database", None)?;
    let (_, mut crew) = used(&mut site, options, &mut dice).await?;
    site.stop()?;
    let file = find(site.settings.data())?;
    let saved = save(&file)?;
    let good = std::fs::read(&file)?;
    for (how, bad) in [
        ("an overwritten header", overwritten(&good)),
        ("a cut end", good[..good.len() / 2].to_vec()),
    ] {
        // The journal goes, too: it could hold the pages that are damaged here.
        restore(&file, &[])?;
        std::fs::write(&file, &bad)?;
        let claim = format!("the server says that the database is damaged ({how})");
        claims.judge(claim, refuses_to_start(&site.settings, &WORDS)?);
        let now = std::fs::read(&file)?;
        let kept = now.len() == bad.len() && now.iter().zip(&bad).filter(|(one, other)| one != other).count() < 4096;
        claims.judge(
            "the damaged file is left as it is",
            if kept { Ok(()) } else { Err("it was changed".into()) },
        );
        restore(&file, &saved)?;
    }
    let api = site.start().await?;
    claims
        .drive(
            "everything is there when the database is back",
            &mut crew,
            &api,
            &mut dice,
        )
        .await?;
    Ok(claims)
}

fn overwritten(good: &[u8]) -> Vec<u8> {
    let mut bad = good.to_vec();
    let header = bad.len().min(4096);
    bad[..header].fill(0xA5);
    bad
}

/// The database and its journals, as bytes.
fn save(file: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
    let present = parts(file).into_iter().filter(|part| part.is_file());
    present.map(|part| Ok((part.clone(), std::fs::read(&part)?))).collect()
}

/// Puts back what was saved, and nothing else.
fn restore(file: &Path, saved: &[(PathBuf, Vec<u8>)]) -> anyhow::Result<()> {
    for part in parts(file).iter().filter(|part| part.is_file()) {
        std::fs::remove_file(part)?;
    }
    for (part, bytes) in saved {
        std::fs::write(part, bytes)?;
    }
    Ok(())
}

fn parts(file: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|suffix| {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    })
}

fn find(data: &Path) -> anyhow::Result<PathBuf> {
    for item in std::fs::read_dir(data)? {
        let path = item?.path();
        if path.is_file() && std::fs::read(&path)?.starts_with(b"SQLite format 3\0") {
            return Ok(path);
        }
    }
    None.context("no SQLite file in the data folder")
}
