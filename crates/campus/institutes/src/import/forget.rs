//! The job that forgets imports of long ago: their lines are about people, and what became of them stands in the directory.

use std::time::Duration;

use async_trait::async_trait;
use kernel::{
    InstituteId,
    jobs::{JobError, JobHandler, RunningJob},
};

use super::store;
use crate::{Error, Institutes, institute::store as institutes_store};

/// How long an import can be looked at.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 3600);
/// Institutes that are looked up at once.
const AT_ONCE: usize = 200;

#[derive(Debug)]
pub(crate) struct ForgetImports(Institutes);

impl ForgetImports {
    pub(crate) fn new(institutes: &Institutes) -> Self {
        ForgetImports(institutes.clone())
    }
}

#[async_trait]
impl JobHandler for ForgetImports {
    fn kind(&self) -> &'static str {
        "institutes.forget_imports"
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(24 * 3600))
    }

    async fn run(&self, _job: &RunningJob, _payload: serde_json::Value) -> Result<(), JobError> {
        let mut after = InstituteId::from_bytes([0; 16]);
        loop {
            let some = institutes_store::ids_after(&self.0.kernel.database, after, AT_ONCE).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = *last;
            for institute in some {
                self.forget(institute).await.map_err(|error| JobError::retry(&error))?;
            }
        }
    }
}

impl ForgetImports {
    async fn forget(&self, institute: InstituteId) -> Result<(), Error> {
        let moment = self.0.kernel.world.now().before(REMEMBERED);
        loop {
            let old = store::old(&self.0.directory.inside(institute), institute, moment).await?;
            if old.is_empty() {
                return Ok(());
            }
            for import in old {
                let removed = self.0.kernel.database.write::<_, Error, _>(move |tx| {
                    tx.enter(*institute.as_bytes());
                    Box::pin(async move { Ok(store::remove(tx, institute, import).await?) })
                });
                removed.await?;
            }
        }
    }
}
