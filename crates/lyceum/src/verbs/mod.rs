//! The verbs of the command line, one file each.

pub mod doctor;
pub mod institute;
pub mod migrate;
pub mod openapi;
pub mod serve;
pub mod settings;
pub mod token;
pub mod user;
pub mod verify;
