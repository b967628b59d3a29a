//! Stories about what administrators do from the command line, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use accounts::{Error, admin};
use kernel::{AccountId, Cursor, InstallationRole, Limit, Scopes};
use serde_json::json;
use testkit::{PASSWORD, TestCampus, on_each_campus};

async fn add(campus: &TestCampus, name: &str) -> accounts::Account {
    let email = format!("{name}@example.org").parse().unwrap();
    let (name, password) = (name.parse().unwrap(), PASSWORD.parse().unwrap());
    admin::create_user(&campus.accounts, email, name, password, InstallationRole::Member)
        .await
        .unwrap()
}

on_each_campus! {
    async fn the_first_account_is_an_owner_however_it_is_made(campus: TestCampus) {
        assert_eq!(add(&campus, "asha").await.role, InstallationRole::Owner);
        assert_eq!(add(&campus, "ravi").await.role, InstallationRole::Member);
        let twice = admin::create_user(
            &campus.accounts,
            "ravi@example.org".parse().unwrap(),
            "Ravi".parse().unwrap(),
            PASSWORD.parse().unwrap(),
            InstallationRole::Member,
        ).await;
        assert!(matches!(twice, Err(Error::EmailTaken)));
    }

    async fn accounts_are_listed_in_pages_and_found_by_address(campus: TestCampus) {
        for name in ["asha", "ravi", "mina"] {
            add(&campus, name).await;
            campus.wait(std::time::Duration::from_millis(5));
        }
        let two = Limit::try_from(2).unwrap();
        let first = admin::list(&campus.accounts, None, two).await.unwrap();
        let rest = admin::list(&campus.accounts, first.next.map(Cursor::from).as_ref(), two).await.unwrap();
        let names: Vec<String> = first.items.into_iter().chain(rest.items).map(|account| account.name).collect();
        assert_eq!(names, ["asha", "ravi", "mina"]);
        assert_eq!(rest.next, None);
        assert_eq!(admin::find(&campus.accounts, &"RAVI@example.org".parse().unwrap()).await.unwrap().name, "ravi");
        assert!(matches!(
            admin::find(&campus.accounts, &"nobody@example.org".parse().unwrap()).await,
            Err(Error::NoSuchAccount)
        ));
    }

    async fn a_password_set_by_an_administrator_locks_everybody_else_out(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let token = asha.post("/api/user/tokens").json(json!({"name": "ci"})).await.json()["token"].as_str().unwrap().to_owned();
        let program = campus.stranger().with_token(token);
        program.get("/api/user/info").await.expect(200);
        let account = admin::find(&campus.accounts, &"asha@example.org".parse().unwrap()).await.unwrap();
        admin::set_password(&campus.accounts, account.id, "another sentence".parse().unwrap()).await.unwrap();
        for client in [asha, program] {
            client.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        }
        let login = json!({"email": "asha@example.org", "password": "another sentence"});
        campus.stranger().post("/api/auth/login").json(login).await.expect(200);
    }

    async fn there_is_always_an_owner(campus: TestCampus) {
        let (asha, ravi) = (add(&campus, "asha").await, add(&campus, "ravi").await);
        let set = |id: AccountId, role| admin::set_role(&campus.accounts, id, role);
        assert!(matches!(set(asha.id, InstallationRole::Member).await, Err(Error::LastOwner)));
        set(ravi.id, InstallationRole::Owner).await.unwrap();
        // Of two who step down at once, one stays.
        let (one, two) = tokio::join!(set(asha.id, InstallationRole::Member), set(ravi.id, InstallationRole::Member));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let nobody = AccountId::from_bytes([9; 16]);
        assert!(matches!(set(nobody, InstallationRole::Owner).await, Err(Error::NoSuchAccount)));
    }

    async fn a_new_role_counts_from_the_next_request(campus: TestCampus) {
        let asha = campus.member("asha").await;
        assert_eq!(asha.get("/api/user/info").await.json()["role"], "member");
        let account = admin::find(&campus.accounts, &"asha@example.org".parse().unwrap()).await.unwrap();
        admin::set_role(&campus.accounts, account.id, InstallationRole::Owner).await.unwrap();
        assert_eq!(asha.get("/api/user/info").await.json()["role"], "owner");
    }

    async fn a_token_from_the_command_line_works(campus: TestCampus) {
        let asha = add(&campus, "asha").await;
        let secret = admin::create_token(&campus.accounts, asha.id, "cron", None, Scopes::EVERYTHING).await.unwrap();
        campus.stranger().with_token(&secret).get("/api/user/info").await.expect(200);
        for number in 1..100 {
            admin::create_token(&campus.accounts, asha.id, &format!("n{number}"), None, Scopes::EVERYTHING).await.unwrap();
        }
        let surplus = admin::create_token(&campus.accounts, asha.id, "one more", None, Scopes::EVERYTHING).await;
        assert!(matches!(surplus, Err(Error::TooManyTokens)));
    }
}
