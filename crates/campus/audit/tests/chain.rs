//! The chains: written in order, whole under crowds, and telling on whoever meddles with them. On both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use audit::{Action, Audit, Entry, Finding, INSTALLATION, Origin, Report, chains, verify};
use base::World;
use database::{Database, DatabaseError, ErrorKind, Kind, Query, on_each_database, testing::TestDatabase, values};
use futures::future::join_all;
use kernel::{AccountId, InstituteId, client::Client};
use serde_json::json;

const RENAMED: Action = Action::new("test.renamed");
const ASHA: InstituteId = InstituteId::from_bytes([0xa5; 16]);
const BINA: InstituteId = InstituteId::from_bytes([0xb1; 16]);

async fn migrated(test: &TestDatabase) -> Audit {
    test.database.migrate(audit::MIGRATIONS, &World::real()).await.unwrap();
    Audit::new(World::real())
}

fn origin() -> Origin {
    let client = Client {
        address: Some("192.0.2.7".parse().unwrap()),
        agent: "Browser/1".to_owned(),
    };
    Origin::nobody(&client).by(AccountId::from_bytes([7; 16]))
}

async fn write(database: &Database, audit: &Audit, entry: Entry) -> Result<(), DatabaseError> {
    let audit = audit.clone();
    database
        .write(move |tx| {
            let (audit, entry) = (audit.clone(), entry.clone());
            Box::pin(async move { audit.record(tx, entry).await })
        })
        .await
}

/// `count` entries of an institute.
async fn fill(database: &Database, audit: &Audit, institute: InstituteId, count: usize) {
    for number in 1..=count {
        let entry = Entry::new(institute, &origin(), RENAMED)
            .on(format!("thing {number}"))
            .change(&json!({"name": "old"}), &json!({"name": format!("new {number}")}));
        write(database, audit, entry).await.unwrap();
    }
}

/// Somebody who owns the database and means no good: the triggers go first.
async fn meddle(database: &Database, deed: &str) {
    let drop: &[&str] = match database.kind() {
        Kind::Sqlite => &[
            "DROP TRIGGER IF EXISTS audit_entries_refuses_update",
            "DROP TRIGGER IF EXISTS audit_entries_refuses_delete",
        ],
        Kind::Postgres => &[
            "DROP TRIGGER IF EXISTS audit_entries_refuses_change ON audit_entries",
            "ALTER TABLE audit_entries NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE audit_heads NO FORCE ROW LEVEL SECURITY",
        ],
    };
    let statements: Vec<String> = drop.iter().copied().chain([deed]).map(str::to_owned).collect();
    let changed = database
        .write::<_, DatabaseError, _>(move |tx| {
            let statements = statements.clone();
            Box::pin(async move {
                let mut changed = 0;
                for statement in statements {
                    changed = tx.execute(database::AssertSqlSafe(statement), values![]).await?;
                }
                Ok(changed)
            })
        })
        .await
        .unwrap();
    assert!(changed > 0, "{deed} met no row");
}

async fn findings(database: &Database) -> Vec<Finding> {
    let report = verify(database, ASHA).await.unwrap();
    assert_eq!(report.intact, report.findings.is_empty());
    report.findings
}

/// A way to change the value of a column, in SQL.
fn changes(kind: Kind) -> Vec<(&'static str, &'static str)> {
    let flipped = match kind {
        Kind::Sqlite => "X'5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'",
        Kind::Postgres => "'\\x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'::bytea",
    };
    let hash = match kind {
        Kind::Sqlite => "X'5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'",
        Kind::Postgres => "'\\x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'::bytea",
    };
    vec![
        ("institute", flipped),
        ("number", "number + 100"),
        ("at", "at + 1"),
        ("actor_kind", "'system'"),
        ("actor", flipped),
        ("credential", "credential || 'x'"),
        ("action", "'test.removed'"),
        ("object", "'thing 3'"),
        ("origin_address", "'192.0.2.8'"),
        ("origin_agent", "origin_agent || ' '"),
        ("request", "'x'"),
        ("detail", "replace(detail, 'new 2', 'new 3')"),
        ("previous_hash", hash),
        ("hash", hash),
    ]
}

