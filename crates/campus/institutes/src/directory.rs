//! Who belongs to which institute: what the guard and the accounts ask through the port [`kernel::Institutes`]. Needs the
//! database alone, so that everything else can be built on top of it.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use audit::{Audit, Entry, Origin};
use base::World;
use database::{Database, DatabaseError, Query, Tenant, Tx, values};
use kernel::{AccountId, Branding, InstituteId, Invited, MemberId, Membership, Problem, SignInRules};

use crate::{
    actions,
    cache::Cache,
    institute::store as institutes,
    invitations::store as invitations,
    people::{model::MemberState, store as people},
    policy::{model::Policy, store as policies},
    secret,
};

/// The most institutes an account is looked for in.
const MOST_INSTITUTES: usize = 100;

/// Who belongs where. Cheap to clone. It is the [`kernel::Institutes`] of the installation.
#[derive(Clone)]
pub struct Directory {
    pub(crate) database: Database,
    pub(crate) world: World,
    pub(crate) audit: Audit,
    cache: Arc<Cache>,
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Directory")
    }
}

impl Directory {
    /// Puts the parts together.
    pub fn new(database: Database, world: World, audit: Audit) -> Self {
        Directory {
            database,
            world,
            audit,
            cache: Arc::default(),
        }
    }

    /// The database, inside the walls of the institute.
    pub(crate) fn inside(&self, institute: InstituteId) -> Tenant {
        self.database.tenant(*institute.as_bytes())
    }

    /// Forgets what was looked up before: somebody's place, or what is asked of a role, has changed.
    pub(crate) fn forget(&self) {
        self.cache.clear();
    }

    async fn look_up(&self, institute: InstituteId, account: AccountId) -> Result<Option<Membership>, DatabaseError> {
        let sql = "SELECT members.id, members.role, policies.strong_roles FROM members \
            JOIN institutes ON institutes.id = members.institute AND institutes.state = 'active' \
            JOIN policies ON policies.institute = members.institute \
            WHERE members.institute = $1 AND members.account = $2 AND members.state = 'active'";
        let row = self.inside(institute).one(sql, values![institute, account]).await?;
        row.map(|row| {
            let role = people::role(&row.get::<String>(1)?);
            Ok(Membership {
                member: row.get(0)?,
                role,
                strong_factor: policies::roles(row.get(2)?).contain(role),
            })
        })
        .transpose()
    }

    /// The active memberships of the account in institutes that are open.
    pub(crate) async fn memberships(&self, account: AccountId) -> Result<Vec<(InstituteId, MemberId)>, DatabaseError> {
        let sql = "SELECT memberships_by_account.tenant, memberships_by_account.member FROM memberships_by_account \
            JOIN institutes ON institutes.id = memberships_by_account.tenant AND institutes.state = 'active' \
            WHERE memberships_by_account.account = $1 ORDER BY institutes.sort_key, institutes.id LIMIT $2";
        let rows = self.database.all(sql, values![account, MOST_INSTITUTES]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    async fn policy(&self, institute: InstituteId) -> Result<Policy, DatabaseError> {
        policies::find(&self.inside(institute), institute).await
    }
}

#[async_trait]
impl kernel::Institutes for Directory {
    async fn membership(&self, institute: InstituteId, account: AccountId) -> Result<Option<Membership>, Problem> {
        let age = match self.cache.get((institute, account)) {
            Ok(membership) => return Ok(Some(membership)),
            Err(age) => age,
        };
        let found = self.look_up(institute, account).await?;
        if let Some(membership) = found {
            self.cache.put((institute, account), membership, age);
        }
        Ok(found)
    }

    async fn of(&self, account: AccountId) -> Result<Vec<InstituteId>, Problem> {
        let memberships = self.memberships(account).await?;
        Ok(memberships.into_iter().map(|(institute, _)| institute).collect())
    }

    async fn sign_in_rules(&self, account: AccountId) -> Result<SignInRules, Problem> {
        let mut rules = SignInRules::default();
        for (institute, member) in self.memberships(account).await? {
            let person = people::find(&self.inside(institute), institute, member).await?;
            if let Some(person) = person {
                rules = rules.strictest(self.policy(institute).await?.rules_for(person.role));
            }
        }
        Ok(rules)
    }

    async fn invited(&self, secret: &str) -> Result<Option<Invited>, Problem> {
        let Some((institute, hash)) = secret::presented(secret) else {
            return Ok(None);
        };
        let Some(about) = institutes::find_active(&self.database, institute).await? else {
            return Ok(None);
        };
        let inside = self.inside(institute);
        let Some(person) = invitations::invited(&inside, institute, hash, self.world.now()).await? else {
            return Ok(None);
        };
        Ok(Some(Invited {
            institute,
            rules: self.policy(institute).await?.rules_for(person.role),
            email: person.email,
            name: person.name,
            locale: about.language,
        }))
    }

    async fn join(&self, tx: &mut Tx, secret: &str, account: AccountId) -> Result<Option<InstituteId>, DatabaseError> {
        let origin = Origin::system().by(account);
        self.join_from(tx, secret, account, &origin).await
    }

    async fn branding(&self, institute: InstituteId) -> Result<Option<Branding>, Problem> {
        let found = institutes::find_active(&self.database, institute).await?;
        Ok(found.map(|about| about.branding()))
    }
}

impl Directory {
    /// Uses an invitation up: see [`kernel::Institutes::join`]. The transaction comes back to the walls it was inside of.
    pub(crate) async fn join_from(
        &self,
        tx: &mut Tx,
        secret: &str,
        account: AccountId,
        origin: &Origin,
    ) -> Result<Option<InstituteId>, DatabaseError> {
        let Some((institute, hash)) = secret::presented(secret) else {
            return Ok(None);
        };
        let before = tx.entered();
        tx.enter(*institute.as_bytes());
        let joined = self.use_up(tx, institute, hash, account, origin).await;
        match before {
            Some(institute) => tx.enter(institute),
            None => tx.leave(),
        }
        Ok(joined?.then_some(institute))
    }

    async fn use_up(
        &self,
        tx: &mut Tx,
        institute: InstituteId,
        hash: [u8; 32],
        account: AccountId,
        origin: &Origin,
    ) -> Result<bool, DatabaseError> {
        let now = self.world.now();
        if institutes::find_active(&mut *tx, institute).await?.is_none() {
            return Ok(false);
        }
        let Some(mut person) = invitations::invited(&mut *tx, institute, hash, now).await? else {
            return Ok(false);
        };
        if people::by_account(&mut *tx, institute, account).await?.is_some() {
            return Ok(false);
        }
        invitations::remove(tx, institute, person.id).await?;
        person.state = MemberState::Active;
        person.account = Some(account);
        person.joined_at = Some(now);
        people::update_place(tx, institute, &person).await?;
        let entry = Entry::new(institute, origin, actions::JOINED)
            .on(person.id)
            .with("role", &person.role);
        self.audit.record(tx, entry).await?;
        Ok(true)
    }
}
