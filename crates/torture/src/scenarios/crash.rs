//! `kill -9` under load, again and again on the same data.

use std::time::Duration;

use anyhow::Context as _;
use harness::Dice;

use crate::crew::Crew;
use crate::options::Options;
use crate::site::Site;
use crate::tally::Tally;

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Tally>> {
    let mut tally = Tally::new("crash");
    let mut site = Site::prepare(options, "crash", None)?;
    if let Err(error) = rounds(options, &mut site, &mut tally).await {
        tally.judge("the scenario runs to its end", Err(format!("{error:#}")));
    }
    if !tally.clean() {
        site.keep();
    }
    Ok(vec![tally])
}

async fn rounds(options: &Options, site: &mut Site, tally: &mut Tally) -> anyhow::Result<()> {
    let mut dice = Dice::new(options.seed);
    let mut api = site.start().await?;
    let mut crew = Crew::new(&api, options.workers, options.sizes(), &mut dice).await?;
    for round in 1..=options.rounds {
        let shift = crew.start(&api);
        tokio::time::sleep(Duration::from_millis(dice.between(20, 2500))).await;
        shift.be_lenient();
        site.kill()?;
        crew = shift.finish().await?;
        kill_while_starting(site, &mut dice).await?;
        api = site
            .start()
            .await
            .with_context(|| format!("starting after kill {round}"))?;
        if !crew.check(&api, &mut dice, tally).await? {
            tally.tell(format!("stopped in round {round} with seed {}", options.seed));
            return Ok(());
        }
        if round % 5 == 0 || round == options.rounds {
            site.stop()?;
            tally.judge(
                "no orphan, nothing missing, nothing corrupt, exact allowances",
                site.verify()?,
            );
            api = site.start().await?;
        }
        if round % 10 == 0 {
            tally.tell(format!("round {round}, {} steps acknowledged", crew.acknowledged()));
        }
    }
    crew.ensure_busy()
}

/// Recovery must survive being interrupted as well.
async fn kill_while_starting(site: &Site, dice: &mut Dice) -> anyhow::Result<()> {
    while dice.chance(20) {
        let mut process = site.settings.launch()?;
        tokio::time::sleep(Duration::from_millis(dice.below(400))).await;
        process.kill()?;
    }
    Ok(())
}