on_each_database! {
    async fn an_entry_stands_in_the_chain_as_it_was_given(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 3).await;
        fill(&test.database, &audit, INSTALLATION, 1).await;
        let report = verify(&test.database, ASHA).await.unwrap();
        assert!(report.intact);
        assert_eq!((report.entries, report.head.unwrap().number), (3, 3));
        assert_eq!(chains(&test.database).await.unwrap(), [INSTALLATION, ASHA]);
        let row = test.database.tenant(*ASHA.as_bytes())
            .one("SELECT actor_kind, action, object, origin_address, origin_agent, detail FROM audit_entries WHERE institute = $1 AND number = 2", values![ASHA])
            .await.unwrap().unwrap();
        let texts: Vec<String> = (0..6).map(|index| row.get(index).unwrap()).collect();
        assert_eq!(texts[..5], ["person", "test.renamed", "thing 2", "192.0.2.7", "Browser/1"]);
        let detail: serde_json::Value = serde_json::from_str(&texts[5]).unwrap();
        assert_eq!(detail, json!({"before": {"name": "old"}, "after": {"name": "new 2"}}));
    }

    async fn an_empty_chain_is_intact(test: TestDatabase) {
        migrated(&test).await;
        let expected = Report { intact: true, entries: 0, head: None, findings: Vec::new() };
        assert_eq!(verify(&test.database, ASHA).await.unwrap(), expected);
    }

    async fn a_deed_that_fails_leaves_no_entry(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 1).await;
        let failed = test.database.write::<(), DatabaseError, _>(move |tx| {
            let audit = audit.clone();
            Box::pin(async move {
                audit.record(tx, Entry::new(ASHA, &origin(), RENAMED)).await?;
                tx.execute("INSERT INTO nowhere (id) VALUES (1)", values![]).await?;
                Ok(())
            })
        }).await;
        assert!(failed.is_err());
        assert_eq!(verify(&test.database, ASHA).await.unwrap().entries, 1);
    }

    async fn two_hundred_at_once_make_one_unbroken_chain(test: TestDatabase) {
        let audit = migrated(&test).await;
        // Two openings stand for two servers: they meet in the database only.
        let other = Database::open(&test.url).await.unwrap();
        let written = join_all((0..200).map(|number| {
            let database = if number % 2 == 0 { &test.database } else { &other };
            let institute = if number % 10 == 0 { BINA } else { ASHA };
            write(database, &audit, Entry::new(institute, &origin(), RENAMED).with("number", &number))
        })).await;
        assert!(written.iter().all(Result::is_ok), "{:?}", written.iter().find(|it| it.is_err()));
        for (institute, entries) in [(ASHA, 180), (BINA, 20)] {
            let report = verify(&test.database, institute).await.unwrap();
            assert!(report.intact, "{:?}", report.findings);
            assert_eq!(report.entries, entries);
        }
    }

    async fn a_chain_that_grows_while_it_is_read_is_not_suspected(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 5).await;
        let growing = fill(&test.database, &audit, ASHA, 60);
        let reading = async {
            for _ in 0..40 {
                assert_eq!(findings(&test.database).await, []);
            }
        };
        tokio::join!(growing, reading);
    }

    async fn a_change_of_any_column_is_found(test: TestDatabase) {
        for (column, changed) in changes(test.database.kind()) {
            let fresh = match test.database.kind() {
                Kind::Sqlite => TestDatabase::sqlite().await,
                Kind::Postgres => TestDatabase::postgres().await,
            };
            let audit = migrated(&fresh).await;
            fill(&fresh.database, &audit, ASHA, 3).await;
            meddle(&fresh.database, &format!("UPDATE audit_entries SET {column} = {changed} WHERE number = 2")).await;
            assert_ne!(findings(&fresh.database).await, [], "a change of {column} goes unseen");
            fresh.database.close().await;
        }
    }

    async fn a_removed_entry_is_missed(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 5).await;
        meddle(&test.database, "DELETE FROM audit_entries WHERE number IN (2, 3)").await;
        assert_eq!(findings(&test.database).await, [
            Finding::Missing { first: 2, last: 3 },
            Finding::Unlinked { number: 4 },
        ]);
    }

    async fn a_removed_end_is_missed_and_so_is_a_whole_chain(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 5).await;
        meddle(&test.database, "DELETE FROM audit_entries WHERE number > 3").await;
        assert_eq!(findings(&test.database).await, [Finding::Missing { first: 4, last: 5 }]);
        meddle(&test.database, "DELETE FROM audit_heads").await;
        assert_eq!(findings(&test.database).await, [Finding::WrongHead { number: 3 }]);
        meddle(&test.database, "DELETE FROM audit_entries").await;
        assert_eq!(findings(&test.database).await, [Finding::Gone]);
    }

    async fn entries_that_change_places_are_found(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 4).await;
        for step in ["number = 99 WHERE number = 2", "number = 2 WHERE number = 3", "number = 3 WHERE number = 99"] {
            meddle(&test.database, &format!("UPDATE audit_entries SET {step}")).await;
        }
        let found = findings(&test.database).await;
        assert!(found.contains(&Finding::Changed { number: 2 }) && found.contains(&Finding::Changed { number: 3 }), "{found:?}");
    }

    async fn chains_that_change_places_are_found(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 2).await;
        fill(&test.database, &audit, BINA, 2).await;
        let (asha, bina, third) = match test.database.kind() {
            Kind::Sqlite => ("X'a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5'", "X'b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1'", "X'00'"),
            Kind::Postgres => ("'\\xa5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5'", "'\\xb1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1'", "'\\x00'"),
        };
        for table in ["audit_entries", "audit_heads"] {
            for (from, to) in [(asha, third), (bina, asha), (third, bina)] {
                meddle(&test.database, &format!("UPDATE {table} SET institute = {to} WHERE institute = {from}")).await;
            }
        }
        assert!(findings(&test.database).await.contains(&Finding::Changed { number: 1 }));
    }

    async fn line_breaks_and_control_characters_do_no_harm(test: TestDatabase) {
        let audit = migrated(&test).await;
        let mut origin = origin();
        origin.client.agent = "Mozilla\r\nX-Forged: 1\0\u{1b}[31m".to_owned();
        origin.request = "id\n\0".to_owned();
        let entry = Entry::new(ASHA, &origin, RENAMED)
            .on("name\r\nwith\0everything\u{85}")
            .change(&"a\0b", &"c\r\n=cmd()\u{202e}")
            .with("note", &"\u{0}");
        write(&test.database, &audit, entry).await.unwrap();
        assert_eq!(findings(&test.database).await, []);
        let row = test.database.tenant(*ASHA.as_bytes())
            .one("SELECT object, origin_agent, request, detail FROM audit_entries WHERE institute = $1", values![ASHA])
            .await.unwrap().unwrap();
        for column in 0..4 {
            let text: String = row.get(column).unwrap();
            assert!(!text.chars().any(char::is_control), "{text:?}");
        }
    }

    async fn what_was_recorded_can_be_neither_changed_nor_removed(test: TestDatabase) {
        let audit = migrated(&test).await;
        fill(&test.database, &audit, ASHA, 1).await;
        for deed in ["UPDATE audit_entries SET object = 'other'", "DELETE FROM audit_entries", "DELETE FROM audit_chains"] {
            let refused = test.database.write::<_, DatabaseError, _>(move |tx| Box::pin(async move {
                tx.enter(*ASHA.as_bytes());
                tx.execute(deed, values![]).await
            })).await;
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::Constraint, "{deed}");
        }
    }

    async fn recording_leaves_the_transaction_where_it_was(test: TestDatabase) {
        let audit = migrated(&test).await;
        let entered = test.database.write::<_, DatabaseError, _>(move |tx| {
            let audit = audit.clone();
            Box::pin(async move {
                let mut entered = Vec::new();
                audit.record(tx, Entry::new(ASHA, &origin(), RENAMED)).await?;
                entered.push(tx.entered());
                tx.enter(*BINA.as_bytes());
                audit.record(tx, Entry::of_installation(&Origin::system(), RENAMED)).await?;
                entered.push(tx.entered());
                Ok(entered)
            })
        });
        assert_eq!(entered.await.unwrap(), [None, Some(*BINA.as_bytes())]);
    }
}

#[tokio::test]
async fn an_institute_sees_no_chain_but_its_own() {
    let test = TestDatabase::postgres().await;
    let audit = migrated(&test).await;
    fill(&test.database, &audit, ASHA, 2).await;
    fill(&test.database, &audit, BINA, 3).await;
    for count in ["SELECT count(*) FROM audit_entries", "SELECT count(*) FROM audit_heads"] {
        let outside = test.database.one(count, values![]).await.unwrap().unwrap();
        assert_eq!(outside.get::<i64>(0).unwrap(), 0, "{count}");
    }
    let inside = test
        .database
        .tenant(*BINA.as_bytes())
        .one("SELECT count(*) FROM audit_entries", values![])
        .await;
    assert_eq!(inside.unwrap().unwrap().get::<i64>(0).unwrap(), 3);
}
