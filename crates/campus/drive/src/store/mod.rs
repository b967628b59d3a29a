//! Every query of the drive. Reading functions take anything that can be asked; changing ones take a transaction.

pub mod chain;
pub mod listing;
pub mod moving;
pub mod nodes;
pub mod saving;
pub mod search;
pub mod totals;
pub mod trash;
pub mod tree;
pub mod uploads;
pub mod versions;
pub mod volumes;
