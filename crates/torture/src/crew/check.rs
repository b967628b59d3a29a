//! After something terrible: is everything that was promised still there, and nothing else?

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use futures::StreamExt as _;
use harness::{Api, Dice, Entry, Failure, Placement};

use super::observe::{self, Trash};
use super::worker::Worker;
use super::{Crew, shared};
use crate::tally::Tally;

/// Files read at the same time while everything is compared.
const READERS: usize = 4;
/// How long deleted files and dead uploads may take to give back their bytes.
const SETTLING: Duration = Duration::from_secs(30);
/// How long it may take until everything has its full redundancy again.
const HEALING: Duration = Duration::from_secs(180);

impl Crew {
    /// Everything: the tree, the bytes and the allowance. Answers whether all claims have held.
    pub(crate) async fn check(&mut self, api: &Api, dice: &mut Dice, tally: &mut Tally) -> anyhow::Result<bool> {
        self.check_offences(tally);
        self.settle(api, tally).await?;
        if tally.clean() {
            self.settle_uploads(api, dice, tally).await?;
            self.check_bytes(api, tally).await?;
            self.check_usage(api, tally).await?;
        }
        Ok(tally.clean())
    }

    /// What the workers noticed themselves.
    pub(crate) fn check_offences(&mut self, tally: &mut Tally) {
        for worker in &mut self.workers {
            for offence in worker.offences.drain(..) {
                tally.judge(&worker.home, Err(offence));
            }
        }
    }

    /// Finds out which of the changes in doubt happened; each must have happened wholly or not at all.
    async fn settle(&mut self, api: &Api, tally: &mut Tally) -> anyhow::Result<()> {
        let mut trash = observe::trash(api).await.context("reading the trash")?;
        for worker in &mut self.workers {
            let outcome = settle(api, worker, &mut trash).await?;
            tally.judge(format!("the files of {} are those acknowledged", worker.home), outcome);
        }
        let strange = trash
            .keys()
            .next()
            .map_or(Ok(()), |id| Err(format!("nobody put {id} there")));
        tally.judge("the trash holds only what was put there", strange);
        let seen = match shared_file(api).await? {
            Some(file) => observe::versions(api, &file.id).await?,
            None => Vec::new(),
        };
        tally.judge("uploads of one name all survive as versions", self.shared.settle(seen));
        self.trim_shared(api).await
    }

    /// Deletes the file that everybody writes when it has many versions.
    async fn trim_shared(&self, api: &Api) -> anyhow::Result<()> {
        if self.shared.count() > 40
            && let Some(file) = shared_file(api).await?
        {
            api.delete(&file.id, true).await?;
            self.shared.clear();
        }
        Ok(())
    }

