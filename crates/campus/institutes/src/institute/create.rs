//! How an institute comes into being, through the web or from the command line.

use std::sync::Arc;

use audit::{Entry, Origin};
use base::Timestamp;
use database::Tx;
use kernel::{AccountId, InstituteId, MemberId, Role, Volumes};

use super::{model::Settings, store};
use crate::{
    Directory, Error, actions,
    people::members::{self, NewMember},
    policy,
};

/// What is needed to open an institute. The ids are chosen outside of the transaction.
#[derive(Clone, Debug)]
pub(crate) struct NewInstitute {
    pub id: InstituteId,
    pub settings: Settings,
    pub now: Timestamp,
}

/// The first owner, who has an account already.
#[derive(Clone, Debug)]
pub(crate) struct FirstOwner {
    pub member: MemberId,
    pub account: AccountId,
    pub email: String,
    pub name: String,
}

/// Makes the institute, its policy, its library and its first owner.
///
/// # Errors
/// The database's.
pub(crate) async fn open(
    tx: &mut Tx,
    directory: &Directory,
    volumes: &Arc<dyn Volumes>,
    origin: &Origin,
    new: &NewInstitute,
    owner: Option<&FirstOwner>,
) -> Result<(), Error> {
    tx.enter(*new.id.as_bytes());
    store::insert(tx, new.id, &new.settings, new.now).await?;
    policy::store::put(tx, new.id, &policy::model::Policy::default()).await?;
    volumes.library_created(tx, new.id).await?;
    if let Some(owner) = owner {
        let member = NewMember {
            email: owner.email.clone(),
            name: owner.name.clone(),
            role: Role::Owner,
            phone: None,
            roll_number: None,
            guardian_email: None,
        };
        members::insert_joined(tx, new.id, owner.member, &member, owner.account, new.now).await?;
    }
    let name = new.settings.name.as_str();
    let opened = Entry::new(new.id, origin, actions::OPENED)
        .on(new.id)
        .with("name", &name);
    directory.audit.record(tx, opened).await?;
    // Also where whoever runs the installation looks.
    let noted = Entry::of_installation(origin, actions::OPENED)
        .on(new.id)
        .with("name", &name);
    directory.audit.record(tx, noted).await?;
    Ok(())
}
