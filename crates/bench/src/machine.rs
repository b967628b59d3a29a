//! Which machine the figures belong to.

use anyhow::Context as _;

/// Processor, memory and kernel.
pub(crate) struct Machine {
    processor: String,
    cores: usize,
    memory_gib: f64,
    kernel: String,
}

impl Machine {
    pub(crate) fn here() -> anyhow::Result<Self> {
        let processors = std::fs::read_to_string("/proc/cpuinfo")?;
        let memory = std::fs::read_to_string("/proc/meminfo")?;
        let field = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_once(':'))
                .map(|(_, value)| value.trim().to_owned())
        };
        let total = field(&memory, "MemTotal").context("no MemTotal")?;
        let kib: f64 = total.trim_end_matches(" kB").parse()?;
        Ok(Self {
            processor: field(&processors, "model name").unwrap_or_else(|| std::env::consts::ARCH.into()),
            cores: std::thread::available_parallelism()?.get(),
            memory_gib: kib / (1 << 20) as f64,
            kernel: std::fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned(),
        })
    }

    pub(crate) fn markdown(&self) -> String {
        format!(
            "| machine | |\n|---|---|\n| processor | {} |\n| cores | {} |\n| memory | {:.0} GiB |\n| kernel | Linux {} |",
            self.processor, self.cores, self.memory_gib, self.kernel
        )
    }
}
