//! The pages of the record: lists, files, verification, and who may see them.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::time::Duration;

use audit::{Action, Entry, INSTALLATION, Origin};
use database::{DatabaseError, on_each_database};
use kernel::{Caller, Credential, InstallationRole, InstituteId, Scopes, SessionId, client::Client};
use serde_json::{Value, json};
use support::{NALANDA, Pages, TAXILA, account};

const INVITED: Action = Action::new("person.invited");
const ROLE_CHANGED: Action = Action::new("person.role.changed");
const POLICY_CHANGED: Action = Action::new("institute.policy.changed");

fn origin(name: &str) -> Origin {
    let caller = Caller {
        account: account(name),
        role: InstallationRole::Member,
        credential: Credential::Session(SessionId::from_bytes([1; 16])),
        scopes: Scopes::EVERYTHING,
        verified_at: None,
        strong: false,
    };
    Origin::caller(&caller, &Client::default())
}

async fn record(pages: &Pages, entry: Entry) {
    let audit = pages.audit.clone();
    pages
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            let (audit, entry) = (audit.clone(), entry.clone());
            Box::pin(async move { audit.record(tx, entry).await })
        })
        .await
        .unwrap();
    pages.clock.advance(Duration::from_secs(60));
}

/// Seven deeds in the first institute, a minute apart, one in the second, one of the installation.
async fn fill(pages: &Pages) {
    for number in 1..=5 {
        let by = if number % 2 == 0 { "ravi" } else { "asha" };
        record(
            pages,
            Entry::new(NALANDA, &origin(by), INVITED).on(format!("member_{number}")),
        )
        .await;
    }
    let change = Entry::new(NALANDA, &origin("asha"), ROLE_CHANGED);
    record(
        pages,
        change
            .on("member_1")
            .change(&json!({"role": "student"}), &json!({"role": "teacher"})),
    )
    .await;
    record(
        pages,
        Entry::new(NALANDA, &Origin::system(), POLICY_CHANGED).on(NALANDA),
    )
    .await;
    record(pages, Entry::new(TAXILA, &origin("xena"), INVITED).on("member_x")).await;
    record(pages, Entry::of_installation(&Origin::command_line(), POLICY_CHANGED)).await;
}

fn address(institute: InstituteId, rest: &str) -> String {
    format!("/api/institutes/{institute}/audit{rest}")
}

fn numbers(items: &[Value]) -> Vec<u64> {
    items.iter().map(|item| item["number"].as_u64().unwrap()).collect()
}

