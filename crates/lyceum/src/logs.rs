//! The log: to standard error, for people or for programs.

use std::io::{self, IsTerminal};

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{LogFormat, Settings};

/// A filter that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "the setting `log` takes a level (error, warn, info, debug, trace) or a filter such as `info,storage_engine=debug`"
)]
pub struct LogError(#[from] tracing_subscriber::filter::ParseError);

/// Starts the log. A second call in one process changes nothing.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(settings: &Settings) -> Result<(), LogError> {
    let filter = EnvFilter::builder().parse(&settings.log)?;
    let registry = tracing_subscriber::registry().with(filter);
    let layer = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    // Only tests start it twice.
    let _ = match settings.log_format {
        LogFormat::Text => registry.with(layer).try_init(),
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
    Ok(())
}
