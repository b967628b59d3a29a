//! The page: tables, and for every target of the project whether it was met.

use std::fmt::Write as _;

use crate::machine::Machine;
use crate::options::Options;
use crate::samples::{Contest, Samples};

/// The whole page.
pub(crate) struct Report {
    machine: Machine,
    rounds: usize,
    sections: Vec<Section>,
}

/// What one part found.
pub(crate) struct Section {
    heading: &'static str,
    prose: String,
    unit: &'static str,
    rows: Vec<(String, Samples)>,
    verdicts: Vec<Verdict>,
}

/// A target and what was measured.
pub(crate) struct Verdict {
    what: String,
    wanted: f64,
    bound: Bound,
    measured: Samples,
}

/// Which side of the wanted value is good.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    AtLeast,
    AtMost,
}

impl Section {
    pub(crate) fn new(heading: &'static str, unit: &'static str, prose: impl Into<String>) -> Self {
        Self {
            heading,
            prose: prose.into(),
            unit,
            rows: Vec::new(),
            verdicts: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, name: impl Into<String>, samples: Samples) {
        self.rows.push((name.into(), samples));
    }

    /// A row for every server.
    pub(crate) fn contest(&mut self, contest: &Contest) {
        for (name, samples) in contest.rows() {
            self.row(name, samples.clone());
        }
    }

    /// Adds a target; without samples (a peer was left out) there is nothing to judge.
    pub(crate) fn target(&mut self, what: impl Into<String>, bound: Bound, wanted: f64, measured: Samples) {
        if !measured.is_empty() {
            self.verdicts.push(Verdict {
                what: what.into(),
                wanted,
                bound,
                measured,
            });
        }
    }

    fn markdown(&self) -> String {
        let mut text = format!("\n## {}\n\n{}\n\n", self.heading, self.prose);
        let _ = writeln!(text, "| {} | min | median | max |\n|---|---:|---:|---:|", self.unit);
        for (name, samples) in &self.rows {
            let _ = writeln!(
                text,
                "| {name} | {} | {} | {} |",
                figure(samples.min()),
                figure(samples.median()),
                figure(samples.max())
            );
        }
        text
    }
}

impl Verdict {
    fn met(&self) -> bool {
        match self.bound {
            Bound::AtLeast => self.measured.median() >= self.wanted,
            Bound::AtMost => self.measured.median() <= self.wanted,
        }
    }

    fn markdown(&self) -> String {
        let sign = match self.bound {
            Bound::AtLeast => '≥',
            Bound::AtMost => '≤',
        };
        let samples = &self.measured;
        format!(
            "| {} | {sign} {} | {} ({} … {}) | {} |\n",
            self.what,
            figure(self.wanted),
            figure(samples.median()),
            figure(samples.min()),
            figure(samples.max()),
            if self.met() { "met" } else { "**missed**" }
        )
    }
}

impl Report {
    pub(crate) fn new(options: &Options) -> anyhow::Result<Self> {
        Ok(Self {
            machine: Machine::here()?,
            rounds: options.rounds,
            sections: Vec::new(),
        })
    }

    pub(crate) fn add(&mut self, section: Section) {
        eprint!("{}", section.markdown());
        self.sections.push(section);
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = String::from("# Benchmarks\n\nWritten by `make bench`; do not edit by hand.\n\n");
        let _ = writeln!(text, "{}\n", self.machine.markdown());
        let _ = writeln!(
            text,
            "All figures come from one run of {} rounds. In every round the programs take turns, in another order each \
             time, each started afresh with its data on the same memory file system. Minimum, median and maximum are over \
             the rounds; a ratio is taken round by round.",
            self.rounds
        );
        text.push_str("\n## Targets\n\n| target | wanted | median (min … max) | |\n|---|---:|---:|---|\n");
        for verdict in self.sections.iter().flat_map(|section| &section.verdicts) {
            text.push_str(&verdict.markdown());
        }
        for section in &self.sections {
            text.push_str(&section.markdown());
        }
        text
    }
}

/// Three significant digits, as far as a reader needs them.
fn figure(value: f64) -> String {
    match value.abs() {
        _ if value.is_nan() => "–".into(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.1 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, Section, figure};
    use crate::samples::Samples;

    #[test]
    fn figures_are_short() {
        assert_eq!(
            [1234.5, 12.34, 0.123, 0.0012].map(figure),
            ["1234", "12.3", "0.12", "0.0012"]
        );
    }

    #[test]
    fn a_missed_target_says_so() {
        let mut section = Section::new("x", "y", "z");
        let mut samples = Samples::default();
        samples.add(0.3);
        section.target("too slow", Bound::AtLeast, 0.4, samples.clone());
        section.target("small enough", Bound::AtMost, 0.4, samples);
        assert!(section.verdicts[0].markdown().contains("**missed**"));
        assert!(section.verdicts[1].met());
    }
}
