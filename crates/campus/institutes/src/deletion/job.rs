//! Removes the rows of an institute that is being deleted.

use async_trait::async_trait;
use audit::{Entry, Origin};
use kernel::{
    InstituteId,
    jobs::{JobError, JobHandler, RunningJob},
};
use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    Error, Institutes, actions,
    institute::{model::InstituteState, store as institutes_store},
    people::store as people,
};

/// Rows in one transaction: few enough that nobody else waits long.
const AT_ONCE: usize = 500;

/// What the job is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub institute: InstituteId,
}

/// Makes it right again however often it runs: it removes what is there, and notes the end once, in the transaction that
/// moves the institute to its last state.
#[derive(Debug)]
pub(crate) struct RemoveInstitute(Institutes);

impl RemoveInstitute {
    pub(crate) const KIND: &'static str = "institutes.remove";

    pub(crate) fn new(institutes: &Institutes) -> Self {
        RemoveInstitute(institutes.clone())
    }
}

#[async_trait]
impl JobHandler for RemoveInstitute {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    async fn run(&self, job: &RunningJob, payload: serde_json::Value) -> Result<(), JobError> {
        let Payload { institute } = serde_json::from_value(payload).map_err(|error| JobError::fatal(&error))?;
        let about = institutes_store::find(&self.0.kernel.database, institute).await?;
        if about.is_none_or(|about| about.state != InstituteState::Deleting) {
            return Ok(());
        }
        let counts = people::counts(&self.0.directory.inside(institute), institute).await?;
        let people: u64 = counts.iter().map(|(.., count)| count).sum();
        let mut removed = 0;
        loop {
            let some = self
                .remove_some(institute)
                .await
                .map_err(|error| JobError::retry(&error))?;
            if some == 0 {
                break;
            }
            removed += some;
            // Each person may have an invitation and stands on a list of their own: about three rows.
            job.progress(removed.min(3 * people), 3 * people);
        }
        self.finish(institute).await.map_err(|error| JobError::retry(&error))
    }
}

impl RemoveInstitute {
    async fn remove_some(&self, institute: InstituteId) -> Result<u64, Error> {
        let removed = self.0.kernel.database.write::<_, Error, _>(move |tx| {
            tx.enter(*institute.as_bytes());
            Box::pin(async move {
                let lists = store::remove_memberships(tx, institute, AT_ONCE).await?;
                Ok(lists + store::remove_rows(tx, institute, AT_ONCE).await?)
            })
        });
        removed.await
    }

    async fn finish(&self, institute: InstituteId) -> Result<(), Error> {
        let audit = self.0.directory.audit.clone();
        let finished = self.0.kernel.database.write::<_, Error, _>(move |tx| {
            tx.enter(*institute.as_bytes());
            let audit = audit.clone();
            Box::pin(async move {
                let (from, to) = (InstituteState::Deleting, InstituteState::Deleted);
                if institutes_store::change_state(tx, institute, from, to).await? {
                    institutes_store::forget_contact(tx, institute).await?;
                    mail::forget_institute(tx, institute).await?;
                    let entry = Entry::new(institute, &Origin::system(), actions::DELETED).on(institute);
                    audit.record(tx, entry).await?;
                    let noted = Entry::of_installation(&Origin::system(), actions::DELETED).on(institute);
                    audit.record(tx, noted).await?;
                }
                Ok(())
            })
        });
        finished.await?;
        tracing::warn!(%institute, "an institute was deleted");
        Ok(())
    }
}
