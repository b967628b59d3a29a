//! Institutes whose people are known by name.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use database::{DatabaseError, Tx};
use kernel::{AccountId, Branding, InstituteId, Institutes, Invited, MemberId, Membership, Problem, Role, SignInRules};

use super::account;

/// Who is what where. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Roster(Arc<Mutex<HashMap<(InstituteId, AccountId), Membership>>>);

impl Roster {
    pub fn add(&self, institute: InstituteId, name: &str, role: Role) {
        self.put(institute, name, role, false);
    }

    /// Somebody who is let in only with an authenticator app or a passkey.
    pub fn add_strictly(&self, institute: InstituteId, name: &str, role: Role) {
        self.put(institute, name, role, true);
    }

    fn put(&self, institute: InstituteId, name: &str, role: Role, strong_factor: bool) {
        let membership = Membership {
            member: MemberId::from_bytes(*account(name).as_bytes()),
            role,
            strong_factor,
        };
        self.0.lock().unwrap().insert((institute, account(name)), membership);
    }

    /// The institute has ended.
    pub fn end(&self, institute: InstituteId) {
        self.0.lock().unwrap().retain(|(of, _), _| *of != institute);
    }
}

#[async_trait]
impl Institutes for Roster {
    async fn membership(&self, institute: InstituteId, account: AccountId) -> Result<Option<Membership>, Problem> {
        Ok(self.0.lock().unwrap().get(&(institute, account)).copied())
    }

    async fn of(&self, account: AccountId) -> Result<Vec<InstituteId>, Problem> {
        let roster = self.0.lock().unwrap();
        let of = roster.keys().filter(|(_, member)| *member == account);
        Ok(of.map(|(institute, _)| *institute).collect())
    }

    async fn sign_in_rules(&self, _: AccountId) -> Result<SignInRules, Problem> {
        Ok(SignInRules::default())
    }

    async fn invited(&self, _: &str) -> Result<Option<Invited>, Problem> {
        Ok(None)
    }

    async fn join(&self, _: &mut Tx, _: &str, _: AccountId) -> Result<Option<InstituteId>, DatabaseError> {
        Ok(None)
    }

    async fn branding(&self, _: InstituteId) -> Result<Option<Branding>, Problem> {
        Ok(None)
    }
}
