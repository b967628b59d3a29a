//! An institute inside a story, with people who have joined and signed in.

use institutes::{
    Color, Settings, admin,
    people::members::{self, NewMember},
};
use kernel::{AccountId, InstituteId, Institutes as _, Locale, MemberId, Role};

use crate::{Client, TestCampus};

/// An institute of one story.
pub struct TestInstitute<'a> {
    /// Its id.
    pub id: InstituteId,
    /// What it is called.
    pub name: String,
    /// Its first owner, signed in. Does not run the installation.
    pub owner: Client,
    campus: &'a TestCampus,
}

impl std::fmt::Debug for TestInstitute<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestInstitute")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl TestCampus {
    /// An institute called `name`, whose first owner has the address `<name>.owner@example.org`.
    pub async fn institute(&self, name: &str) -> TestInstitute<'_> {
        let settings = Settings {
            name: name.parse().expect("a name"),
            time_zone: "Asia/Kolkata".parse().expect("a time zone"),
            language: Locale::En,
            color: Color::default(),
            contact_email: None,
        };
        let id = admin::create(&self.directory, &self.storage.volumes(), settings).await;
        let id = id.expect("a new institute");
        let owner = format!("{}.owner", name.to_lowercase().replace(' ', "-"));
        let owner = self.joined(id, Role::Owner, &owner).await;
        TestInstitute {
            id,
            name: name.to_owned(),
            owner,
            campus: self,
        }
    }

    /// Somebody who has an account and joined the institute.
    async fn joined(&self, institute: InstituteId, role: Role, name: &str) -> Client {
        let client = self.member(name).await;
        let new = NewMember {
            email: format!("{name}@example.org"),
            name: name.to_owned(),
            role,
            phone: None,
            roll_number: None,
            guardian_email: None,
        };
        let (account, id) = (self.account_of(&client).await, self.kernel.world.new_id());
        let now = self.kernel.world.now();
        let joined = self.kernel.database.write::<_, database::DatabaseError, _>(move |tx| {
            tx.enter(*institute.as_bytes());
            let new = new.clone();
            Box::pin(async move { members::insert_joined(tx, institute, id, &new, account, now).await })
        });
        assert!(joined.await.expect("a new member"), "{name} is there already");
        client
    }

    /// The account a client acts as.
    pub async fn account_of(&self, client: &Client) -> AccountId {
        let answer = client.get("/api/user/info").await.expect(200).json();
        serde_json::from_value(answer["id"].clone()).expect("an id")
    }
}

impl TestInstitute<'_> {
    /// Somebody called `name` with this role, joined and signed in; their address is `<name>@example.org`.
    pub async fn person(&self, role: Role, name: &str) -> Client {
        self.campus.joined(self.id, role, name).await
    }

    /// The path of something in the institute: `path("/people")`.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/institutes/{}{rest}", self.id)
    }

    /// Who somebody is in the institute.
    pub async fn member_of(&self, client: &Client) -> MemberId {
        let account = self.campus.account_of(client).await;
        let found = self.campus.directory.membership(self.id, account).await;
        found.expect("the directory answers").expect("a member").member
    }
}
