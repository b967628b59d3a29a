//! Real input: a whole folder of somebody's files and one file larger than any memory, in through the web API and back,
//! byte for byte. On SQLite, and on PostgreSQL where `LYCEUM_TEST_POSTGRES_URL` names one.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use harness::{Api, Print, Recipe};
use reqwest::{Body, Method};

use crate::options::Options;
use crate::site::Site;
use crate::tally::Tally;

/// Requests at a time, as a busy browser with a few tabs sends them.
const AT_ONCE: usize = 16;
/// The large file travels in pieces of this many bytes.
const PIECE: u64 = 4 << 20;
/// The tests' PostgreSQL, set by `scripts/with-postgres`.
const POSTGRES: &str = "LYCEUM_TEST_POSTGRES_URL";

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Tally>> {
    let Some(folder) = &options.folder else {
        return Ok(vec![Tally::new("real").skip("name a folder of files with --folder")]);
    };
    let mut tallies = vec![on(options, folder, "real, SQLite", None).await?];
    tallies.push(match std::env::var(POSTGRES) {
        Ok(url) => on(options, folder, "real, PostgreSQL", Some(url)).await?,
        Err(_) => Tally::new("real, PostgreSQL").skip("run it through scripts/with-postgres"),
    });
    Ok(tallies)
}

async fn on(options: &Options, folder: &Path, name: &'static str, database: Option<String>) -> anyhow::Result<Tally> {
    let mut tally = Tally::new(name);
    let mut site = Site::prepare(options, "real", None)?.with("LYCEUM_DEFAULT_ALLOWANCE", "1 TiB");
    if let Some(url) = database {
        site = site.with("LYCEUM_DATABASE_URL", url);
    }
    if let Err(error) = there_and_back(options, folder, &mut site, &mut tally).await {
        tally.judge("the scenario runs to its end", Err(format!("{error:#}")));
    }
    Ok(tally)
}

async fn there_and_back(options: &Options, folder: &Path, site: &mut Site, tally: &mut Tally) -> anyhow::Result<()> {
    let api = site.start().await?;
    let files = files_under(folder)?;
    let folder_bytes = small_files(&api, folder, &files, tally).await?;
    let large = Recipe {
        seed: options.seed,
        length: options.large_mib << 20,
    };
    large_file(&api, large, tally).await?;
    let used = api.usage().await?.used;
    tally.claim("the allowance counts every byte", used == folder_bytes + large.length);
    site.stop()?;
    tally.judge(
        "no orphan, nothing missing, nothing corrupt, exact allowances",
        site.verify()?,
    );
    Ok(())
}

/// Every file goes in, then every file comes back; answers how many bytes they are.
async fn small_files(api: &Api, folder: &Path, files: &[PathBuf], tally: &mut Tally) -> anyhow::Result<u64> {
    let begun = Instant::now();
    let sent: Vec<(String, Print)> = stream::iter(files.iter().cloned().map(|file| send(api, folder, file)))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let (took, bytes) = (begun.elapsed(), sent.iter().map(|(_, print)| print.length).sum::<u64>());
    tally.tell(format!(
        "{} files, {} MiB, went in within {:.1} s",
        sent.len(),
        bytes >> 20,
        took.as_secs_f64()
    ));
    let begun = Instant::now();
    let came_back: Vec<bool> =
        stream::iter(sent.iter().map(|(path, print)| async move {
            anyhow::Ok(api.get(path).await.with_context(|| path.clone())? == *print)
        }))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    tally.tell(format!(
        "all of them came back within {:.1} s",
        begun.elapsed().as_secs_f64()
    ));
    let exact = came_back.iter().filter(|same| **same).count();
    tally.claim(
        format!("{exact} of {} files are the same, byte for byte", files.len()),
        exact == files.len(),
    );
    Ok(bytes)
}

async fn send(api: &Api, folder: &Path, file: PathBuf) -> anyhow::Result<(String, Print)> {
    let within = file
        .strip_prefix(folder)?
        .to_str()
        .context("a file's name is not Unicode")?;
    let path = format!("/real/{within}");
    let bytes = tokio::fs::read(&file).await?;
    let print = Print::of(&bytes);
    let entry = api.put(&path, bytes.into()).await.with_context(|| path.clone())?;
    anyhow::ensure!(entry.print() == Some(print), "the server tells another hash of {path}");
    Ok((path, print))
}

async fn large_file(api: &Api, recipe: Recipe, tally: &mut Tally) -> anyhow::Result<()> {
    let pieces = (0..recipe.length.div_ceil(PIECE)).map(move |number| recipe.range(number * PIECE, PIECE));
    let body = Body::wrap_stream(stream::iter(pieces.map(Ok::<_, std::io::Error>)));
    let begun = Instant::now();
    let request = api
        .request(Method::PUT, "/api/files/content?path=/large.bin")
        .body(body);
    let entry: harness::Entry = api.json(request).await?;
    tally.tell(format!(
        "{} MiB went in within {:.1} s",
        recipe.length >> 20,
        begun.elapsed().as_secs_f64()
    ));
    let begun = Instant::now();
    let read = api.get("/large.bin").await?;
    tally.tell(format!("it came back within {:.1} s", begun.elapsed().as_secs_f64()));
    let sent = print_of(recipe);
    tally.claim(
        "the server tells the hash of what was sent",
        entry.print() == Some(sent),
    );
    tally.claim("the large file is the same, byte for byte", read == sent);
    Ok(())
}

/// The print of a recipe that does not fit into memory.
fn print_of(recipe: Recipe) -> Print {
    let pieces = (0..recipe.length.div_ceil(PIECE)).map(|number| recipe.range(number * PIECE, PIECE));
    Print::of_pieces(pieces)
}

fn files_under(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    anyhow::ensure!(!files.is_empty(), "there are no files in {}", folder.display());
    Ok(files)
}
