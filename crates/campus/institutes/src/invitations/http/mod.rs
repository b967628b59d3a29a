//! The routes about invitations; one file for each action.

pub(crate) mod accept_invitation;
pub(crate) mod invite_person;
pub(crate) mod look_at_invitation;
pub(crate) mod resend_invitation;
pub(crate) mod revoke_invitation;
