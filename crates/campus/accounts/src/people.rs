//! What institutes ask of the accounts of their people.

use async_trait::async_trait;
use database::{AssertSqlSafe, DatabaseError, Query, Tx, Value, values};
use kernel::{AccountId, InstallationRole, InstituteId, NewPerson, People, Person, Problem};

use crate::{
    Accounts, Email, Error, PersonName,
    account::store::{self, NO_PASSWORD, NewAccount},
    password, sessions,
};

#[async_trait]
impl People for Accounts {
    async fn find(&self, accounts: &[AccountId]) -> Result<Vec<Person>, Problem> {
        let sql = format!(
            "SELECT id, email, name, last_seen_at, \
             (SELECT COUNT(*) FROM authenticators WHERE account = accounts.id AND sealed IS NOT NULL) \
             + (SELECT COUNT(*) FROM passkeys WHERE account = accounts.id) \
             FROM accounts WHERE id IN ({})",
            places(accounts)
        );
        let rows = self.database.all(AssertSqlSafe(sql), ids(accounts)).await?;
        let people = rows.iter().map(|row| {
            Ok(Person {
                account: row.get(0)?,
                email: row.get(1)?,
                name: row.get(2)?,
                last_seen_at: row.get(3)?,
                strong_factor: row.get::<u64>(4)? > 0,
            })
        });
        Ok(people.collect::<Result<_, DatabaseError>>()?)
    }

    async fn by_email(&self, tx: &mut Tx, email: &str) -> Result<Option<AccountId>, DatabaseError> {
        let Ok(email) = email.parse::<Email>() else {
            return Ok(None);
        };
        let row = tx
            .one("SELECT id FROM accounts WHERE email = $1", values![email.as_str()])
            .await?;
        row.map(|row| row.get(0)).transpose()
    }

    async fn create(&self, tx: &mut Tx, new: &NewPerson) -> Result<AccountId, DatabaseError> {
        let unchecked = |_: Problem| DatabaseError::defect("an account was made of what was not checked".into());
        let account = NewAccount {
            id: self.world.new_id(),
            email: new.email.parse().map_err(unchecked)?,
            name: new.name.parse().map_err(unchecked)?,
            password_hash: new.password_hash.clone().unwrap_or_else(|| NO_PASSWORD.to_owned()),
            language: new.locale,
            created_at: self.world.now(),
        };
        let made = store::insert(tx, &account, InstallationRole::Member).await;
        made.map_err(|error| match error {
            Error::Database(error) => error,
            other => DatabaseError::defect(other.to_string()),
        })?;
        self.volumes.created(tx, account.id).await?;
        Ok(account.id)
    }

    fn check(&self, new: &NewPerson) -> Result<(), Problem> {
        new.email.parse::<Email>()?;
        new.name.parse::<PersonName>()?;
        new.password_hash.as_deref().map_or(Ok(()), password::check_brought)
    }

    async fn end_sessions(&self, account: AccountId) -> Result<u64, Problem> {
        let now = self.world.now();
        let ended = self.database.write::<_, DatabaseError, _>(move |tx| {
            Box::pin(sessions::end_all(
                tx,
                account,
                None,
                sessions::Reason::Administrator,
                now,
            ))
        });
        let ended = ended.await?;
        self.ended(account, &ended);
        Ok(u64::try_from(ended.len()).unwrap_or(u64::MAX))
    }

    async fn reset(&self, account: AccountId, institute: InstituteId, strip_factors: bool) -> Result<(), Problem> {
        Ok(self.reset_by_institute(account, institute, strip_factors).await?)
    }

    async fn export(&self, account: AccountId) -> Result<serde_json::Value, Problem> {
        Ok(self.export_account(account).await?)
    }
}

/// `$1, $2, …`; a list in SQL has one element at least.
fn places(accounts: &[AccountId]) -> String {
    let places: Vec<String> = (1..=accounts.len()).map(|place| format!("${place}")).collect();
    if places.is_empty() {
        "NULL".to_owned()
    } else {
        places.join(", ")
    }
}

fn ids(accounts: &[AccountId]) -> Vec<Value> {
    accounts.iter().map(|account| Value::from(*account)).collect()
}
