//! What is done from the command line.

use std::sync::Arc;

use institutes::admin::{self, Added};
use kernel::{InstituteId, People, Role};
use serde_json::json;
use testkit::{TestCampus, on_each_campus};

use crate::{accept, deeds, look};

async fn add_owner(campus: &TestCampus, institute: InstituteId, email: &str) -> Added {
    let people: Arc<dyn People> = Arc::new(campus.accounts.clone());
    let added = admin::add_owner(&campus.directory, &people, &campus.kernel.site, institute, email).await;
    added.expect("an owner")
}

on_each_campus! {
    async fn an_institute_without_owners_gets_one(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = campus.member("asha").await;
        assert_eq!(add_owner(&campus, institute.id, " Asha@example.org").await, Added::Joined);
        assert_eq!(asha.get(&institute.path("")).await.expect(200).json()["role"], "owner");
        // Somebody who is there already is raised, and let in again.
        let ravi = institute.person(Role::Student, "ravi").await;
        let path = institute.path(&format!("/people/{}", institute.member_of(&ravi).await));
        institute.owner.patch(&path).json(json!({"state": "deactivated"})).await.expect(200);
        assert_eq!(add_owner(&campus, institute.id, "ravi@example.org").await, Added::Joined);
        assert_eq!(ravi.get(&institute.path("")).await.expect(200).json()["role"], "owner");
        assert_eq!(deeds(&institute).await, ["person.role.changed", "person.deactivated", "person.role.changed"]);
    }

    async fn somebody_without_an_account_gets_a_link(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let Added::Invited(link) = add_owner(&campus, institute.id, "asha@example.org").await else {
            panic!("there is no account with this address");
        };
        let secret = link.split_once("/join#").expect("a link to join").1;
        assert_eq!(look(&campus.stranger(), secret).await.expect(200).json()["role"], "owner");
        let asha = campus.member("asha").await;
        accept(&asha, secret).await.expect(200);
        assert_eq!(asha.get(&institute.path("")).await.expect(200).json()["role"], "owner");
    }

    async fn institutes_are_found_by_id_and_by_a_name_of_their_own(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let found = admin::find(&campus.directory, "Vidya").await.expect("one institute");
        assert_eq!(found.id, institute.id);
        let found = admin::find(&campus.directory, &institute.id.to_string()).await.expect("one institute");
        assert_eq!(found.name, "Vidya");
        assert!(admin::find(&campus.directory, "vidya").await.is_err());
        let settings = institutes::Settings {
            name: "Vidya".parse().unwrap(),
            time_zone: "UTC".parse().unwrap(),
            language: kernel::Locale::Hi,
            color: institutes::Color::default(),
            contact_email: None,
        };
        let volumes: Arc<dyn kernel::Volumes> = Arc::new(kernel::NoVolumes);
        admin::create(&campus.directory, &volumes, settings).await.expect("a second one");
        assert!(admin::find(&campus.directory, "Vidya").await.is_err());
    }
}
