//! The job that makes people of the good lines of a confirmed import.

use std::sync::Arc;

use async_trait::async_trait;
use audit::{Entry, Origin};
use database::Tx;
use kernel::{
    InstituteId, Kernel, MemberId, NewPerson, Topic,
    jobs::{JobError, JobHandler, RunningJob},
};

use super::{
    ImportId,
    model::{Code, Import, ImportState, Person, RowProblem},
    read::{PURPOSE, Payload, owner},
    store,
};
use crate::{
    Error, Institutes, actions,
    institute::{model::Institute, store as institutes_store},
    invitations::sending::{self, Outgoing},
    people::members,
};

/// Lines in one transaction: few enough that nobody else waits long.
const AT_ONCE: usize = 100;
/// What the import says when more letters would leave in a day than may.
const NO_MORE_LETTERS: &str =
    "No more invitations leave today. Invite those who have none from the directory tomorrow.";

/// Goes on where an earlier run was cut off: a line is marked in the transaction that makes the person.
#[derive(Debug)]
pub(crate) struct ApplyImport(Institutes);

impl ApplyImport {
    pub(super) const KIND: &'static str = "institutes.apply_import";

    pub(crate) fn new(institutes: &Institutes) -> Self {
        ApplyImport(institutes.clone())
    }
}

#[async_trait]
impl JobHandler for ApplyImport {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    async fn run(&self, job: &RunningJob, payload: serde_json::Value) -> Result<(), JobError> {
        let payload: Payload = serde_json::from_value(payload).map_err(|error| JobError::fatal(&error))?;
        let Payload { institute, import } = payload;
        let inside = self.0.directory.inside(institute);
        let found = store::find(&inside, institute, import).await?;
        let Some(import) = found.filter(|import| import.state == ImportState::Applying) else {
            return Ok(());
        };
        let Some(about) = institutes_store::find_active(&self.0.kernel.database, institute).await? else {
            return Ok(());
        };
        let applied = self.apply(job, &about, &import).await;
        self.0.directory.forget();
        self.0.kernel.events.publish(Topic::Institute(institute));
        applied.map_err(|error| JobError::retry(&error))
    }
}

/// A line about to become a person, with everything that must stay the same if its transaction runs again.
#[derive(Clone)]
struct Coming {
    number: u64,
    id: MemberId,
    /// Nothing when the line cannot be opened any more.
    person: Option<Person>,
    invitation: Option<Outgoing>,
}

impl ApplyImport {
    async fn apply(&self, job: &RunningJob, about: &Institute, import: &Import) -> Result<(), Error> {
        let inside = self.0.directory.inside(about.id);
        let mut done = import.done;
        loop {
            let rows = store::next_good(&inside, about.id, import.id, AT_ONCE).await?;
            if rows.is_empty() {
                break;
            }
            done += rows.len() as u64;
            let coming = rows.into_iter().map(|row| {
                let person = opened(&self.0.kernel, import.id, &row);
                self.coming(about, import, row.number, person)
            });
            let coming: Vec<Coming> = coming.collect::<Result<_, _>>()?;
            if !self.make(about.id, import.id, coming).await? {
                return Ok(());
            }
            self.0.post.wake();
            job.progress(done, import.good);
        }
        self.end(about.id, import.id).await
    }

    fn coming(&self, about: &Institute, import: &Import, number: u64, person: Option<Person>) -> Result<Coming, Error> {
        let invite = |person: &Person| self.0.write_invitation(about, &person.email, person.role, None);
        let invited = person.as_ref().filter(|_| import.invite);
        Ok(Coming {
            number,
            id: self.0.kernel.world.new_id(),
            invitation: invited.map(invite).transpose()?,
            person,
        })
    }

    /// Makes people of some lines in one transaction; `false` when the import is no longer being applied.
    async fn make(&self, institute: InstituteId, import: ImportId, coming: Vec<Coming>) -> Result<bool, Error> {
        let (institutes, coming) = (self.0.clone(), Arc::new(coming));
        let made = self.0.kernel.database.write::<_, Error, _>(move |tx| {
            let (institutes, coming) = (institutes.clone(), Arc::clone(&coming));
            tx.enter(*institute.as_bytes());
            Box::pin(async move { make_some(tx, &institutes, institute, import, &coming).await })
        });
        made.await
    }

