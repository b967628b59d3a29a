use crate::options::Options;
use crate::tally::Tally;
pub(super) async fn run(_options: &Options) -> anyhow::Result<Vec<Tally>> {
    Ok(vec![])
}
