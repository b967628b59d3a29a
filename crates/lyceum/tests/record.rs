//! The doctor reads the audit record and tells on whoever meddled with it.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

mod support;

use audit::{Action, Audit, Entry, Origin};
use base::World;
use database::{Database, DatabaseError, values};
use support::{Site, said};

const TESTED: Action = Action::new("test.made");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_entry_is_found_by_the_doctor() {
    let site = Site::new();
    site.start().stop().unwrap();
    let database = Database::open(&Database::sqlite_url(&site.data("lyceum.sqlite")))
        .await
        .unwrap();
    let audit = Audit::new(World::real());
    for number in 0..3 {
        let audit = audit.clone();
        let recorded = database.write::<_, DatabaseError, _>(move |tx| {
            let audit = audit.clone();
            Box::pin(async move {
                let entry = Entry::of_installation(&Origin::command_line(), TESTED).with("number", &number);
                audit.record(tx, entry).await
            })
        });
        recorded.await.unwrap();
    }
    let output = site.settings.run(&["doctor"]).unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("all as they were written"), "{}", said(&output));

    let meddled = database.write::<_, DatabaseError, _>(|tx| {
        Box::pin(async move {
            tx.execute("DROP TRIGGER audit_entries_refuses_update", values![])
                .await?;
            let change = "UPDATE audit_entries SET actor_kind = 'nobody' WHERE detail = '{\"number\":1}'";
            tx.execute(change, values![]).await
        })
    });
    assert_eq!(meddled.await.unwrap(), 1);
    database.close().await;
    let output = site.settings.run(&["doctor"]).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.contains("the chain of the installation is broken: entry"),
        "{said}"
    );
}
