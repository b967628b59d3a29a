//! What somebody shows beside the password: a code of a letter, of an app, of a list on paper. Passkeys have a folder of
//! their own.

mod change;
pub(crate) mod email;
mod has;
pub(crate) mod list_factors;
pub(crate) mod recovery;
pub(crate) mod totp;
mod tries;

pub(crate) use change::Change;
pub(crate) use has::has;

use database::{DatabaseError, Tx};
use kernel::AccountId;

use crate::passkeys;

/// Takes all strong factors of an account away, and what stands in for them.
pub(crate) async fn remove_all(tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError> {
    totp::store::remove(tx, account).await?;
    passkeys::store::remove_all(tx, account).await?;
    recovery::store::remove(tx, account).await
}
