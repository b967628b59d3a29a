//! Rows of an institute lie behind its walls.

use database::{DatabaseError, Kind, Query, values};
use kernel::{InstituteId, Role};
use testkit::{TestCampus, on_each_campus};

use crate::invite;

const TABLES: [&str; 5] = [
    "institute_logos",
    "members",
    "invitations",
    "invitation_days",
    "policies",
];

async fn rows(campus: &TestCampus, inside: Option<InstituteId>, table: &str) -> u64 {
    let sql = database::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    let row = match inside {
        Some(institute) => {
            campus
                .kernel
                .database
                .tenant(*institute.as_bytes())
                .one(sql, values![])
                .await
        }
        None => campus.kernel.database.one(sql, values![]).await,
    };
    row.unwrap().unwrap().get(0).unwrap()
}

on_each_campus! {
    async fn a_query_that_forgets_the_institute_sees_nothing_of_another(campus: TestCampus) {
        let (one, two) = (campus.institute("One").await, campus.institute("Two").await);
        one.person(Role::Student, "asha").await;
        invite(&one, "ravi", "student").await.expect(201);
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x40\0\0\0\x40\x08\x06\0\0\0";
        one.owner.put(&one.path("/logo")).body(&png[..]).await.expect(200);
        if campus.kernel.database.kind() == Kind::Sqlite {
            return;
        }
        for table in TABLES {
            assert_eq!(rows(&campus, None, table).await, 0, "{table}");
            assert!(rows(&campus, Some(one.id), table).await > 0, "{table}");
        }
        assert_eq!(rows(&campus, Some(two.id), "members").await, 1);
        assert_eq!(rows(&campus, Some(two.id), "invitations").await, 0);
    }

    async fn nothing_is_written_into_another_institute(campus: TestCampus) {
        if campus.kernel.database.kind() == Kind::Sqlite {
            return;
        }
        let (one, two) = (campus.institute("One").await.id, campus.institute("Two").await.id);
        let moved = campus.kernel.database.write::<_, DatabaseError, _>(move |tx| {
            tx.enter(*one.as_bytes());
            Box::pin(async move { tx.execute("UPDATE members SET institute = $1", values![two]).await })
        });
        assert!(moved.await.is_err());
        let renamed = campus.kernel.database.write::<_, DatabaseError, _>(move |tx| {
            tx.enter(*one.as_bytes());
            Box::pin(async move { tx.execute("UPDATE members SET name = $1", values!["Mallory"]).await })
        });
        assert_eq!(renamed.await.unwrap(), 1);
    }
}
