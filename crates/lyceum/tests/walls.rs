//! Every table that belongs to institutes has a wall around it. Run through `scripts/with-postgres`.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

use base::World;
use database::{Query, testing::TestDatabase, values};

#[tokio::test]
async fn every_table_with_a_column_institute_is_walled() {
    let test = TestDatabase::postgres().await;
    let migrations = lyceum::slices::migrations();
    test.database.migrate(&migrations, &World::real()).await.unwrap();
    let walled = "SELECT pg_class.relname::text FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY 1";
    let rows = test.database.all(walled, values![]).await.unwrap();
    let walled: Vec<String> = rows.iter().map(|row| row.get(0).unwrap()).collect();
    assert!(walled.contains(&"audit_entries".to_owned()), "{walled:?}");
    let open = "SELECT pg_class.relname::text FROM pg_class \
                JOIN pg_attribute ON pg_attribute.attrelid = pg_class.oid \
                JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace \
                WHERE pg_namespace.nspname = 'public' AND pg_class.relkind IN ('r', 'p') \
                AND pg_attribute.attname = 'institute' AND NOT pg_attribute.attisdropped \
                AND NOT (pg_class.relrowsecurity AND pg_class.relforcerowsecurity \
                AND EXISTS (SELECT 1 FROM pg_policy WHERE pg_policy.polrelid = pg_class.oid)) \
                ORDER BY 1";
    let rows = test.database.all(open, values![]).await.unwrap();
    let open: Vec<String> = rows.iter().map(|row| row.get(0).unwrap()).collect();
    assert!(
        open.is_empty(),
        "name these tables in `.walled(&[…])` of their migration: {open:?}"
    );
}
