//! The fleet: every target, its state, and the watch over it.

mod member;
mod monitor;
mod opener;
mod pace;

use std::{collections::HashMap, fmt, sync::Arc};

use base::World;
use database::{Database, Query, values};
use placement::Candidate;
use tokio::sync::{Notify, broadcast};

pub(crate) use member::{Live, Member};
pub use member::{MemberState, Role};
pub(crate) use monitor::watch;
pub use opener::{DirectoryOpener, OpenedTarget, Opener};

use crate::{Change, OpenError, TargetId};

/// A target as the settings describe it.
#[derive(Clone)]
pub struct TargetSpec {
    /// Unique in the installation, for people: `us-east`.
    pub name: String,
    /// The failure domain.
    pub zone: String,
    /// What it is for.
    pub role: Role,
    /// For people: `directory`, `memory`.
    pub kind: &'static str,
    /// How to reach it.
    pub opener: Arc<dyn Opener>,
}

impl fmt::Debug for TargetSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TargetSpec")
            .field("name", &self.name)
            .field("zone", &self.zone)
            .finish_non_exhaustive()
    }
}

/// Every target of the installation.
#[derive(Debug)]
pub(crate) struct Fleet {
    pub(crate) installation: [u8; 16],
    members: Vec<Arc<Member>>,
    by_id: HashMap<TargetId, Arc<Member>>,
    pub(crate) trouble: Arc<Notify>,
    pub(crate) changes: broadcast::Sender<Change>,
}

impl Fleet {
    /// Gives every target its row in the registry and opens what can be opened.
    pub(crate) async fn open(
        database: &Database,
        world: &World,
        installation: [u8; 16],
        specs: Vec<TargetSpec>,
        changes: broadcast::Sender<Change>,
    ) -> Result<Self, OpenError> {
        let trouble = Arc::new(Notify::new());
        let mut members = Vec::with_capacity(specs.len());
        for spec in specs {
            let (id, fresh) = register(database, world, &spec).await?;
            let member = Arc::new(Member::new(id, spec, trouble.clone()));
            monitor::open_first(&member, installation, fresh, world).await;
            members.push(member);
        }
        let by_id = members.iter().map(|member| (member.id, member.clone())).collect();
        Ok(Fleet {
            installation,
            members,
            by_id,
            trouble,
            changes,
        })
    }

    pub(crate) fn members(&self) -> &[Arc<Member>] {
        &self.members
    }

    pub(crate) fn get(&self, id: TargetId) -> Option<&Arc<Member>> {
        self.by_id.get(&id)
    }

    pub(crate) fn backups(&self) -> impl Iterator<Item = &Arc<Member>> {
        self.members.iter().filter(|member| member.role == Role::Backup)
    }

    pub(crate) fn has_backup(&self) -> bool {
        self.backups().next().is_some()
    }

    /// The primary targets as placement sees them: capacity is weight, and what cannot be written weighs nothing.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        self.members
            .iter()
            .filter(|member| member.role == Role::Primary)
            .map(|member| {
                let live = member.live();
                let capacity = live.space.map_or(1, |space| (space.total >> 20).max(1));
                let weight = if live.state == MemberState::Online { capacity } else { 0 };
                Candidate {
                    target: *member.id.as_bytes(),
                    zone: member.zone.clone(),
                    weight,
                }
            })
            .collect()
    }

    /// Names of targets for a message; an id the settings no longer know stays an id.
    pub(crate) fn name(&self, id: TargetId) -> String {
        self.get(id)
            .map_or_else(|| id.to_string(), |member| member.name.clone())
    }
}

/// Finds the target's row or makes it; `true`: it is new and may begin with an empty place.
async fn register(database: &Database, world: &World, spec: &TargetSpec) -> Result<(TargetId, bool), OpenError> {
    let query = "SELECT id, kind, zone, role FROM targets WHERE name = $1";
    if let Some(row) = database.one(query, values![&spec.name]).await? {
        let was = format!(
            "{} {} in {}",
            row.get::<String>(3)?,
            row.get::<String>(1)?,
            row.get::<String>(2)?
        );
        let now = format!("{} {} in {}", spec.role.as_str(), spec.kind, spec.zone);
        if was != now {
            return Err(OpenError::TargetChanged {
                name: spec.name.clone(),
                was,
                now,
            });
        }
        return Ok((row.get(0)?, false));
    }
    let id: TargetId = world.new_id();
    let (name, kind, zone, role, now) = (spec.name.clone(), spec.kind, spec.zone.clone(), spec.role, world.now());
    database
        .write::<_, database::DatabaseError, _>(move |tx| {
            let row = values![id, &name, kind, &zone, role.as_str(), now];
            Box::pin(async move {
                tx.execute(
                    "INSERT INTO targets (id, name, kind, zone, role, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
                    row,
                )
                .await
            })
        })
        .await?;
    Ok((id, true))
}
