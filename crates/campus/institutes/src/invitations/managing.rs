//! Sending again and taking back: what the routes for one person and for many share.

use audit::{Entry, Origin};
use kernel::{Member, MemberId};

use super::{sending, store};
use crate::{
    Error, Institutes, actions,
    institute::store as institutes,
    people::{
        http::change_many::of_one,
        model::{MemberState, Record, Why},
        store as people,
    },
};

impl Institutes {
    /// Sends somebody's invitation again, or for the first time if they are only in the directory.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::TooEarly`] and the database's.
    pub(crate) async fn resend(&self, member: &Member, origin: &Origin, person: MemberId) -> Result<Record, Error> {
        let institute = member.institute;
        let inside = self.directory.inside(institute);
        let record = people::find(&inside, institute, person).await?.ok_or(Error::NotFound)?;
        if !member.role.may_manage(record.role) {
            return Err(Why::NotAllowed.into());
        }
        let about = institutes::find_active(&self.kernel.database, institute)
            .await?
            .ok_or(Error::NotFound)?;
        let inviter = self.name_of(member).await?;
        let outgoing = self.write_invitation(&about, &record.email, record.role, inviter.as_deref())?;
        let now = self.kernel.world.now();
        let (audit, post, origin) = (self.directory.audit.clone(), self.post.clone(), origin.clone());
        let sent = self.change(institute, move |tx| {
            let (audit, post, origin) = (audit.clone(), post.clone(), origin.clone());
            let outgoing = outgoing.clone();
            Box::pin(async move {
                sending::send(tx, &post, institute, person, &outgoing, now).await?;
                let entry = Entry::new(institute, &origin, actions::INVITED_AGAIN).on(person);
                audit.record(tx, entry).await?;
                people::find(tx, institute, person).await?.ok_or(Error::NotFound)
            })
        });
        let record = sent.await?;
        self.post.wake();
        Ok(record)
    }

    /// Takes somebody's invitation back, and them out of the directory.
    ///
    /// # Errors
    /// [`Error::Refused`] and the database's.
    pub(crate) async fn revoke(&self, member: &Member, origin: &Origin, person: MemberId) -> Result<(), Error> {
        let (institute, role) = (member.institute, member.role);
        let (audit, origin) = (self.directory.audit.clone(), origin.clone());
        let revoked = self.change(institute, move |tx| {
            let (audit, origin) = (audit.clone(), origin.clone());
            Box::pin(async move {
                let record = people::find(&mut *tx, institute, person)
                    .await?
                    .ok_or(Error::NotFound)?;
                if !role.may_manage(record.role) {
                    return Err(Why::NotAllowed.into());
                }
                match record.state {
                    MemberState::Invited => {}
                    MemberState::Active => return Err(Why::Joined.into()),
                    MemberState::Deactivated => return Err(Why::Deactivated.into()),
                }
                store::remove(tx, institute, person).await?;
                people::remove(tx, institute, person).await?;
                let entry = Entry::new(institute, &origin, actions::REVOKED).on(person);
                audit
                    .record(tx, entry.with("email", &record.email).with("role", &record.role))
                    .await?;
                Ok(())
            })
        });
        revoked.await
    }

    /// [`Institutes::resend`] for many; answers for each why it was not done.
    ///
    /// # Errors
    /// What concerns more than one person.
    pub(crate) async fn resend_many(
        &self,
        member: &Member,
        origin: &Origin,
        people: &[MemberId],
    ) -> Result<Vec<Result<(), Why>>, Error> {
        let mut outcomes = Vec::with_capacity(people.len());
        for person in people {
            outcomes.push(of_one(self.resend(member, origin, *person).await)?);
        }
        Ok(outcomes)
    }

    /// [`Institutes::revoke`] for many; answers for each why it was not done.
    ///
    /// # Errors
    /// What concerns more than one person.
    pub(crate) async fn revoke_many(
        &self,
        member: &Member,
        origin: &Origin,
        people: &[MemberId],
    ) -> Result<Vec<Result<(), Why>>, Error> {
        let mut outcomes = Vec::with_capacity(people.len());
        for person in people {
            outcomes.push(of_one(self.revoke(member, origin, *person).await)?);
        }
        Ok(outcomes)
    }
}
