//! The job that reads an uploaded file and checks every line. It changes nothing but the import.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use kernel::{
    InstituteId, Topic,
    jobs::{JobError, JobHandler, RunningJob},
};
use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::{
    ImportId,
    check::{self, Checker},
    file::{self, FileProblem, Line},
    model::{Checked, Import, ImportState},
    store::{self, NewRow},
};
use crate::{Error, Institutes};

/// What lines are sealed for until they are applied.
pub(super) const PURPOSE: &str = "institutes.import";
/// Lines in one transaction.
const AT_ONCE: usize = 250;

/// What the jobs of an import are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    pub institute: InstituteId,
    pub import: ImportId,
}

/// A run that was cut off is run again from the start of the file; lines that were written down already stay.
#[derive(Debug)]
pub(crate) struct ReadImport {
    institutes: Institutes,
    /// A file may take hundreds of megabytes while it is unpacked: one at a time.
    room: Arc<Semaphore>,
}

impl ReadImport {
    pub(super) const KIND: &'static str = "institutes.read_import";

    pub(crate) fn new(institutes: &Institutes) -> Self {
        ReadImport {
            institutes: institutes.clone(),
            room: Arc::new(Semaphore::new(1)),
        }
    }
}

#[async_trait]
impl JobHandler for ReadImport {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    async fn run(&self, job: &RunningJob, payload: serde_json::Value) -> Result<(), JobError> {
        let payload: Payload = serde_json::from_value(payload).map_err(|error| JobError::fatal(&error))?;
        let inside = self.institutes.directory.inside(payload.institute);
        let found = store::find(&inside, payload.institute, payload.import).await?;
        let Some(import) = found.filter(|import| import.state == ImportState::Reading) else {
            return Ok(());
        };
        let read = self
            .read(job, payload, &import)
            .await
            .map_err(|error| JobError::retry(&error));
        self.institutes
            .kernel
            .events
            .publish(Topic::Institute(payload.institute));
        read
    }
}

impl ReadImport {
    async fn read(&self, job: &RunningJob, payload: Payload, import: &Import) -> Result<(), Error> {
        let lines = match self.lines(payload).await? {
            Ok(lines) => lines,
            Err(problem) => return self.end(payload, ImportState::Failed, Some(problem.to_string())).await,
        };
        let total = lines.len();
        let mut checker = Checker::new(import.reach);
        for (index, some) in lines.chunks(AT_ONCE).enumerate() {
            let known = self.known(payload.institute, some).await?;
            let rows = some
                .iter()
                .map(|line| self.row(payload.import, checker.check(line, &known)));
            if !self.add(payload, rows.collect(), total).await? {
                return Ok(());
            }
            job.progress(((index + 1) * AT_ONCE).min(total) as u64, total as u64);
        }
        self.end(payload, ImportState::Checked, None).await
    }

    /// Unpacking and parsing takes a processor, not a moment of the server's own threads.
    async fn lines(&self, payload: Payload) -> Result<Result<Vec<Line>, FileProblem>, Error> {
        let inside = self.institutes.directory.inside(payload.institute);
        // Never closed, so there is always a place in the end.
        let _place = self.room.acquire().await;
        let bytes = store::file(&inside, payload.institute, payload.import).await?;
        let read = spawn_blocking(move || file::read(&bytes)).await;
        Ok(read.unwrap_or_else(|error| {
            tracing::error!(%error, "reading an import panicked");
            Err(FileProblem::Damaged("it could not be read".to_owned()))
        }))
    }

    async fn known(&self, institute: InstituteId, lines: &[Line]) -> Result<HashSet<String>, Error> {
        let emails: Vec<String> = lines.iter().filter_map(check::address).collect();
        let inside = self.institutes.directory.inside(institute);
        Ok(store::known(&inside, institute, &emails).await?)
    }

    fn row(&self, import: ImportId, line: Checked) -> NewRow {
        let (person, problems) = match &line.found {
            // Strings and lists of them: serialising them cannot fail.
            Ok(person) => (Some(serde_json::to_vec(person).unwrap_or_default()), "[]".to_owned()),
            Err(problems) => (None, serde_json::to_string(problems).unwrap_or_default()),
        };
        NewRow {
            person: person.map(|plain| {
                self.institutes
                    .kernel
                    .sealing
                    .seal(PURPOSE, &owner(import, line.number), &plain)
            }),
            number: line.number,
            name: line.name,
            email: line.email,
            problems,
        }
    }

    async fn add(&self, payload: Payload, rows: Vec<NewRow>, total: usize) -> Result<bool, Error> {
        let Payload { institute, import } = payload;
        let rows = Arc::new(rows);
        let added = self.institutes.kernel.database.write::<_, Error, _>(move |tx| {
            let rows = Arc::clone(&rows);
            tx.enter(*institute.as_bytes());
            Box::pin(async move { Ok(store::add_rows(tx, institute, import, &rows, total).await?) })
        });
        added.await
    }

    async fn end(&self, payload: Payload, to: ImportState, problem: Option<String>) -> Result<(), Error> {
        let Payload { institute, import } = payload;
        let now = self.institutes.kernel.world.now();
        let ended = self.institutes.kernel.database.write::<_, Error, _>(move |tx| {
            let problem = problem.clone();
            tx.enter(*institute.as_bytes());
            Box::pin(async move {
                store::advance(tx, institute, import, ImportState::Reading, to, problem.as_deref(), now).await?;
                Ok(store::forget_file(tx, institute, import).await?)
            })
        });
        ended.await
    }
}

/// The owner of a sealed line: what was sealed for one opens as no other.
pub(super) fn owner(import: ImportId, number: u64) -> Vec<u8> {
    [import.as_bytes().as_slice(), &number.to_be_bytes()].concat()
}
