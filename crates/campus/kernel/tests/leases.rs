//! Stories about leases, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::{Timestamp, World};
use database::{Database, DatabaseError, Query, on_each_database, testing::TestDatabase, values};
use kernel::{
    SessionId,
    leases::{self, Claim, LeaseLost, Subject, Verdict},
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};

const NOW: Timestamp = Timestamp(1_795_154_400_000_000);

async fn prepared(test: &TestDatabase) -> Database {
    test.database.migrate(kernel::MIGRATIONS, &World::real()).await.unwrap();
    test.database.clone()
}

fn session(number: u8) -> SessionId {
    SessionId::from_bytes([number; 16])
}

async fn take(database: &Database, subject: Subject, session: SessionId) -> Claim {
    let taken = database.write::<_, DatabaseError, _>(move |tx| leases::take(tx, subject, session, NOW));
    Claim {
        subject,
        session,
        epoch: taken.await.unwrap(),
    }
}

async fn check(database: &Database, claim: Claim) -> Result<(), LeaseLost> {
    let checked = database.write::<_, DatabaseError, _>(move |tx| Box::pin(leases::check(tx, claim)));
    checked.await.unwrap()
}

/// Saves a word as work, or keeps it aside.
async fn send(database: &Database, claim: Claim, word: &'static str) -> Verdict {
    let sent = database.write::<_, DatabaseError, _>(move |tx| {
        Box::pin(async move {
            let put = "INSERT INTO work (place, word) VALUES ($1, $2)";
            let verdict = leases::judge(tx, claim, |tx| {
                Box::pin(async move { tx.execute(put, values!["aside", word]).await.map(|_| ()) })
            });
            let verdict = verdict.await?;
            if verdict.is_accepted() {
                tx.execute(put, values!["saved", word]).await?;
            }
            Ok(verdict)
        })
    });
    sent.await.unwrap()
}

async fn words(database: &Database, place: &str) -> Vec<String> {
    let sql = "SELECT word FROM work WHERE place = $1 ORDER BY word LIMIT 100";
    let rows = database.all(sql, values![place]).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

/// One step of a story of two devices.
#[derive(Clone, Copy, Debug)]
enum Step {
    Take(u8),
    /// Sends work under one of the claims that were handed out, however old.
    Work(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(
        prop_oneof![(1..=2_u8).prop_map(Step::Take), (0..40_usize).prop_map(Step::Work)],
        1..30,
    )
}

/// Plays a story and checks after each step that of all claims ever handed out the latest holder's alone are accepted.
async fn play(database: &Database, subject: Subject, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut handed_out: Vec<Claim> = Vec::new();
    for step in steps {
        match step {
            Step::Take(number) => {
                let claim = take(database, subject, session(number)).await;
                if let Some(before) = handed_out.last() {
                    let grown = claim.epoch == before.epoch + u64::from(claim.session != before.session);
                    prop_assert!(grown, "{before:?} then {claim:?}");
                }
                handed_out.push(claim);
            }
            Step::Work(index) if !handed_out.is_empty() => {
                let claim = handed_out[index % handed_out.len()];
                let latest = handed_out.last() == Some(&claim);
                prop_assert_eq!(check(database, claim).await.is_ok(), latest);
            }
            Step::Work(_) => {}
        }
        let mut accepted = Vec::new();
        for claim in &handed_out {
            if check(database, *claim).await.is_ok() && !accepted.contains(&claim.epoch) {
                accepted.push(claim.epoch);
            }
        }
        prop_assert!(accepted.len() <= 1, "several epochs are accepted: {accepted:?}");
        prop_assert_eq!(accepted.last(), handed_out.last().map(|claim| &claim.epoch));
    }
    Ok(())
}

on_each_database! {
    async fn late_work_is_kept_and_not_counted(test: TestDatabase) {
        let database = prepared(&test).await;
        let make = database.write::<_, DatabaseError, _>(|tx| {
            Box::pin(async move { tx.execute("CREATE TABLE work (place TEXT, word TEXT)", values![]).await })
        });
        make.await.unwrap();
        let subject = Subject::new("test.exam", [1; 16]);
        let phone = take(&database, subject, session(1)).await;
        assert_eq!(send(&database, phone, "from the phone").await, Verdict::Accepted);
        let laptop = take(&database, subject, session(2)).await;
        assert_eq!(send(&database, phone, "late").await, Verdict::Kept(LeaseLost { epoch: laptop.epoch }));
        assert_eq!(send(&database, laptop, "from the laptop").await, Verdict::Accepted);
        assert_eq!(words(&database, "saved").await, ["from the laptop", "from the phone"]);
        assert_eq!(words(&database, "aside").await, ["late"]);
        let problem = Verdict::Kept(LeaseLost { epoch: 2 }).into_result().unwrap_err();
        assert_eq!((problem.status.as_u16(), problem.code, problem.fields["epoch"].as_u64()), (409, "LEASE_LOST", Some(2)));
    }

    async fn another_s_epoch_does_not_help_and_other_things_are_not_touched(test: TestDatabase) {
        let database = prepared(&test).await;
        let (one, two) = (Subject::new("test.exam", [1; 16]), Subject::new("test.exam", [2; 16]));
        let nobody = Claim { subject: one, session: session(1), epoch: 1 };
        assert_eq!(check(&database, nobody).await, Err(LeaseLost { epoch: 0 }));
        let holder = take(&database, one, session(1)).await;
        let thief = Claim { session: session(2), ..holder };
        assert_eq!(check(&database, thief).await, Err(LeaseLost { epoch: 1 }));
        take(&database, two, session(2)).await;
        take(&database, Subject::new("test.essay", [1; 16]), session(2)).await;
        assert_eq!(check(&database, holder).await, Ok(()));
        let closed = database.write::<_, DatabaseError, _>(move |tx| Box::pin(leases::close(tx, one)));
        closed.await.unwrap();
        assert_eq!(check(&database, holder).await, Err(LeaseLost { epoch: 0 }));
    }

    async fn whatever_two_devices_do_one_epoch_is_accepted(test: TestDatabase) {
        let database = prepared(&test).await;
        let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
        let here = tokio::runtime::Handle::current();
        let told = tokio::task::block_in_place(|| runner.run(&steps(), |steps| {
            let subject = Subject::new("test.exam", World::real().bytes());
            here.block_on(play(&database, subject, steps))
        }));
        told.unwrap();
    }

    async fn two_servers_that_hand_it_out_at_once_agree_on_the_last(test: TestDatabase) {
        let here = prepared(&test).await;
        let there = Database::open(&test.url).await.unwrap();
        let subject = Subject::new("test.exam", [1; 16]);
        let takes = (0..20_u8).map(|number| {
            let database = if number % 2 == 0 { here.clone() } else { there.clone() };
            async move { take(&database, subject, session(number)).await }
        });
        let claims = futures::future::join_all(takes).await;
        let mut accepted = 0;
        for claim in &claims {
            accepted += usize::from(check(&here, *claim).await.is_ok());
        }
        assert_eq!(accepted, 1);
        let mut epochs: Vec<u64> = claims.iter().map(|claim| claim.epoch).collect();
        epochs.sort_unstable();
        assert_eq!(epochs, (1..=20).collect::<Vec<_>>());
    }
}
