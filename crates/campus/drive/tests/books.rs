//! Whatever people do, the books balance: totals, allowance, references and names agree with the files.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::HashSet;

use base::{SeededEntropy, SystemClock, World};
use database::{Query, on_each_database, values};
use serde_json::{Value, json};
use support::{Person, TestDrive, content, noise, text};

/// What chance decides.
struct Dice(World);

impl Dice {
    fn below(&self, most: usize) -> usize {
        usize::from(u16::from_le_bytes(self.0.bytes())) % most
    }

    fn pick<'t, T>(&self, things: &'t [T]) -> Option<&'t T> {
        if things.is_empty() {
            None
        } else {
            things.get(self.below(things.len()))
        }
    }
}

/// Everything a person has, in the trash or not.
async fn everything(person: &Person) -> Vec<Value> {
    let mut found = person.all("/api/search?q=n").await;
    found.extend(person.all("/api/trash?").await);
    found
}

/// One thing a person may do. Refusals are fine; broken books are not.
async fn do_something(person: &Person, dice: &Dice) {
    let entries = everything(person).await;
    let folders = ["", "/n1", "/n1/n2", "/n3"];
    let names = ["n.txt", "n.rs", "n.png"];
    let (folder, name) = (folders[dice.below(folders.len())], names[dice.below(names.len())]);
    let address = dice
        .pick(&entries)
        .map(|entry| format!("/api/files/{}", text(&entry["id"])));
    let Some(address) = address.filter(|_| dice.below(3) > 0) else {
        let bytes = noise(dice.below(6000), dice.below(200) as u8);
        person.put(&content(&format!("{folder}/{name}"))).body(bytes).await;
        return;
    };
    let answer = match dice.below(9) {
        0 => person.patch(&address).json(json!({"name": name})).await,
        1 => person.patch(&address).json(json!({"folder": folder})).await,
        2 => {
            person
                .post(&format!("{address}/copy"))
                .json(json!({"folder": folder}))
                .await
        }
        3 | 4 => person.delete(&address).await,
        5 => person.delete(&format!("{address}?permanent=true")).await,
        6 => person.post(&format!("{address}/restore")).await,
        7 => {
            person
                .post(&format!("{address}/versions/{}/restore", 1 + dice.below(3)))
                .await
        }
        _ => {
            person
                .delete(&format!("{address}/versions/{}", 1 + dice.below(3)))
                .await
        }
    };
    assert!(answer.status.as_u16() < 500, "{}", answer.text());
}

async fn names_are_unique(drive: &TestDrive) {
    let sql = "SELECT parent_id, name FROM nodes WHERE trashed_at IS NULL";
    let mut seen = HashSet::new();
    for row in drive.database.all(sql, values![]).await.unwrap() {
        let (place, name): ([u8; 16], String) = (row.get(0).unwrap(), row.get(1).unwrap());
        assert!(seen.insert((place, name.clone())), "{name} twice");
    }
}

on_each_database! {
    async fn whatever_happens_the_books_balance(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        for seed in 0..4 {
            let dice = Dice(World::new(SystemClock, SeededEntropy::new(seed)));
            for _ in 0..60 {
                do_something(&asha, &dice).await;
            }
            drive.check_books("asha").await;
            names_are_unique(&drive).await;
        }
        for entry in everything(&asha).await {
            if entry["kind"] == "file" && entry["size"] != 0 {
                assert_eq!(support::sha256(&asha.bytes(&entry["id"]).await), text(&entry["sha256"]));
            }
        }
        // And nothing remains of what is deleted for good.
        for entry in asha.all("/api/files?").await {
            asha.delete(&format!("/api/files/{}", text(&entry["id"]))).await.expect(204);
        }
        asha.delete("/api/trash").await.expect(200);
        drive.run_jobs().await;
        drive.check_books("asha").await;
        for table in ["SELECT COUNT(*) FROM nodes", "SELECT COUNT(*) FROM old_versions", "SELECT COUNT(*) FROM contents"] {
            assert_eq!(drive.count(table).await, 0, "{table}");
        }
        let usage = asha.get("/api/storage/usage").await.json();
        assert_eq!((&usage["used"], &usage["folders"], &usage["trash_bytes"]), (&json!(0), &json!(0), &json!(0)));
    }

    async fn every_route_has_a_line_in_the_table_of_permissions(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let document = serde_json::to_value(&drive.document).unwrap();
        let mut routes: Vec<_> = document["paths"].as_object().unwrap().iter()
            .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone())))
            .collect();
        let mut lines: Vec<_> = drive.permissions.iter().map(|line| (line.method.to_owned(), line.path.to_owned())).collect();
        routes.sort();
        lines.sort();
        assert_eq!(routes, lines);
    }
}