    /// Resumable uploads must go on from at least where they were acknowledged.
    async fn settle_uploads(&mut self, api: &Api, dice: &mut Dice, tally: &mut Tally) -> anyhow::Result<()> {
        for worker in &mut self.workers {
            let Some(open) = &mut worker.open else { continue };
            let offset = api
                .upload_offset(&open.upload)
                .await
                .context("asking for the offset of an upload")?;
            let good = (open.acknowledged..=open.sent).contains(&offset);
            let claim = format!(
                "an upload goes on between {} and {}, at {offset}",
                open.acknowledged, open.sent
            );
            tally.claim(claim, good);
            (open.acknowledged, open.sent) = (offset, offset);
            match dice.below(3) {
                0 => worker
                    .carry_on_to_the_end(api)
                    .await
                    .context("going on with an upload")?,
                1 => {
                    api.abandon_upload(&open.upload).await.context("giving an upload up")?;
                    worker.open = None;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads every version of every file and compares hashes.
    pub(crate) async fn check_bytes(&self, api: &Api, tally: &mut Tally) -> anyhow::Result<()> {
        let mut wanted = Vec::new();
        for worker in &self.workers {
            for (path, file) in &worker.tree.live {
                for (at, print) in file.versions.iter().enumerate() {
                    wanted.push((path.clone(), file.id.clone(), at, *print));
                }
            }
        }
        let reads = wanted.into_iter().map(|(path, id, at, print)| async move {
            let mut versions = api.versions(&id).await?;
            versions.sort_by_key(|version| version.version);
            let number = versions.get(at).map_or(0, |version| version.version);
            let seen = api.fetch(&format!("/api/files/{id}?version={number}")).await;
            anyhow::Ok((
                format!("version {number} of {path} ({id}) is {print:?}"),
                seen.map(|seen| seen == print),
            ))
        });
        let mut reads = futures::stream::iter(reads).buffer_unordered(READERS);
        while let Some(read) = reads.next().await {
            let (claim, held) = read?;
            match held {
                Ok(held) => tally.claim(claim, held),
                Err(failure) => tally.judge(claim, Err(failure)),
            };
        }
        Ok(())
    }

    /// The allowance says exactly what is kept, and nothing stays reserved for uploads that are dead.
    async fn check_usage(&self, api: &Api, tally: &mut Tally) -> anyhow::Result<()> {
        let wanted: u64 = self.workers.iter().map(|worker| worker.tree.bytes()).sum::<u64>() + self.shared.bytes();
        let open = self
            .workers
            .iter()
            .filter_map(|worker| worker.open.as_ref())
            .map(|open| open.recipe.length);
        let ghosts = self.workers.iter().flat_map(|worker| worker.ghosts.iter().copied());
        let may_be_reserved: u64 = open.chain(ghosts).sum();
        let deadline = Instant::now() + SETTLING;
        let mut usage = api.usage().await?;
        // What was deleted for good may be cleared away in the background.
        while (usage.reserved > may_be_reserved || usage.used != wanted) && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(200)).await;
            usage = api.usage().await?;
        }
        tally.claim(
            format!("{} bytes are used, {wanted} are kept", usage.used),
            usage.used == wanted,
        );
        let claim = format!(
            "{} bytes are reserved, at most {may_be_reserved} can be",
            usage.reserved
        );
        tally.claim(claim, usage.reserved <= may_be_reserved);
        Ok(())
    }

    /// Waits until no target is away, nothing is to be repaired and every file has all its shards.
    pub(crate) async fn healthy(&self, api: &Api) -> Result<(), String> {
        let mut found = String::new();
        let deadline = Instant::now() + HEALING;
        while Instant::now() < deadline {
            match self.ailment(api).await {
                Ok(None) => return Ok(()),
                Ok(Some(ailment)) => found = ailment,
                Err(failure) => found = failure.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        Err(format!("not within {HEALING:?}: {found}"))
    }

    async fn ailment(&self, api: &Api) -> Result<Option<String>, Failure> {
        if let Some(node) = api.nodes().await?.into_iter().find(|node| node.state != "online") {
            return Ok(Some(format!("{} is {} ({:?})", node.name, node.state, node.message)));
        }
        let repairs = api.health().await?.repairs;
        if repairs.waiting + repairs.running > 0 {
            return Ok(Some(format!("{repairs:?}")));
        }
        self.weakness(api).await
    }

    /// The first file that has not all its shards, in words; `None` when every file has.
    async fn weakness(&self, api: &Api) -> Result<Option<String>, Failure> {
        for (path, placement) in self.placements(api).await? {
            if placement.state != "healthy" {
                return Ok(Some(format!("{path} is {}", placement.state)));
            }
        }
        Ok(None)
    }

    /// The ids of all shards of the current versions.
    pub(crate) async fn shards(&self, api: &Api) -> Result<BTreeSet<String>, Failure> {
        let placements = self.placements(api).await?;
        let segments = placements.into_iter().flat_map(|(_, placement)| placement.segments);
        Ok(segments
            .flat_map(|segment| segment.shards)
            .map(|shard| shard.shard_id)
            .collect())
    }

    async fn placements(&self, api: &Api) -> Result<Vec<(String, Placement)>, Failure> {
        let mut placements = Vec::new();
        for (path, file) in self.workers.iter().flat_map(|worker| &worker.tree.live) {
            placements.push((path.clone(), api.placement(&file.id).await?));
        }
        Ok(placements)
    }

    /// Whether there is anything to lose.
    pub(crate) fn ensure_busy(&self) -> anyhow::Result<()> {
        ensure!(
            self.acknowledged() > 0,
            "the server acknowledged nothing, so nothing was tried"
        );
        Ok(())
    }
}

/// Compares one worker's folders with the tree before and after its change in doubt, and adopts the one that is there.
async fn settle(api: &Api, worker: &mut Worker, trash: &mut Trash) -> anyhow::Result<Result<(), String>> {
    let seen = match observe::tree(api, &worker.home, &worker.tree, trash).await {
        Ok(seen) => seen,
        Err(error) => return Ok(Err(format!("{error:#}"))),
    };
    let Some(difference) = worker.tree.difference(&seen) else {
        worker.in_doubt = None;
        return Ok(Ok(()));
    };
    let Some(change) = worker.in_doubt.take() else {
        return Ok(Err(difference));
    };
    let mut after = worker.tree.after(&change);
    if let Some(other) = after.difference(&seen) {
        return Ok(Err(format!(
            "neither as before {change:?} ({difference}) nor as after it ({other})"
        )));
    }
    after.learn(&seen);
    worker.tree = after;
    worker.forget_finished_upload(&change);
    Ok(Ok(()))
}

async fn shared_file(api: &Api) -> anyhow::Result<Option<Entry>> {
    let found = api.list("/shared").await?;
    Ok(found.into_iter().find(|entry| shared::PATH.ends_with(&entry.name)))
}
