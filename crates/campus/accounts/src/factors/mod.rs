//! What somebody shows beside the password: a code of a letter, of an app, of a list on paper. Passkeys have a folder of
//! their own.

pub(crate) mod email;
mod has;

pub(crate) use has::has;
