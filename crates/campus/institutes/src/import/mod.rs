//! Many people at once, from a file.
//!
//! **How an import goes.** Somebody uploads a CSV file or a workbook. A job reads it, checks every line and writes down what
//! is wrong with it: the import is *checked*, and nothing has changed. Whoever confirms it starts a second job, which puts
//! the good lines into the directory, some fifty in one transaction. A line whose address came into the directory meanwhile
//! is passed over. A server that dies leaves the rest to the next one: each line is marked in the transaction that makes
//! the person, so it makes only one.
//!
//! **Who joins at once.** A line with a password hash from elsewhere makes an account with it, if there is none with the
//! address. Everybody else is only in the directory until they follow an invitation: an address in a file is not a consent,
//! least of all that of somebody who has an account already.
//!
//! **Bounds.** 20 MiB, 20,000 lines, 50 columns, three imports under way in an institute, one file being read in a process.
//! Imports are forgotten after a week.

mod apply;
mod check;
mod file;
mod forget;
pub(crate) mod http;
mod model;
mod read;
mod store;

pub(crate) use apply::ApplyImport;
pub(crate) use forget::ForgetImports;
pub(crate) use read::ReadImport;

base::id_kinds! {
    /// An import of people from a file.
    ImportId = "import";
}
