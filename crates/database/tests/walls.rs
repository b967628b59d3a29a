//! Walls between institutes, and tables that only grow.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use base::World;
use database::{
    Database, DatabaseError, ErrorKind, Kind, Migration, Query, RowSecurity, Tx, Value, on_each_database,
    testing::TestDatabase, values,
};
use futures::future::join_all;

const SCHEMA: Migration = Migration::new(
    "1_notes",
    "CREATE TABLE notes (institute BYTEA NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (institute, number));\n",
)
.walled(&["notes"]);

const LOG: Migration = Migration::new(
    "2_log",
    "CREATE TABLE log (number BIGINT PRIMARY KEY, note TEXT NOT NULL);\n",
)
.append_only(&["log"]);

const ASHA: [u8; 16] = [0xa5; 16];
const BINA: [u8; 16] = [0xb1; 16];

async fn note(
    database: &Database,
    entered: Option<[u8; 16]>,
    institute: [u8; 16],
    number: i64,
) -> Result<u64, DatabaseError> {
    database
        .write(move |tx| {
            Box::pin(async move {
                if let Some(entered) = entered {
                    tx.enter(entered);
                }
                insert(tx, institute, number).await
            })
        })
        .await
}

async fn insert(tx: &mut Tx, institute: [u8; 16], number: i64) -> Result<u64, DatabaseError> {
    let sql = "INSERT INTO notes (institute, number) VALUES ($1, $2)";
    tx.execute(sql, values![institute, number]).await
}

/// The numbers of all notes that can be seen, whoever they belong to.
async fn seen(query: impl Query) -> Vec<i64> {
    let rows = query
        .all("SELECT number FROM notes ORDER BY number", values![])
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

async fn change(database: &Database, sql: &'static str, values: Vec<Value>) -> Result<u64, DatabaseError> {
    database
        .write(move |tx| {
            let values = values.clone();
            Box::pin(async move { tx.execute(sql, values).await })
        })
        .await
}

async fn walled() -> TestDatabase {
    let test = TestDatabase::postgres().await;
    test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
    test
}

#[tokio::test]
async fn outside_of_all_walls_nothing_is_seen_or_written() {
    let test = walled().await;
    note(&test.database, Some(ASHA), ASHA, 1).await.unwrap();
    assert_eq!(seen(&test.database).await, [] as [i64; 0]);
    assert!(note(&test.database, None, ASHA, 2).await.is_err());
    assert_eq!(change(&test.database, "DELETE FROM notes", values![]).await.unwrap(), 0);
    // A connection that has been inside keeps an empty setting, which must deny as well.
    for _ in 0..20 {
        assert_eq!(seen(test.database.tenant(ASHA)).await, [1]);
        assert_eq!(seen(&test.database).await, [] as [i64; 0]);
    }
}

#[tokio::test]
async fn inside_the_walls_only_the_own_rows_exist() {
    let test = walled().await;
    note(&test.database, Some(ASHA), ASHA, 1).await.unwrap();
    note(&test.database, Some(BINA), BINA, 2).await.unwrap();
    assert_eq!(seen(test.database.tenant(ASHA)).await, [1]);
    assert_eq!(seen(test.database.tenant(BINA)).await, [2]);
    let changed = test.database.write::<_, DatabaseError, _>(|tx| {
        Box::pin(async move {
            tx.enter(ASHA);
            tx.execute("UPDATE notes SET number = number + 10", values![]).await
        })
    });
    assert_eq!(changed.await.unwrap(), 1);
    assert_eq!(seen(test.database.tenant(BINA)).await, [2]);
}

#[tokio::test]
async fn nothing_is_written_across_a_wall() {
    let test = walled().await;
    assert!(note(&test.database, Some(ASHA), BINA, 1).await.is_err());
    note(&test.database, Some(ASHA), ASHA, 1).await.unwrap();
    let moved = test.database.write::<_, DatabaseError, _>(|tx| {
        Box::pin(async move {
            tx.enter(ASHA);
            tx.execute("UPDATE notes SET institute = $1", values![BINA]).await
        })
    });
    assert!(moved.await.is_err());
    assert_eq!(seen(test.database.tenant(BINA)).await, [] as [i64; 0]);
}

#[tokio::test]
async fn a_tenant_only_reads() {
    let test = walled().await;
    let tenant = test.database.tenant(ASHA);
    let refused = tenant
        .all(
            "INSERT INTO notes (institute, number) VALUES ($1, 1) RETURNING number",
            values![ASHA],
        )
        .await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::ReadOnly);
}

