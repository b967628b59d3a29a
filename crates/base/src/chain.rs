//! One line that tells an error and its causes, for the place where the error is handled.

use std::{error::Error, fmt::Write};

/// Joins an error and its sources with `: `. Call it once, where the error is logged or shown.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a `String` cannot fail.
        let _ = write!(line, ": {cause}");
        source = cause.source();
    }
    line
}
