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
    let good = std::fs::read(&file)?;
    for (how, bad) in [
        ("an overwritten header", overwritten(&good)),
        ("a cut end", good[..good.len() / 2].to_vec()),
    ] {
        std::fs::write(&file, &bad)?;
        claims.judge(
            format!("the server says that the database is damaged ({how})"),
            refuses_to_start(&site.settings, &WORDS)?,
        );
        let now = std::fs::read(&file)?;
        let kept = now.len() == bad.len() && now.iter().zip(&bad).filter(|(one, other)| one != other).count() < 4096;
        claims.judge(
            "the damaged file is left as it is",
            if kept { Ok(()) } else { Err("it was changed".into()) },
        );
        restore(&file, &good)?;
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

/// Puts the good file back, without the journals of the bad one.
fn restore(file: &Path, good: &[u8]) -> anyhow::Result<()> {
    for suffix in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        let _ = std::fs::remove_file(name);
    }
    std::fs::write(file, good)?;
    Ok(())
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