#[tokio::test]
async fn going_back_to_a_savepoint_keeps_the_closure_where_it_is() {
    let test = walled().await;
    let counts = test.database.write::<_, DatabaseError, _>(|tx| {
        Box::pin(async move {
            let mut counts = Vec::new();
            tx.enter(ASHA);
            insert(tx, ASHA, 1).await?;
            tx.execute("SAVEPOINT here", values![]).await?;
            tx.enter(BINA);
            insert(tx, BINA, 2).await?;
            tx.execute("ROLLBACK TO SAVEPOINT here", values![]).await?;
            // PostgreSQL is back inside the walls of Asha; the closure is not.
            counts.push(seen(&mut *tx).await);
            tx.enter(ASHA);
            counts.push(seen(&mut *tx).await);
            tx.leave();
            counts.push(seen(&mut *tx).await);
            Ok(counts)
        })
    });
    assert_eq!(counts.await.unwrap(), [vec![], vec![1], vec![]]);
}

#[tokio::test]
async fn the_connected_role_is_held_by_the_walls() {
    let test = walled().await;
    assert_eq!(test.database.row_security().await.unwrap(), RowSecurity::Enforced);
    let sqlite = TestDatabase::sqlite().await;
    assert_eq!(sqlite.database.row_security().await.unwrap(), RowSecurity::Absent);
}

const TENANTS: i64 = 4;

fn tenant(number: i64) -> [u8; 16] {
    [u8::try_from(number % TENANTS).unwrap(); 16]
}

/// Every fifth closure enters nothing, after its neighbours did.
fn enters(number: i64) -> bool {
    number % 5 != 0
}

/// A hundred writes of several tenants at once, each of which looks around before and after it has entered.
async fn crowd(database: &Database, first: i64, fails: fn(i64) -> bool) {
    let views = join_all((first..first + 100).map(|number| {
        database.write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move {
                let outside = seen(&mut *tx).await;
                if !enters(number) {
                    return Ok((outside, Vec::new()));
                }
                tx.enter(tenant(number));
                insert(tx, tenant(number), number).await?;
                if fails(number) {
                    insert(tx, tenant(number), number).await?;
                }
                Ok((outside, seen(&mut *tx).await))
            })
        })
    }))
    .await;
    for (number, view) in (first..).zip(views) {
        assert_eq!(view.is_ok(), !(enters(number) && fails(number)), "closure {number}");
        if let (Ok((outside, inside)), Kind::Postgres) = (view, database.kind()) {
            assert!(
                outside.is_empty(),
                "closure {number} saw {outside:?} outside of all walls"
            );
            assert!(
                inside.iter().all(|it| tenant(*it) == tenant(number)),
                "closure {number} saw {inside:?}"
            );
        }
    }
}

on_each_database! {
    async fn neighbours_of_one_batch_do_not_see_each_other(test: TestDatabase) {
        test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
        crowd(&test.database, 0, |_| false).await;
        // A failure sends the whole batch back: each closure then runs again, alone.
        crowd(&test.database, 100, |number| number % 7 == 0).await;
        for rest in 0..TENANTS {
            let tenant = tenant(rest);
            let rows = test.database.tenant(tenant)
                .all("SELECT number FROM notes WHERE institute = $1 ORDER BY number", values![tenant]).await.unwrap();
            let numbers: Vec<i64> = rows.iter().map(|row| row.get(0).unwrap()).collect();
            let expected = (0..200).filter(|it| it % TENANTS == rest && enters(*it) && (*it < 100 || it % 7 != 0));
            assert_eq!(numbers, expected.collect::<Vec<_>>());
        }
    }

    async fn what_is_written_once_stays(test: TestDatabase) {
        test.database.migrate(&[LOG], &World::real()).await.unwrap();
        change(&test.database, "INSERT INTO log (number, note) VALUES (1, 'first')", values![]).await.unwrap();
        let mut deeds = vec!["UPDATE log SET note = 'other'", "DELETE FROM log WHERE number = 1"];
        if test.database.kind() == Kind::Postgres {
            deeds.push("TRUNCATE log");
        }
        for deed in deeds {
            let error = change(&test.database, deed, values![]).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Constraint, "{deed}");
            assert!(base::chain(&error).contains("rows of log are never changed or removed"), "{deed}: {}", base::chain(&error));
        }
        let row = test.database.one("SELECT note FROM log WHERE number = 1", values![]).await.unwrap().unwrap();
        assert_eq!(row.get::<String>(0).unwrap(), "first");
    }

    async fn a_step_without_walls_keeps_the_checksum_it_always_had(test: TestDatabase) {
        let step = Migration::new("1_things", "CREATE TABLE things (id BYTEA PRIMARY KEY);\n");
        test.database.migrate(&[step], &World::real()).await.unwrap();
        let row = test.database.one("SELECT checksum FROM schema_migrations", values![]).await.unwrap().unwrap();
        let expected = blake3::hash(step.sql.as_bytes()).to_hex().to_string();
        assert_eq!(row.get::<String>(0).unwrap(), expected);
    }
}
