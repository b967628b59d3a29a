//! The statements that put walls around tables, and whether the walls hold for us.

use crate::{Database, DatabaseError, Kind, Query, values};

/// The statements that put a wall around a table with a column `institute`.
///
/// `FORCE`, because the server owns its tables and owners are exempt otherwise. The setting is absent in a new session and
/// empty after a transaction that set it: the comparison is then with nothing, or with no bytes, and fails for every row.
pub(crate) fn wall(engine: Kind, table: &str) -> Vec<String> {
    if engine == Kind::Sqlite {
        return Vec::new();
    }
    let inside = "institute = decode(current_setting('lyceum.institute', true), 'hex')";
    vec![
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
        format!("CREATE POLICY institute_wall ON {table} USING ({inside}) WITH CHECK ({inside})"),
    ]
}

/// The statements after which a table takes new rows only.
pub(crate) fn append_only(engine: Kind, table: &str) -> Vec<String> {
    match engine {
        Kind::Sqlite => ["UPDATE", "DELETE"]
            .map(|deed| {
                let name = deed.to_lowercase();
                format!(
                    "CREATE TRIGGER {table}_refuses_{name} BEFORE {deed} ON {table} BEGIN \
                     SELECT RAISE(ABORT, 'rows of {table} are never changed or removed'); END"
                )
            })
            .to_vec(),
        Kind::Postgres => vec![
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME \
             USING ERRCODE = 'integrity_constraint_violation'; END $$"
                .to_owned(),
            format!(
                "CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            ),
        ],
    }
}

/// Whether the walls between institutes hold for the connected role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSecurity {
    /// The engine has no such walls (SQLite).
    Absent,
    /// They hold.
    Enforced,
    /// They do not: the role is exempt.
    Bypassed {
        /// The name of the role.
        role: String,
        /// Whether because it is a superuser; otherwise it has the attribute `BYPASSRLS`.
        superuser: bool,
    },
}

impl Database {
    /// Whether the walls between institutes hold for the role this database is used as.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn row_security(&self) -> Result<RowSecurity, DatabaseError> {
        if self.kind() == Kind::Sqlite {
            return Ok(RowSecurity::Absent);
        }
        let role = "SELECT rolname::text, rolsuper::int::bigint, rolbypassrls::int::bigint FROM pg_roles \
                    WHERE rolname = current_user";
        let Some(row) = self.one(role, values![]).await? else {
            return Err(DatabaseError::defect(
                "the connected role is in no list of roles".into(),
            ));
        };
        let superuser = row.get(1)?;
        Ok(if superuser || row.get(2)? {
            RowSecurity::Bypassed {
                role: row.get(0)?,
                superuser,
            }
        } else {
            RowSecurity::Enforced
        })
    }
}
