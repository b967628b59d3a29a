//! Nobody learns from any answer what another institute has.

use axum::http::Method;
use kernel::{Access, Permission, Role};
use serde_json::json;
use testkit::{Answer, Client, TestCampus, on_each_campus};

use crate::invite;

const NOBODY: &str = "member_7zzzzzzzzzzzzzzzzzzzzzzzzz";
const NOWHERE: &str = "institute_7zzzzzzzzzzzzzzzzzzzzzzzzz";

/// The lines about institutes whose path has this variable.
fn lines(campus: &TestCampus, variable: &str) -> Vec<Permission> {
    let all = campus.permissions.iter().copied();
    let lines: Vec<_> = all
        .filter(|line| matches!(line.access, Access::Institute(_)) && line.path.contains(variable))
        .collect();
    assert!(!lines.is_empty());
    lines
}

async fn call(client: &Client, line: &Permission, institute: &str, member: &str) -> Answer {
    let path = line
        .path
        .replace("{institute}", institute)
        .replace("{member}", member)
        .replace("{id}", "x_1");
    let method: Method = line.method.parse().unwrap();
    // Fits whatever is asked for; a body is looked at after the rows are.
    client.call(method, &path).json(json!({})).await
}

on_each_campus! {
    async fn another_institute_is_as_if_it_were_not_there(campus: TestCampus) {
        let (one, two) = (campus.institute("One").await, campus.institute("Two").await);
        let theirs = invite(&two, "ravi", "student").await.expect(201).json();
        let theirs = theirs["member"].as_str().unwrap();
        let outsiders = [one.owner.clone(), one.person(Role::Student, "asha").await, campus.owner().await];
        for line in lines(&campus, "{institute}") {
            for client in &outsiders {
                let there = call(client, &line, &two.id.to_string(), theirs).await;
                let absent = call(client, &line, NOWHERE, NOBODY).await;
                assert_eq!((there.status.as_u16(), absent.status.as_u16()), (404, 404), "{line:?}");
                assert_eq!(there.body, absent.body, "{line:?}");
            }
        }
    }

    async fn people_of_another_institute_are_as_if_they_were_not_there(campus: TestCampus) {
        let (one, two) = (campus.institute("One").await, campus.institute("Two").await);
        let invited = invite(&two, "ravi", "student").await.expect(201).json()["member"].clone();
        let joined = two.member_of(&two.owner).await.to_string();
        let own = one.id.to_string();
        for line in lines(&campus, "{member}") {
            let absent = call(&one.owner, &line, &own, NOBODY).await;
            assert_eq!(absent.status, 404, "{line:?}: {}", absent.text());
            for theirs in [invited.as_str().unwrap(), &joined] {
                let there = call(&one.owner, &line, &own, theirs).await;
                assert_eq!((there.status, &there.body), (absent.status, &absent.body), "{line:?}");
            }
        }
        let many = json!({"members": [invited, joined, NOBODY], "action": {"kind": "deactivate"}});
        let answer = one.owner.post(&one.path("/people/bulk")).json(many).await.expect(200).json();
        let whys: Vec<_> = answer["refused"].as_array().unwrap().iter().map(|it| it["why"].clone()).collect();
        assert_eq!(whys, ["not_found", "not_found", "not_found"]);
    }

    async fn an_invitation_tells_the_inviter_nothing_about_accounts(campus: TestCampus) {
        let institute = campus.institute("One").await;
        campus.member("asha").await;
        let (known, unknown) = (invite(&institute, "asha", "student").await, invite(&institute, "ravi", "student").await);
        let (known, unknown) = (known.expect(201).json(), unknown.expect(201).json());
        for (member, value) in known.as_object().unwrap() {
            let own = ["member", "email", "name"].contains(&member.as_str());
            assert!(own || value == &unknown[member], "{member}: {value}");
        }
    }
}
