//! Disks that are full or can no longer be written.

use std::time::Duration;

use anyhow::{Context as _, bail};
use harness::{Api, Dice, Failure, Recipe, Scratch};

use super::{Claims, used, work};
use crate::mounts::{Kind, Mount};
use crate::options::Options;
use crate::site::{Site, wait_until};

/// Uploads of this many bytes fill a disk.
const FILLING: u64 = 4 << 20;
/// So many of them must be enough.
const ENOUGH: u64 = 200;
/// How long the server may take to notice that something was mended.
const MENDING: Duration = Duration::from_secs(120);

/// Database and all directories lie on one disk, and that is full.
pub(super) async fn all_full(options: &Options) -> anyhow::Result<Claims> {
    let mut claims = Claims::default();
    let mut dice = Dice::new(options.seed);
    let place = Scratch::under(&options.room, "full")?;
    let point = place.join("mounted");
    let _mount = Mount::image(Kind::Ext4, &place.join("disk.img"), 1200, &point)?;
    // What is deleted frees its room later; this does at once.
    let ballast = point.join("ballast");
    std::fs::write(&ballast, vec![1; 400 << 20])?;
    let mut site = Site::prepare(options, "full", Some(&point.join("data")))?;
    let (api, crew) = used(&mut site, options, &mut dice).await?;
    let (kept, failure) = fill(&api).await?;
    claims.judge("a full disk is told in a sentence", told(&failure));
    let crew_reads = read_back(&api, &kept).await;
    claims.judge("what was stored is read from a full disk", crew_reads);
    site.kill()?;
    std::fs::remove_file(&ballast)?;
    let api = site.start().await?;
    claims.judge(
        "what was stored is there after a kill on a full disk",
        read_back(&api, &kept).await,
    );
    for number in 0..kept.len() {
        let entry = api
            .list("/shared")
            .await?
            .into_iter()
            .find(|entry| entry.name == name(number));
        api.delete(&entry.context("a file that was stored is not listed")?.id, true)
            .await?;
    }
    wait_for_uploads(&api).await.context("uploads after making room")?;
    let mut crew = work(crew, &api, Duration::from_secs(2)).await?;
    delete(&api, "again.bin").await?;
    claims
        .drive("everything works when there is room", &mut crew, &api, &mut dice)
        .await?;
    site.stop()?;
    claims.judge(
        "no orphan, nothing missing, nothing corrupt, exact allowances",
        site.verify()?,
    );
    Ok(claims)
}

/// One of three directories is full: uploads go on with the other two, and it is filled up when it has grown.
pub(super) async fn one_full(options: &Options) -> anyhow::Result<Claims> {
    let mut claims = Claims::default();
    let mut dice = Dice::new(options.seed);
    let mut site = Site::prepare(options, "full", None)?;
    let mount = Mount::memory(64, &site.target("asia"))?;
    let (api, mut crew) = used(&mut site, options, &mut dice).await?;
    for number in 0..24 {
        let recipe = Recipe {
            seed: number,
            length: FILLING,
        };
        let stored = api
            .put(&format!("/shared/{}", name(usize::try_from(number)?)), recipe.bytes())
            .await;
        let stored = stored.map(|_| ()).map_err(|failure| failure.to_string());
        claims.judge(format!("upload {number} goes on while one directory is full"), stored);
    }
    let state = api
        .nodes()
        .await?
        .into_iter()
        .find(|node| node.name == "asia")
        .context("asia is not listed")?;
    let full = matches!(state.state.as_str(), "full" | "suspended" | "read_only");
    claims.judge(
        "the full directory is shown as such",
        full.then_some(()).ok_or(format!("it is {}", state.state)),
    );
    mount.remount("size=1024m")?;
    claims.judge("it is filled up when it has grown", crew.healthy(&api).await);
    for number in 0..24 {
        delete(&api, &name(number)).await?;
    }
    claims.drive("nothing was damaged", &mut crew, &api, &mut dice).await?;
    site.stop()?;
    claims.judge(
        "no orphan, nothing missing, nothing corrupt, exact allowances",
        site.verify()?,
    );
    Ok(claims)
}

