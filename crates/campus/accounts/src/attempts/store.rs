//! Queries about attempts.

use base::Timestamp;
use database::{AssertSqlSafe, DatabaseError, Query, Row, Tx, values};
use kernel::SessionId;

use super::{
    model::{Attempt, Factor, FirstFactor, PER_SUBJECT, Purpose, SentCode, Subject},
    state::State,
};
use crate::secret::{Secret, SecretHash};

const COLUMNS: &str = "purpose, subject, account, session, state, first, second, strong, remember, browser, sealed, \
                       code, code_tries, code_ends_at, codes, sent_at, tries, created_at, expires_at";

/// Writes a new attempt. The oldest of too many about the same address gives way.
pub(crate) async fn insert(tx: &mut Tx, attempt: &Attempt) -> Result<(), DatabaseError> {
    tx.execute(
        "DELETE FROM attempts WHERE id IN (\
         SELECT id FROM attempts WHERE subject = $1 AND purpose = $2 ORDER BY created_at DESC, id LIMIT 1000 OFFSET $3)",
        values![attempt.subject.0, purpose_name(attempt.purpose), PER_SUBJECT - 1],
    )
    .await?;
    let sql = format!(
        "INSERT INTO attempts (id, {COLUMNS}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    );
    tx.execute(
        AssertSqlSafe(sql),
        values![
            attempt.id.0,
            purpose_name(attempt.purpose),
            attempt.subject.0,
            attempt.account,
            attempt.session,
            attempt.state.name(),
            attempt.first.map(first_name),
            attempt.second.map(factor_name),
            attempt.strong,
            attempt.remember,
            attempt.browser.map(|browser| browser.to_vec()),
            attempt.sealed.clone(),
            attempt.code.map(|code| code.hash.to_vec()),
            attempt.code.map_or(0, |code| code.tries),
            attempt.code.map(|code| code.ends_at),
            attempt.codes,
            attempt.sent_at,
            attempt.tries,
            attempt.created_at,
            attempt.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The attempt behind a secret.
pub(crate) async fn find(query: impl Query, secret: &Secret) -> Result<Option<Attempt>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE id = $1");
    let id = secret.hash();
    let row = query.one(AssertSqlSafe(sql), values![id.0]).await?;
    row.map(|row| attempt(&row, id, secret.clone())).transpose()
}

/// Moves the attempt on if it still stands where it was seen; `false` when somebody else was quicker.
pub(crate) async fn advance(tx: &mut Tx, attempt: &Attempt, to: State) -> Result<bool, DatabaseError> {
    let sql = "UPDATE attempts SET state = $3, second = $4, strong = $5, remember = $6 WHERE id = $1 AND state = $2";
    let values = values![
        attempt.id.0,
        attempt.state.name(),
        to.name(),
        attempt.second.map(factor_name),
        attempt.strong,
        attempt.remember
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Keeps a code that is being sent. It takes the place of the one before.
pub(crate) async fn keep_code(
    tx: &mut Tx,
    id: SecretHash,
    code: SentCode,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE attempts SET code = $2, code_tries = 0, code_ends_at = $3, codes = codes + 1, sent_at = $4 \
               WHERE id = $1";
    tx.execute(sql, values![id.0, code.hash, code.ends_at, now]).await?;
    Ok(())
}

/// Counts a wrong code; the last try takes the code away.
pub(crate) async fn count_wrong_code(tx: &mut Tx, id: SecretHash, last: bool) -> Result<(), DatabaseError> {
    let sql = "UPDATE attempts SET code_tries = code_tries + 1 WHERE id = $1";
    tx.execute(sql, values![id.0]).await?;
    if last {
        forget_code(tx, id).await?;
    }
    Ok(())
}

/// No code is good twice.
pub(crate) async fn forget_code(tx: &mut Tx, id: SecretHash) -> Result<(), DatabaseError> {
    tx.execute("UPDATE attempts SET code = NULL WHERE id = $1", values![id.0])
        .await?;
    Ok(())
}

/// Counts a try with a code that was not sent: of an app, or of the recovery list.
pub(crate) async fn count_try(tx: &mut Tx, id: SecretHash) -> Result<(), DatabaseError> {
    tx.execute("UPDATE attempts SET tries = tries + 1 WHERE id = $1", values![id.0])
        .await?;
    Ok(())
}

/// The confirmation of a session, by what is sealed in it: its secret.
pub(crate) async fn of_session(query: impl Query, session: SessionId) -> Result<Option<Vec<u8>>, DatabaseError> {
    let row = query
        .one("SELECT sealed FROM attempts WHERE session = $1", values![session])
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}

/// Forgets the confirmation of a session.
pub(crate) async fn end_of_session(tx: &mut Tx, session: SessionId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM attempts WHERE session = $1", values![session])
        .await?;
    Ok(())
}

/// Forgets up to 1,000 attempts that expired before `moment`.
pub(crate) async fn forget_expired(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM attempts WHERE id IN (SELECT id FROM attempts WHERE expires_at < $1 LIMIT 1000)";
    tx.execute(sql, values![moment]).await
}

fn attempt(row: &Row, id: SecretHash, secret: Secret) -> Result<Attempt, DatabaseError> {
    let code: Option<[u8; 32]> = row.get(11)?;
    let code = match (code, row.get::<Option<Timestamp>>(13)?) {
        (Some(hash), Some(ends_at)) => Some(SentCode {
            hash,
            tries: row.get(12)?,
            ends_at,
        }),
        _ => None,
    };
    Ok(Attempt {
        id,
        secret,
        purpose: purpose(&row.get::<String>(0)?),
        subject: Subject(row.get(1)?),
        account: row.get(2)?,
        session: row.get(3)?,
        state: State::named(&row.get::<String>(4)?),
        first: row.get::<Option<String>>(5)?.as_deref().and_then(first),
        second: row.get::<Option<String>>(6)?.as_deref().and_then(factor),
        strong: row.get(7)?,
        remember: row.get(8)?,
        browser: row.get(9)?,
        sealed: row.get(10)?,
        code,
        codes: row.get(14)?,
        sent_at: row.get(15)?,
        tries: row.get(16)?,
        created_at: row.get(17)?,
        expires_at: row.get(18)?,
    })
}

fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => "sign_in",
        Purpose::Register => "register",
        Purpose::Confirm => "confirm",
    }
}

/// The purpose decides only which route takes the attempt, so an unknown one must fit none that signs in.
fn purpose(name: &str) -> Purpose {
    match name {
        "sign_in" => Purpose::SignIn,
        "register" => Purpose::Register,
        _ => Purpose::Confirm,
    }
}

fn first_name(first: FirstFactor) -> &'static str {
    match first {
        FirstFactor::Password => "password",
        FirstFactor::Google => "google",
        FirstFactor::Passkey => "passkey",
    }
}

fn first(name: &str) -> Option<FirstFactor> {
    [FirstFactor::Password, FirstFactor::Google, FirstFactor::Passkey]
        .into_iter()
        .find(|first| first_name(*first) == name)
}

fn factor_name(factor: Factor) -> &'static str {
    match factor {
        Factor::Passkey => "passkey",
        Factor::Totp => "totp",
        Factor::Email => "email",
        Factor::Recovery => "recovery",
    }
}

fn factor(name: &str) -> Option<Factor> {
    [Factor::Passkey, Factor::Totp, Factor::Email, Factor::Recovery]
        .into_iter()
        .find(|factor| factor_name(*factor) == name)
}
