//! The database: reachable, whole, of this version.

use ::database::{Database, ErrorKind, Kind, MigrationError, RowSecurity};
use base::chain;

use super::Check;
use crate::settings::Settings;

const NAME: &str = "database";
/// The check that tells whether the tables are those of this program.
pub(super) const SCHEMA: &str = "schema";

/// The database, if it can be asked, and what was seen of it.
pub(super) async fn examine(settings: &Settings) -> (Option<Database>, Vec<Check>) {
    // Opening would make the file.
    if let Some(path) = settings.sqlite_path()
        && matches!(path.try_exists(), Ok(false))
    {
        let detail = format!("{} does not exist yet", path.display());
        return (
            None,
            vec![Check::warn(NAME, detail, "the first `lyceum serve` makes it")],
        );
    }
    let database = match Database::open(&settings.database_url()).await {
        Ok(database) => database,
        Err(error) => {
            let advice = match error.kind() {
                ErrorKind::Corrupt => "stop the server, keep a copy of the file, restore the last backup",
                _ => "check that it runs, that LYCEUM_DATABASE_URL is right, and who may use it",
            };
            return (None, vec![Check::fail(NAME, chain(&error), advice)]);
        }
    };
    let mut checks = vec![whole(&database).await, schema(&database).await];
    checks.extend(walls(&database).await);
    (Some(database), checks)
}

async fn whole(database: &Database) -> Check {
    let kind = match database.kind() {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
    };
    match database.inspect().await {
        Ok(findings) if findings.is_empty() => Check::ok(NAME, format!("{kind} answers and is whole")),
        Ok(findings) => Check::fail(
            NAME,
            format!("{kind} is damaged: {}", findings.join("; ")),
            "stop the server, keep a copy of the file, restore the last backup, then run `lyceum verify --all`",
        ),
        Err(error) => Check::fail(NAME, chain(&error), "check that it runs and has room"),
    }
}

async fn schema(database: &Database) -> Check {
    match database.migration_state(&crate::slices::migrations()).await {
        Ok(state) if state.pending.is_empty() => {
            Check::ok(SCHEMA, format!("up to date ({} steps)", state.applied.len()))
        }
        Ok(state) => Check::warn(
            SCHEMA,
            format!("{} steps behind this program", state.pending.len()),
            "`lyceum serve` or `lyceum migrate` brings it up to date; back the database up first",
        ),
        Err(error @ (MigrationError::Newer(_) | MigrationError::Changed(_))) => {
            Check::fail(SCHEMA, error.to_string(), "use the program that fits the database")
        }
        Err(error) => Check::fail(SCHEMA, chain(&error), "check that the database may be written"),
    }
}

/// Whether PostgreSQL itself keeps institutes apart, should a query of ours ever forget to.
async fn walls(database: &Database) -> Option<Check> {
    let name = "row security";
    Some(match database.row_security().await {
        Ok(RowSecurity::Absent) => return None,
        Ok(RowSecurity::Enforced) => Check::ok(name, "PostgreSQL keeps the rows of institutes apart"),
        Ok(RowSecurity::Bypassed { role, superuser }) => bypassed(name, &role, superuser),
        Err(error) => Check::fail(name, chain(&error), "check that the database runs"),
    })
}

fn bypassed(name: &str, role: &str, superuser: bool) -> Check {
    let (why, advice) = if superuser {
        ("is a superuser", "ALTER ROLE … NOSUPERUSER NOBYPASSRLS")
    } else {
        ("has BYPASSRLS", "ALTER ROLE … NOBYPASSRLS")
    };
    Check::warn(
        name,
        format!("the role {role} {why}, so PostgreSQL does not keep the rows of institutes apart"),
        format!(
            "run `{advice}` as another superuser, or let Lyceum connect as a plain role that owns the database; \
             until then only the queries themselves keep institutes apart"
        ),
    )
}
