//! An institute of ten thousand.

use std::time::{Duration, Instant};

use database::DatabaseError;
use institutes::people::members::{NewMember, insert_invited};
use kernel::Role;
use testkit::{TestCampus, TestInstitute, on_each_campus};

use crate::names;

const PEOPLE: usize = 10_000;
/// Far above what is met on a quiet machine with this unoptimised code, far below what a missing index costs.
const PATIENCE: Duration = Duration::from_secs(2);

async fn fill(campus: &TestCampus, institute: &TestInstitute<'_>) {
    let now = campus.kernel.world.now();
    for chunk in 0..PEOPLE / 500 {
        let (id, world) = (institute.id, campus.kernel.world.clone());
        let filled = campus.kernel.database.write::<_, DatabaseError, _>(move |tx| {
            tx.enter(*id.as_bytes());
            let world = world.clone();
            Box::pin(async move {
                for number in chunk * 500..(chunk + 1) * 500 {
                    let new = NewMember {
                        email: format!("student{number}@example.org"),
                        name: format!("Student {:05} of {}", number * 7919 % PEOPLE, number % 97),
                        role: Role::Student,
                        phone: None,
                        roll_number: Some(format!("R{number}")),
                        guardian_email: None,
                    };
                    insert_invited(tx, id, world.new_id(), &new, now).await?;
                }
                Ok(())
            })
        });
        filled.await.unwrap();
    }
}

on_each_campus! {
    async fn pages_of_ten_thousand_people_come_quickly(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        fill(&campus, &institute).await;
        for (query, found) in [
            ("limit=200", 200),
            ("limit=200&q=student", 200),
            ("limit=200&q=student%20042", 100),
            ("q=R9999", 1),
            ("q=student77@", 1),
            ("role=owner", 1),
            ("q=nobody", 0),
        ] {
            let path = institute.path(&format!("/people?{query}"));
            institute.owner.get(&path).await.expect(200);
            let begun = Instant::now();
            let page = institute.owner.get(&path).await.expect(200).json();
            let took = begun.elapsed();
            println!("{:?} {query}: {took:?}", campus.kernel.database.kind());
            assert_eq!(names(&page).len(), found, "{query}");
            assert!(took < PATIENCE, "{query} took {took:?}");
        }
        let begun = Instant::now();
        let summary = institute.owner.get(&institute.path("/people/summary")).await.expect(200).json();
        println!("{:?} summary: {:?}", campus.kernel.database.kind(), begun.elapsed());
        assert_eq!(summary["total"], PEOPLE + 1);
        let table = institute.owner.get(&institute.path("/people/export")).await.expect(200).text();
        assert_eq!(table.lines().count(), PEOPLE + 2);
    }
}
