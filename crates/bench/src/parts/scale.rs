//! Does a drive with very many files answer as fast as one with few?

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use futures::StreamExt as _;
use harness::{Api, Dice, Scratch, Settings};
use reqwest::Method;

use crate::options::Options;
use crate::report::{Bound, Section};
use crate::samples::Samples;
use crate::tools;

/// Files in each folder.
const FOLDER: usize = 1000;
/// Files of the small tree.
const SMALL: usize = 10_000;
/// Requests of one kind per round.
const REQUESTS: u64 = 300;

/// Milliseconds per request.
#[derive(Default)]
struct Figures {
    list: Samples,
    open: Samples,
}

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Section>> {
    let data = Scratch::under(&options.room, "bench-scale")?;
    let settings = Settings::new(&tools::lyceum()?, &data.join("data"), &data.join("log")).with("LYCEUM_LOG", "warn");
    let server = settings.start(Duration::from_secs(30))?;
    let api = Api::register(server.base(), "bench@example.org").await?;
    let pattern = first_folder(&api).await?;
    grow(&api, &pattern, 1, SMALL / FOLDER).await?;
    let few = measure(&api, SMALL / FOLDER, options.rounds).await?;
    grow(&api, &pattern, SMALL / FOLDER, options.large / FOLDER).await?;
    let many = measure(&api, options.large / FOLDER, options.rounds).await?;
    Ok(vec![section(options, &few, &many)])
}

fn section(options: &Options, few: &Figures, many: &Figures) -> Section {
    let mut section = Section::new(
        "Many files",
        "ms per request",
        format!(
            "Folders of {FOLDER} files of 4 KiB: the first is uploaded, the others are its copies by reference, made through \
             the API. One client asks for the first page (200 entries) of random folders and opens random files, \
             {REQUESTS} times per round, at {SMALL} and then at {} files of the same account.",
            options.large
        ),
    );
    section.row(format!("list a folder, {SMALL} files"), few.list.clone());
    section.row(format!("list a folder, {} files", options.large), many.list.clone());
    section.row(format!("open a file, {SMALL} files"), few.open.clone());
    section.row(format!("open a file, {} files", options.large), many.open.clone());
    section.target(
        "listing, many ÷ few files",
        Bound::AtMost,
        1.5,
        many.list.ratio(&few.list),
    );
    section.target(
        "opening, many ÷ few files",
        Bound::AtMost,
        1.5,
        many.open.ratio(&few.open),
    );
    section
}

fn folder_name(number: usize) -> String {
    format!("folder{number:05}")
}

/// Uploads the folder that all others copy; answers its id.
async fn first_folder(api: &Api) -> anyhow::Result<String> {
    let uploads = (0..FOLDER).map(|file| async move {
        let bytes = Bytes::from(vec![(file % 251) as u8; 4096]);
        api.put(&format!("/{}/{file:04}.bin", folder_name(0)), bytes).await
    });
    let mut uploads = futures::stream::iter(uploads).buffer_unordered(16);
    while let Some(done) = uploads.next().await {
        done?;
    }
    let top = api.list("/").await?;
    let made = top.into_iter().find(|entry| entry.name == folder_name(0));
    Ok(made.context("the first folder is not listed")?.id)
}

async fn grow(api: &Api, pattern: &str, from: usize, to: usize) -> anyhow::Result<()> {
    let copies = (from..to).map(|number| async move { api.copy(pattern, None, &folder_name(number)).await });
    let mut copies = futures::stream::iter(copies).buffer_unordered(2);
    let mut done = from;
    while let Some(copy) = copies.next().await {
        copy.with_context(|| format!("copy {done} of a folder"))?;
        done += 1;
        if done.is_multiple_of(100) {
            eprintln!("{} files", done * FOLDER);
        }
    }
    Ok(())
}

async fn measure(api: &Api, folders: usize, rounds: usize) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    let mut dice = Dice::new(1);
    // Warm connections and caches alike before either size is measured.
    one_round(api, folders, &mut dice).await?;
    for _ in 0..rounds {
        let (list, open) = one_round(api, folders, &mut dice).await?;
        figures.list.add(list);
        figures.open.add(open);
    }
    Ok(figures)
}

async fn one_round(api: &Api, folders: usize, dice: &mut Dice) -> anyhow::Result<(f64, f64)> {
    let mut list = Duration::ZERO;
    let mut open = Duration::ZERO;
    for _ in 0..REQUESTS {
        let folder = folder_name(usize::try_from(dice.below(folders as u64))?);
        let begun = Instant::now();
        let request = api.request(Method::GET, &format!("/api/files?folder=/{folder}&limit=200"));
        let page: serde_json::Value = api.json(request).await?;
        list += begun.elapsed();
        let items = page.get("items").and_then(|items| items.as_array()).map_or(0, Vec::len);
        ensure!(items == 200, "a page of {items} entries");
        let begun = Instant::now();
        let print = api
            .get(&format!("/{folder}/{:04}.bin", dice.below(FOLDER as u64)))
            .await?;
        open += begun.elapsed();
        ensure!(print.length == 4096, "a file of {} bytes", print.length);
    }
    let each = |sum: Duration| sum.as_secs_f64() * 1000.0 / REQUESTS as f64;
    Ok((each(list), each(open)))
}