    async fn end(&self, institute: InstituteId, import: ImportId) -> Result<(), Error> {
        let (audit, now) = (self.0.directory.audit.clone(), self.0.kernel.world.now());
        let ended = self.0.kernel.database.write::<_, Error, _>(move |tx| {
            let audit = audit.clone();
            tx.enter(*institute.as_bytes());
            Box::pin(async move {
                let (from, to) = (ImportState::Applying, ImportState::Done);
                if !store::advance(tx, institute, import, from, to, None, now).await? {
                    return Ok(());
                }
                let Some(found) = store::find(&mut *tx, institute, import).await? else {
                    return Ok(());
                };
                let entry = Entry::new(institute, &Origin::system(), actions::IMPORTED).on(import);
                let entry = entry.with("people", &found.done).with("passed_over", &found.bad);
                Ok(audit.record(tx, entry).await?)
            })
        });
        ended.await
    }
}

fn opened(kernel: &Kernel, import: ImportId, row: &store::GoodRow) -> Option<Person> {
    let plain = kernel.sealing.open(PURPOSE, &owner(import, row.number), &row.person)?;
    serde_json::from_slice(&plain).ok()
}

async fn make_some(
    tx: &mut Tx,
    institutes: &Institutes,
    institute: InstituteId,
    import: ImportId,
    coming: &[Coming],
) -> Result<bool, Error> {
    let numbers: Vec<u64> = coming.iter().map(|one| one.number).collect();
    let marked = store::mark_done(tx, institute, import, &numbers).await?;
    let now = institutes.kernel.world.now();
    let (mut refused, mut invitations) = (0, Vec::new());
    // Lines that another run has marked are its own.
    for one in coming.iter().filter(|one| marked.contains(&one.number)) {
        match make_one(tx, institutes, institute, one).await? {
            Made::Joined => {}
            Made::Invited => invitations.extend(one.invitation.as_ref().map(|outgoing| (one.id, outgoing))),
            Made::Refused(code, message) => {
                refuse(tx, institute, import, one.number, code, message).await?;
                refused += 1;
            }
        }
    }
    let sent = sending::send_first(tx, &institutes.post, institute, &invitations, now).await?;
    if sent < invitations.len() {
        store::note(tx, institute, import, NO_MORE_LETTERS).await?;
    }
    Ok(store::count_applied(tx, institute, import, marked.len(), refused).await?)
}

/// What became of a line.
enum Made {
    Joined,
    Invited,
    Refused(Code, &'static str),
}

async fn make_one(
    tx: &mut Tx,
    institutes: &Institutes,
    institute: InstituteId,
    coming: &Coming,
) -> Result<Made, Error> {
    let Some(person) = &coming.person else {
        return Ok(Made::Refused(
            Code::BadText,
            "The line cannot be read any more. Upload the file again.",
        ));
    };
    let now = institutes.kernel.world.now();
    let account = match &person.password_hash {
        Some(hash) => new_account(tx, institutes, institute, person, hash).await?,
        None => None,
    };
    let new = person.member();
    let inserted = match account {
        Some(account) => members::insert_joined(tx, institute, coming.id, &new, account, now).await?,
        None => members::insert_invited(tx, institute, coming.id, &new, now).await?,
    };
    Ok(match (inserted, account) {
        (false, _) => Made::Refused(
            Code::AlreadyMember,
            "Somebody with this address came into the directory meanwhile.",
        ),
        (true, Some(_)) => Made::Joined,
        (true, None) => Made::Invited,
    })
}

/// An account with a password from elsewhere, if there is none with the address and nobody in the directory has it.
async fn new_account(
    tx: &mut Tx,
    institutes: &Institutes,
    institute: InstituteId,
    person: &Person,
    hash: &str,
) -> Result<Option<kernel::AccountId>, Error> {
    let known = store::known(&mut *tx, institute, std::slice::from_ref(&person.email)).await?;
    if !known.is_empty() || institutes.people.by_email(tx, &person.email).await?.is_some() {
        return Ok(None);
    }
    let about = institutes_store::find(&mut *tx, institute)
        .await?
        .ok_or(Error::NotFound)?;
    let new = NewPerson {
        email: person.email.clone(),
        name: person.name.clone(),
        password_hash: Some(hash.to_owned()),
        locale: about.language,
    };
    // What the accounts do not take makes no account; the person sets a password when they follow their invitation.
    if institutes.people.check(&new).is_err() {
        return Ok(None);
    }
    Ok(Some(institutes.people.create(tx, &new).await?))
}

async fn refuse(
    tx: &mut Tx,
    institute: InstituteId,
    import: ImportId,
    number: u64,
    code: Code,
    message: &str,
) -> Result<(), Error> {
    let problem = RowProblem {
        column: "email".to_owned(),
        code,
        message: message.to_owned(),
    };
    let problems = serde_json::to_string(&[problem]).unwrap_or_default();
    Ok(store::mark_bad(tx, institute, import, number, &problems).await?)
}
