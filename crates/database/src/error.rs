//! What can go wrong between us and a database, sorted by what a caller can do about it.

/// What kind of trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Two writers met and this one lost; running it again may succeed.
    Conflict,
    /// A unique or other constraint refused the row.
    Constraint,
    /// The disk is full.
    Full,
    /// The file may not be written.
    ReadOnly,
    /// The file is damaged, or not a database.
    Corrupt,
    /// The database cannot be reached or does not answer in time.
    Unavailable,
    /// A column held something other than the code expected, or the SQL is wrong: a defect of ours.
    Defect,
}

/// A failed query or transaction.
#[derive(Debug, thiserror::Error)]
#[error("{}", advice(self.kind))]
pub struct DatabaseError {
    kind: ErrorKind,
    #[source]
    source: sqlx::Error,
}

fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Conflict => "the database is busy with a competing change; try again",
        ErrorKind::Constraint => "the database refused a row that breaks one of its rules",
        ErrorKind::Full => "the disk of the database is full; free some space and try again",
        ErrorKind::ReadOnly => "the database may not be written; check the permissions of its file and directory",
        ErrorKind::Corrupt => {
            "the database file is damaged; stop the server, keep a copy of the file and restore it from a backup"
        }
        ErrorKind::Unavailable => "the database cannot be reached; check that it runs and that its URL is right",
        ErrorKind::Defect => "the database did not answer as expected; this is a defect of Lyceum",
    }
}

impl DatabaseError {
    /// What kind of trouble it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// A defect of ours, told in words for the log.
    pub fn defect(what: String) -> Self {
        DatabaseError {
            kind: ErrorKind::Defect,
            source: sqlx::Error::Decode(what.into()),
        }
    }

    pub(crate) fn unavailable(what: &'static str) -> Self {
        DatabaseError {
            kind: ErrorKind::Unavailable,
            source: sqlx::Error::Protocol(what.into()),
        }
    }
}

impl From<sqlx::Error> for DatabaseError {
    fn from(source: sqlx::Error) -> Self {
        DatabaseError {
            kind: classify(&source),
            source,
        }
    }
}

fn classify(error: &sqlx::Error) -> ErrorKind {
    match error {
        sqlx::Error::Database(refusal) => match refusal.code().as_deref() {
            Some(code) => by_code(code, refusal.kind()),
            None => ErrorKind::Unavailable,
        },
        sqlx::Error::ColumnNotFound(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => ErrorKind::Defect,
        sqlx::Error::RowNotFound | sqlx::Error::TypeNotFound { .. } | sqlx::Error::Encode(_) => ErrorKind::Defect,
        _ => ErrorKind::Unavailable,
    }
}

/// SQLite reports its (extended) result codes as decimal numbers, PostgreSQL five-character SQLSTATEs.
/// Sources: <https://sqlite.org/rescode.html>, PostgreSQL manual, appendix A.
fn by_code(code: &str, kind: sqlx::error::ErrorKind) -> ErrorKind {
    if !matches!(kind, sqlx::error::ErrorKind::Other) {
        return ErrorKind::Constraint;
    }
    if code.len() == 5 {
        return match (code, &code[..2]) {
            ("40001" | "40P01" | "55P03", _) => ErrorKind::Conflict,
            ("53100", _) => ErrorKind::Full,
            ("25006", _) => ErrorKind::ReadOnly,
            (_, "XX") => ErrorKind::Corrupt,
            (_, "23") => ErrorKind::Constraint,
            (_, "08" | "53" | "57" | "58" | "28" | "3D") => ErrorKind::Unavailable,
            _ => ErrorKind::Defect,
        };
    }
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6) => ErrorKind::Conflict,
        Ok(8) => ErrorKind::ReadOnly,
        Ok(11 | 26) => ErrorKind::Corrupt,
        Ok(13) => ErrorKind::Full,
        Ok(19) => ErrorKind::Constraint,
        Ok(10 | 14) => ErrorKind::Unavailable,
        _ => ErrorKind::Defect,
    }
}
