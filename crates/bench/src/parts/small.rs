//! Small files: what a folder of notes or source code costs.

use anyhow::Context as _;

use super::turn;
use crate::contestants::Contestant;
use crate::load::small_files;
use crate::options::Options;
use crate::report::{Bound, Section};
use crate::samples::Contest;

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Section>> {
    let (mut put, mut get) = (Contest::default(), Contest::default());
    for round in 0..options.rounds {
        for contestant in turn(&options.contestants(), round) {
            let server = contestant.start(&options.room).await?;
            let rates = small_files(&server, options.clients, options.files).with_context(|| contestant.name())?;
            put.add(contestant, rates.put);
            get.add(contestant, rates.get);
        }
    }
    Ok(vec![
        section("Writing small files", "put", options, &put),
        section("Reading small files", "get", options, &get),
    ])
}

fn section(heading: &'static str, verb: &str, options: &Options, rates: &Contest) -> Section {
    let mut section = Section::new(
        heading,
        "requests/s",
        format!(
            "{} files of 4 KiB, {} clients with one kept connection each, one folder per client, driven by one thread of \
             our own generator; reading in another order than writing. Lyceum answers a put when the copies are synced.",
            options.files, options.clients
        ),
    );
    section.contest(rates);
    let ratio = rates.of(Contestant::Lyceum).ratio(&rates.of(Contestant::JuiceFs));
    section.target(format!("4 KiB {verb} ÷ JuiceFS"), Bound::AtLeast, 2.0, ratio);
    section
}
