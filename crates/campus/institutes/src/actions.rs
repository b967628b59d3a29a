//! The names under which this slice's deeds are recorded.

use audit::Action;

pub(crate) const OPENED: Action = Action::new("institute.opened");
pub(crate) const CHANGED: Action = Action::new("institute.changed");
pub(crate) const LOGO_CHANGED: Action = Action::new("institute.logo.changed");
pub(crate) const POLICY_CHANGED: Action = Action::new("institute.policy.changed");
pub(crate) const DELETING: Action = Action::new("institute.deletion.started");
pub(crate) const DELETED: Action = Action::new("institute.deleted");
pub(crate) const INVITED: Action = Action::new("person.invited");
pub(crate) const INVITED_AGAIN: Action = Action::new("person.invited_again");
pub(crate) const REVOKED: Action = Action::new("person.invitation.revoked");
pub(crate) const JOINED: Action = Action::new("person.joined");
pub(crate) const PERSON_CHANGED: Action = Action::new("person.changed");
pub(crate) const ROLE_CHANGED: Action = Action::new("person.role.changed");
pub(crate) const DEACTIVATED: Action = Action::new("person.deactivated");
pub(crate) const REACTIVATED: Action = Action::new("person.reactivated");
pub(crate) const SIGNED_OUT: Action = Action::new("person.signed_out");
pub(crate) const RESET: Action = Action::new("person.reset");
pub(crate) const EXPORTED: Action = Action::new("person.exported");
pub(crate) const IMPORT_STARTED: Action = Action::new("people.import.started");
pub(crate) const IMPORT_CONFIRMED: Action = Action::new("people.import.confirmed");
pub(crate) const IMPORT_FORGOTTEN: Action = Action::new("people.import.forgotten");
pub(crate) const IMPORTED: Action = Action::new("people.imported");
pub(crate) const DIRECTORY_EXPORTED: Action = Action::new("people.exported");
