//! One suite for both engines: values, transactions, grouping, migrations.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use base::World;
use database::{Database, DatabaseError, ErrorKind, Migration, MigrationError, Query, on_each_database, values};
use futures::future::join_all;

const SCHEMA: Migration = Migration::new(
    "1_things",
    "CREATE TABLE things (id BYTEA PRIMARY KEY, count BIGINT NOT NULL, note TEXT);\nCREATE INDEX things_count ON things (count);\n",
);

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("the shelf is full")]
    ShelfFull,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

async fn count(database: &Database) -> i64 {
    database
        .one("SELECT count(*) FROM things", values![])
        .await
        .unwrap()
        .unwrap()
        .get(0)
        .unwrap()
}

async fn insert(database: &Database, id: u8) -> Result<(), Refused> {
    database
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "INSERT INTO things (id, count, note) VALUES ($1, $2, $3)",
                    values![[id], 1, None::<&str>],
                )
                .await?;
                Ok(())
            })
        })
        .await
}

on_each_database! {
    async fn every_kind_of_value_reads_back(test: TestDatabase) {
        test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
        let write = |id: u8, note: Option<&'static str>| test.database.write::<_, DatabaseError, _>(move |tx| Box::pin(async move {
            tx.execute("INSERT INTO things (id, count, note) VALUES ($1, $2, $3)", values![[id, 0, 255], i64::MIN, note]).await
        }));
        write(1, Some("naïve 日本")).await.unwrap();
        write(2, None).await.unwrap();
        let rows = test.database.all("SELECT id, count, note FROM things ORDER BY id", values![]).await.unwrap();
        assert_eq!(rows[0].get::<[u8; 3]>(0).unwrap(), [1, 0, 255]);
        assert_eq!(rows[0].get::<i64>(1).unwrap(), i64::MIN);
        assert_eq!(rows[0].get::<String>(2).unwrap(), "naïve 日本");
        assert_eq!(rows[1].get::<Option<String>>(2).unwrap(), None);
        assert_eq!(rows[0].get::<[u8; 4]>(0).unwrap_err().kind(), ErrorKind::Defect);
    }

    async fn a_refusal_leaves_nothing_and_spares_the_neighbours(test: TestDatabase) {
        test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
        let outcomes = join_all((0..100_u8).map(|id| {
            let database = &test.database;
            async move {
                database.write::<_, Refused, _>(move |tx| Box::pin(async move {
                    tx.execute("INSERT INTO things (id, count, note) VALUES ($1, 0, NULL)", values![[id]]).await?;
                    if id % 10 == 3 { Err(Refused::ShelfFull) } else { Ok(id) }
                })).await
            }
        })).await;
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Err(Refused::ShelfFull))).count(), 10);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 90);
        assert_eq!(count(&test.database).await, 90);
    }

    async fn a_broken_rule_is_told_apart_and_the_writer_goes_on(test: TestDatabase) {
        test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
        insert(&test.database, 1).await.unwrap();
        let Err(Refused::Database(error)) = insert(&test.database, 1).await else { panic!("a duplicate went in") };
        assert_eq!(error.kind(), ErrorKind::Constraint);
        insert(&test.database, 2).await.unwrap();
        assert_eq!(count(&test.database).await, 2);
    }

    async fn a_swallowed_failure_is_no_success(test: TestDatabase) {
        test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
        let outcome = test.database.write::<_, DatabaseError, _>(|tx| Box::pin(async move {
            let _ = tx.execute("INSERT INTO nowhere (id) VALUES ($1)", values![1]).await;
            Ok(())
        })).await;
        assert!(outcome.is_err());
    }

    async fn a_panic_ends_one_write_and_no_more(test: TestDatabase) {
        test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
        let outcome = test.database.write::<(), DatabaseError, _>(|_| Box::pin(async { panic!("on purpose") })).await;
        assert!(outcome.is_err());
        insert(&test.database, 1).await.unwrap();
    }

    async fn lost_updates_do_not_happen(test: TestDatabase) {
        test.database.migrate(&[SCHEMA], &World::real()).await.unwrap();
        insert(&test.database, 1).await.unwrap();
        // Two openings stand for two servers: they meet in the database only.
        let other = Database::open(&test.url).await.unwrap();
        let increment = |database: Database| async move {
            for _ in 0..20 {
                database.write::<_, DatabaseError, _>(|tx| Box::pin(async move {
                    let row = tx.one("SELECT count FROM things", values![]).await?;
                    let count: i64 = row.map_or(Ok(0), |row| row.get(0))?;
                    tx.execute("UPDATE things SET count = $1", values![count + 1]).await
                })).await.unwrap();
            }
        };
        tokio::join!(increment(test.database.clone()), increment(other));
        let row = test.database.one("SELECT count FROM things", values![]).await.unwrap().unwrap();
        assert_eq!(row.get::<i64>(0).unwrap(), 41);
    }

    async fn migrations_run_once_and_strangers_are_refused(test: TestDatabase) {
        let world = World::real();
        let second = Migration::new("2_more", "ALTER TABLE things ADD COLUMN extra TEXT;\n");
        assert_eq!(test.database.migrate(&[second, SCHEMA], &world).await.unwrap(), ["1_things", "2_more"]);
        assert!(test.database.migrate(&[SCHEMA, second], &world).await.unwrap().is_empty());
        assert!(matches!(test.database.migrate(&[SCHEMA], &world).await, Err(MigrationError::Newer(name)) if name == "2_more"));
        let changed = Migration::new("1_things", "SELECT 1;\n");
        assert!(matches!(test.database.migrate(&[changed, second], &world).await, Err(MigrationError::Changed(_))));
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_called_damaged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("garbage.sqlite");
    std::fs::write(&path, vec![42; 8192]).unwrap();
    let error = Database::open(&Database::sqlite_url(&path)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
}

#[tokio::test]
async fn a_closed_database_is_complete_in_its_one_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("closed.sqlite");
    let database = Database::open(&Database::sqlite_url(&path)).await.unwrap();
    database.migrate(&[SCHEMA], &World::real()).await.unwrap();
    insert(&database, 1).await.unwrap();
    database.close().await;
    let copy = directory.path().join("copy.sqlite");
    std::fs::copy(&path, &copy).unwrap();
    assert_eq!(
        count(&Database::open(&Database::sqlite_url(&copy)).await.unwrap()).await,
        1
    );
}