/// One of three directories cannot be written any more.
pub(super) async fn read_only(options: &Options) -> anyhow::Result<Claims> {
    let mut claims = Claims::default();
    let mut dice = Dice::new(options.seed);
    let mut site = Site::prepare(options, "read-only", None)?;
    std::fs::create_dir_all(site.target("asia"))?;
    let mount = Mount::bind(&site.target("asia"))?;
    let (api, crew) = used(&mut site, options, &mut dice).await?;
    // Open files keep such a mount writable; a stopped server has none.
    site.stop()?;
    mount.remount("bind,ro")?;
    let started = site.start().await;
    claims.judge(
        "the server starts with one read-only directory",
        started.as_ref().map(drop).map_err(|error| format!("{error:#}")),
    );
    let api = started.unwrap_or(api);
    let mut crew = work(crew, &api, Duration::from_secs(2)).await?;
    let node = api
        .nodes()
        .await?
        .into_iter()
        .find(|node| node.name == "asia")
        .context("asia is not listed")?;
    let shown = node.state != "online" && node.message.is_some();
    claims.judge(
        "it is shown with a message",
        shown.then_some(()).ok_or(format!("{} {:?}", node.state, node.message)),
    );
    claims.drive("work goes on", &mut crew, &api, &mut dice).await?;
    mount.remount("bind,rw")?;
    claims.judge("it is filled up when it can be written", crew.healthy(&api).await);
    claims.drive("nothing was damaged", &mut crew, &api, &mut dice).await?;
    site.stop()?;
    claims.judge(
        "no orphan, nothing missing, nothing corrupt, exact allowances",
        site.verify()?,
    );
    Ok(claims)
}

fn name(number: usize) -> String {
    format!("filling{number}.bin")
}

/// Uploads until the server refuses; answers what it took and how it refused.
async fn fill(api: &Api) -> anyhow::Result<(Vec<Recipe>, Failure)> {
    let mut kept = Vec::new();
    for number in 0..ENOUGH {
        let recipe = Recipe {
            seed: number,
            length: FILLING,
        };
        match api.put(&format!("/shared/{}", name(kept.len())), recipe.bytes()).await {
            Ok(_) => kept.push(recipe),
            Err(failure) => return Ok((kept, failure)),
        }
    }
    bail!("{ENOUGH} uploads did not fill the disk")
}

/// A refusal with a sentence that says what the matter is.
fn told(failure: &Failure) -> Result<(), String> {
    match failure {
        Failure::Refused { code, detail, .. } if code == "STORAGE_UNAVAILABLE" && detail.len() > 20 => Ok(()),
        other => Err(other.to_string()),
    }
}

async fn read_back(api: &Api, kept: &[Recipe]) -> Result<(), String> {
    for (number, recipe) in kept.iter().enumerate() {
        let print = api
            .get(&format!("/shared/{}", name(number)))
            .await
            .map_err(|failure| failure.to_string())?;
        if print != recipe.print() {
            return Err(format!("{} came back as {print:?}", name(number)));
        }
    }
    Ok(())
}

async fn wait_for_uploads(api: &Api) -> anyhow::Result<()> {
    let bytes = Recipe {
        seed: 1,
        length: FILLING,
    }
    .bytes();
    wait_until(MENDING, "an upload", || async {
        api.put("/shared/again.bin", bytes.clone()).await.map(|_| Some(()))
    })
    .await
}

async fn delete(api: &Api, name: &str) -> anyhow::Result<()> {
    if let Some(entry) = api.list("/shared").await?.into_iter().find(|entry| entry.name == name) {
        api.delete(&entry.id, true).await?;
    }
    Ok(())
}
