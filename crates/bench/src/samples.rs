//! Several measurements of one thing.

use std::collections::BTreeMap;

use crate::contestants::Contestant;

/// Measurements of one thing at several servers, one per round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contest(BTreeMap<Contestant, Samples>);

impl Contest {
    pub(crate) fn add(&mut self, contestant: Contestant, value: f64) {
        self.0.entry(contestant).or_default().add(value);
    }

    /// The samples of one server; empty when it took no part.
    pub(crate) fn of(&self, contestant: Contestant) -> Samples {
        self.0.get(&contestant).cloned().unwrap_or_default()
    }

    /// Round by round the best of the peers; empty without peers.
    pub(crate) fn best_peer(&self) -> Samples {
        let peers = self
            .0
            .iter()
            .filter(|(contestant, _)| **contestant != Contestant::Lyceum);
        peers
            .map(|(_, samples)| samples.clone())
            .reduce(|best, other| best.larger(&other))
            .unwrap_or_default()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = (&'static str, &Samples)> {
        self.0.iter().map(|(contestant, samples)| (contestant.name(), samples))
    }
}

/// Measurements of one thing, one per round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn min(&self) -> f64 {
        self.0.iter().copied().fold(f64::NAN, f64::min)
    }

    pub(crate) fn max(&self) -> f64 {
        self.0.iter().copied().fold(f64::NAN, f64::max)
    }

    /// The middle value; NaN when there is none.
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => f64::NAN,
            odd if odd % 2 == 1 => sorted[middle],
            _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
        }
    }

    /// Round by round, this divided by the other: what happened in the same minute is compared.
    pub(crate) fn ratio(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(own, other)| own / other).collect())
    }

    /// Round by round, the larger of the two.
    pub(crate) fn larger(&self, other: &Self) -> Self {
        Self(
            self.0
                .iter()
                .zip(&other.0)
                .map(|(own, other)| own.max(*other))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;

    #[test]
    fn the_median_is_in_the_middle() {
        assert!((Samples(vec![3.0, 1.0, 2.0]).median() - 2.0).abs() < 1e-9);
        assert!((Samples(vec![4.0, 1.0, 2.0, 3.0]).median() - 2.5).abs() < 1e-9);
        assert!(Samples::default().median().is_nan());
    }

    #[test]
    fn ratios_compare_rounds() {
        let ratio = Samples(vec![2.0, 9.0]).ratio(&Samples(vec![1.0, 3.0]));
        assert!((ratio.min() - 2.0).abs() < 1e-9 && (ratio.max() - 3.0).abs() < 1e-9);
    }
}
