//! The power goes while people work: everything not synced is gone.
//!
//! The data lies on a file system of its own in a file. `xfs_io -x -c shutdown` stops that file system without writing
//! its log. The list of what was acknowledged is closed just before; answers that arrive while the call is under way are
//! in doubt, as they would be in a room that goes dark.

use std::time::Duration;

use anyhow::Context as _;
use harness::Dice;

use crate::crew::Crew;
use crate::mounts::{Kind, Mount, cut_obstacle};
use crate::options::Options;
use crate::site::Site;
use crate::tally::Tally;

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Tally>> {
    if let Some(obstacle) = cut_obstacle() {
        return Ok(vec![Tally::new("power").skip(obstacle)]);
    }
    let mut tallies = Vec::new();
    for (kind, name) in [(Kind::Xfs, "power on xfs"), (Kind::Ext4, "power on ext4")] {
        let mut tally = Tally::new(name);
        if let Err(error) = one_kind(options, kind, &mut tally).await {
            tally.judge("the scenario runs to its end", Err(format!("{error:#}")));
        }
        tallies.push(tally);
    }
    Ok(tallies)
}

async fn one_kind(options: &Options, kind: Kind, tally: &mut Tally) -> anyhow::Result<()> {
    let place = harness::Scratch::under(&options.room, kind.name())?;
    let point = place.join("mounted");
    let mount = Mount::image(kind, &place.join("disk.img"), 3072, &point)?;
    // Dropped before the mount: the server must be gone when the file system is.
    let mut site = Site::prepare(options, "power", Some(&point.join("data")))?;
    let done = rounds(options, &mount, &mut site, tally).await;
    if !tally.clean() || done.is_err() {
        site.keep();
    }
    done
}

async fn rounds(options: &Options, mount: &Mount, site: &mut Site, tally: &mut Tally) -> anyhow::Result<()> {
    let mut dice = Dice::new(options.seed);
    let mut api = site.start().await?;
    let mut crew = Crew::new(&api, options.workers, crate::crew::Sizes::SHORT, &mut dice).await?;
    for round in 1..=options.rounds.div_ceil(2) {
        let shift = crew.start(&api);
        tokio::time::sleep(Duration::from_millis(dice.between(50, 2000))).await;
        shift.be_lenient();
        shift.freeze();
        mount.cut()?;
        tokio::time::sleep(Duration::from_millis(dice.below(100))).await;
        site.kill()?;
        crew = shift.finish().await?;
        mount.again()?;
        api = site
            .start()
            .await
            .with_context(|| format!("starting after power cut {round}"))?;
        if !crew.check(&api, &mut dice, tally).await? {
            tally.tell(format!("stopped in round {round} with seed {}", options.seed));
            return Ok(());
        }
        if round % 5 == 0 {
            site.stop()?;
            tally.judge(
                "no orphan, nothing missing, nothing corrupt, exact allowances",
                site.verify()?,
            );
            api = site.start().await?;
            tally.tell(format!("round {round}, {} steps acknowledged", crew.acknowledged()));
        }
    }
    crew.ensure_busy()
}