on_each_database! {
    async fn the_list_says_who_did_what_the_newest_first(test: TestDatabase) {
        let pages = Pages::new(test).await;
        fill(&pages).await;
        let items = pages.items("asha", &address(NALANDA, "")).await;
        assert_eq!(numbers(&items), [7, 6, 5, 4, 3, 2, 1]);
        assert_eq!(items[0]["actor"], json!({"kind": "system", "account": null, "name": null}));
        let change = &items[1];
        assert_eq!(change["actor"], json!({"kind": "person", "account": account("asha").to_string(), "name": "ASHA"}));
        assert_eq!((&change["action"], &change["object"]), (&json!("person.role.changed"), &json!("member_1")));
        assert_eq!(change["detail"], json!({"before": {"role": "student"}, "after": {"role": "teacher"}}));
        assert_eq!(change["at"], "2026-11-20T06:05:00.000000Z");
        assert_eq!(change["previous_hash"], items[2]["hash"]);
    }

    async fn pages_and_filters_find_what_is_wanted(test: TestDatabase) {
        let pages = Pages::new(test).await;
        fill(&pages).await;
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = pages.get("ravi", &address(NALANDA, &format!("?limit=3{next}"))).await.expect(200).json();
            seen.extend(numbers(page["items"].as_array().unwrap()));
            // What is recorded meanwhile does not move the pages.
            record(&pages, Entry::new(NALANDA, &origin("asha"), INVITED)).await;
            match page["next"].as_str() {
                Some(cursor) => next = format!("&after={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
        let found = async |filter: &str| numbers(&pages.items("asha", &address(NALANDA, filter)).await);
        assert_eq!(found("?action=person.role.changed").await, [6]);
        assert_eq!(found("?action=institute.").await, [7]);
        assert_eq!(found("?action=person").await, [] as [u64; 0]);
        assert_eq!(found("?action=%25.").await, [] as [u64; 0]);
        assert_eq!(found(&format!("?actor={}", account("ravi"))).await, [4, 2]);
        assert_eq!(found("?object=member_1").await, [6, 1]);
        assert_eq!(found("?from=2026-11-20T06:02:00Z&until=2026-11-20T06:04:00Z").await, [4, 3]);
        assert_eq!(found("?action=person.&object=member_1&limit=1").await, [6]);
        for wrong in ["?actor=me", "?from=yesterday", "?after=x", "?limit=0"] {
            assert_eq!(pages.get("asha", &address(NALANDA, wrong)).await.status, 400, "{wrong}");
        }
    }

    async fn only_managers_see_the_record_and_only_their_own(test: TestDatabase) {
        let pages = Pages::new(test).await;
        fill(&pages).await;
        for page in ["", "/verification", "/export?format=csv"] {
            let nothing = pages.get("asha!", &address(InstituteId::from_bytes([0xee; 16]), page)).await;
            assert_eq!(nothing.problem(), (404, "NOT_FOUND".to_owned()));
            for outsider in ["staff!", "teacher!", "student!", "guardian!", "xena!", "root!"] {
                let met = pages.get(outsider, &address(NALANDA, page)).await;
                assert_eq!((met.status, met.text), (nothing.status, nothing.text.clone()), "{outsider} {page}");
            }
            for manager in ["asha!", "ravi!"] {
                pages.get(manager, &address(NALANDA, page)).await.expect(200);
            }
        }
        assert_eq!(pages.items("xena", &address(TAXILA, "")).await.len(), 1);
        // The installation's chain has an id, and no member.
        pages.get("asha", &address(INSTALLATION, "")).await.expect(404);
    }

    async fn tokens_need_the_scope_and_cannot_take_the_record_away(test: TestDatabase) {
        let pages = Pages::new(test).await;
        fill(&pages).await;
        pages.get("asha:audit_read", &address(NALANDA, "")).await.expect(200);
        pages.get("asha:audit_read", &address(NALANDA, "/verification")).await.expect(200);
        assert_eq!(pages.get("asha:files_read", &address(NALANDA, "")).await.problem(), (403, "SCOPE_MISSING".to_owned()));
        assert_eq!(pages.get("asha:everything", &address(NALANDA, "/export?format=csv")).await.problem(), (403, "PEOPLE_ONLY".to_owned()));
        assert_eq!(pages.get("asha", &address(NALANDA, "/export?format=csv")).await.problem(), (403, "STEP_UP_REQUIRED".to_owned()));
    }

    async fn the_installation_has_a_record_for_its_owners(test: TestDatabase) {
        let pages = Pages::new(test).await;
        fill(&pages).await;
        let items = pages.items("root", "/api/audit").await;
        assert_eq!((items.len(), &items[0]["actor"]["kind"]), (1, &json!("command_line")));
        assert_eq!(pages.get("root", "/api/audit/verification").await.expect(200).json()["intact"], true);
        pages.get("root!", "/api/audit/export?format=ndjson").await.expect(200);
        for page in ["", "/verification", "/export?format=csv"] {
            pages.get("asha!", &format!("/api/audit{page}")).await.expect(404);
        }
    }

    async fn a_table_for_spreadsheets_runs_nothing_and_is_itself_recorded(test: TestDatabase) {
        let pages = Pages::new(test).await;
        record(&pages, Entry::new(NALANDA, &origin("asha"), INVITED).on("=HYPERLINK(\"http://evil\",\"a\")")).await;
        record(&pages, Entry::new(NALANDA, &origin("asha"), INVITED).on("two\r\nlines, \"quoted\"")).await;
        let file = pages.get("asha!", &address(NALANDA, "/export?format=csv")).await.expect(200);
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"audit-2026-11-20.csv\"");
        let mut reader = csv::Reader::from_reader(file.text.as_bytes());
        let objects: Vec<String> = reader.records().map(|row| row.unwrap()[6].to_owned()).collect();
        assert_eq!(objects, ["'=HYPERLINK(\"http://evil\",\"a\")", "two\u{fffd}\u{fffd}lines, \"quoted\"", ""]);
        let last = &pages.items("asha", &address(NALANDA, "?limit=1")).await[0];
        assert_eq!((&last["action"], &last["detail"]), (&json!("audit.exported"), &json!({"format": "csv"})));
        assert_eq!((&last["agent"], &last["request"]), (&json!("Browser/1"), &json!("req-1")));
    }

    async fn lines_of_json_are_the_whole_chain_in_order(test: TestDatabase) {
        let pages = Pages::new(test).await;
        for number in 0..1_203 {
            let audit = pages.audit.clone();
            pages.database.write::<_, DatabaseError, _>(move |tx| {
                let audit = audit.clone();
                Box::pin(async move { audit.record(tx, Entry::new(NALANDA, &origin("asha"), INVITED).with("number", &number)).await })
            }).await.unwrap();
        }
        let file = pages.get("asha!", &address(NALANDA, "/export?format=ndjson&action=person.")).await.expect(200);
        let lines: Vec<Value> = file.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(numbers(&lines), (1..=1_203).collect::<Vec<u64>>());
        assert!(lines.windows(2).all(|pair| pair[0]["hash"] == pair[1]["previous_hash"]));
        let report = pages.get("asha", &address(NALANDA, "/verification")).await.expect(200).json();
        assert_eq!((&report["intact"], &report["entries"], &report["findings"]), (&json!(true), &json!(1_204), &json!([])));
    }
}
