//! What can go wrong, one file each.

mod broken;
mod crash;
mod loss;
mod power;
mod real;
mod rot;

use crate::options::Options;
use crate::tally::Tally;

/// Something terrible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Scenario {
    /// `kill -9` at random moments under mixed load.
    Crash,
    /// Storage directories vanish and come back.
    Loss,
    /// Stored shards change by themselves.
    Rot,
    /// The power goes (needs root and xfsprogs).
    Power,
    /// Full disks, wrong keys, damaged files, wrong clocks.
    Broken,
    /// A real folder and a very large file, there and back (needs `--folder`; not part of everything).
    Real,
}

impl Scenario {
    pub(crate) const ALL: [Self; 5] = [Self::Crash, Self::Loss, Self::Rot, Self::Power, Self::Broken];
}

/// Tries what was chosen; answers whether every claim held.
pub(crate) async fn run(options: &Options) -> anyhow::Result<bool> {
    let mut tallies: Vec<Tally> = Vec::new();
    for scenario in options.scenarios() {
        let tried = match scenario {
            Scenario::Crash => crash::run(options).await,
            Scenario::Loss => loss::run(options).await,
            Scenario::Rot => rot::run(options).await,
            Scenario::Power => power::run(options).await,
            Scenario::Broken => broken::run(options).await,
            Scenario::Real => real::run(options).await,
        };
        tallies.extend(tried?);
    }
    for tally in &tallies {
        println!("{}", tally.line());
    }
    Ok(tallies.iter().all(Tally::clean))
}
