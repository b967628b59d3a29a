//! Durable work of the drive. Each job reads the world and makes it right, so doing it twice does no harm.

pub(crate) mod clear;
pub(crate) mod clear_libraries;
pub(crate) mod expire_uploads;
pub(crate) mod replicate;
pub(crate) mod scrub;
pub(crate) mod transition;

use std::sync::Arc;

use engine::Progress;
use kernel::jobs::{JobHandler, RunningJob};

use crate::Drive;

/// Every handler of the drive.
pub(crate) fn handlers(drive: &Drive) -> Vec<Arc<dyn JobHandler>> {
    vec![
        Arc::new(clear::Clear(drive.clone())),
        Arc::new(clear::Tidy(drive.clone())),
        Arc::new(clear_libraries::ClearLibraries(drive.clone())),
        Arc::new(expire_uploads::ExpireUploads(drive.clone())),
        Arc::new(replicate::Replicate {
            drive: drive.clone(),
            kind: replicate::REPLICATE,
        }),
        Arc::new(replicate::Replicate {
            drive: drive.clone(),
            kind: replicate::SYNC,
        }),
        Arc::new(scrub::Scrub(drive.clone())),
        Arc::new(transition::Transition(drive.clone())),
    ]
}

/// Passes the engine's progress on to the job.
struct Told<'j>(&'j RunningJob);

impl Progress for Told<'_> {
    fn report(&self, done: u64, total: u64) {
        self.0.progress(done, total);
    }
}
