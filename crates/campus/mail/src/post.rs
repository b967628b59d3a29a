//! The handle everybody writes letters with.

use std::sync::{Arc, Mutex, PoisonError};

use base::{Timestamp, World};
use database::{Database, DatabaseError, Tx};
use kernel::{Branding, Sealing};
use tokio::sync::Notify;

use crate::{
    Draft, KeptLetter, Letter, LetterId, MailError, Message, Sender, Settings,
    outbox::{self, Content},
    smtp::Transports,
    templates,
};

/// What sealed letters are sealed for.
const PURPOSE: &str = "mail.letter";
/// The installation's name in its letters.
const INSTALLATION: &str = "Lyceum";
/// What an installation or institute without a colour of its own wears.
const COLOR: &str = "";

/// Writes letters and puts them into the outbox. Cheap to clone.
///
/// ```text
/// let letter = post.write(Draft { to, locale, sender: Sender::Installation, message })?;
/// database.write(move |tx| { … post.enqueue(tx, &letter).await … }).await?;
/// post.wake();
/// ```
#[derive(Clone)]
pub struct Post {
    pub(crate) database: Database,
    pub(crate) world: World,
    pub(crate) sealing: Arc<dyn Sealing>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) transports: Arc<Transports>,
    pub(crate) due: Arc<Notify>,
    last_id: Arc<Mutex<u128>>,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Post {
    /// Puts the parts together.
    pub fn new(database: Database, world: World, sealing: Arc<dyn Sealing>, settings: Settings) -> Self {
        Post {
            database,
            world,
            sealing,
            settings: Arc::new(settings),
            transports: Arc::default(),
            due: Arc::default(),
            last_id: Arc::default(),
        }
    }

    /// Whether the installation has a mail server. Without one nobody but its owner gets to see letters.
    pub fn can_deliver(&self) -> bool {
        self.settings.server.is_some()
    }

    /// Writes a letter out. Do it outside of the transaction that enqueues it, so that it stays the same letter if that
    /// runs again.
    ///
    /// # Errors
    /// [`MailError::Template`], a defect of ours.
    pub fn write(&self, draft: Draft) -> Result<Letter, MailError> {
        let Draft {
            to,
            locale,
            sender,
            message,
        } = draft;
        let (sender, brand) = match sender {
            Sender::Installation => (None, installation()),
            Sender::Institute(institute, brand) => (Some(institute), brand),
        };
        let written = templates::render(&message, locale, &brand)?;
        let (id, now) = (self.new_id(), self.world.now());
        let content = Content {
            text: written.text,
            html: written.html,
        };
        Ok(Letter {
            id,
            kind: message.kind(),
            sender,
            from_name: brand.name,
            to,
            subject: written.subject,
            content: self.seal(id, &content),
            created_at: now,
            give_up_at: give_up_at(&message, now),
        })
    }

    /// Puts a letter into the outbox, in the caller's transaction: it leaves if that commits, and only then.
    /// Call [`Post::wake`] after the commit.
    ///
    /// # Errors
    /// The database's.
    pub async fn enqueue(&self, tx: &mut Tx, letter: &Letter) -> Result<LetterId, DatabaseError> {
        outbox::insert(tx, letter).await?;
        Ok(letter.id)
    }

    /// Writes a letter and puts it into the outbox in a transaction of its own.
    ///
    /// # Errors
    /// See [`MailError`].
    pub async fn send(&self, draft: Draft) -> Result<LetterId, MailError> {
        let letter = self.write(draft)?;
        let post = self.clone();
        let id = self
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                let (post, letter) = (post.clone(), letter.clone());
                Box::pin(async move { post.enqueue(tx, &letter).await })
            })
            .await?;
        self.wake();
        Ok(id)
    }

    /// Tells this process's postman to look into the outbox at once.
    pub fn wake(&self) {
        self.due.notify_one();
    }

    /// The letters to an address that are still in the outbox, the newest first, at most 100. What they say is gone once
    /// they have left.
    ///
    /// # Errors
    /// The database's.
    pub async fn letters_to(&self, address: &str) -> Result<Vec<KeptLetter>, DatabaseError> {
        let found = outbox::to(&self.database, address, 100).await?;
        Ok(found.into_iter().map(|stored| self.open(stored)).collect())
    }

    pub(crate) fn open(&self, stored: outbox::Stored) -> KeptLetter {
        let content = stored.content.and_then(|sealed| self.unseal(stored.id, &sealed));
        let (text, html) = content.map_or_else(Default::default, |content| (content.text, content.html));
        KeptLetter {
            id: stored.id,
            to: stored.to,
            subject: stored.subject,
            text,
            html,
            state: stored.state,
            problem: stored.problem,
            created_at: stored.created_at,
        }
    }

    fn seal(&self, id: LetterId, content: &Content) -> Vec<u8> {
        // Two strings: serialising them cannot fail, and a letter that says nothing would be seen by every test.
        let plain = serde_json::to_vec(content).unwrap_or_default();
        self.sealing.seal(PURPOSE, id.as_bytes(), &plain)
    }

    /// Nothing when it was sealed under another root key, as after a database was moved without its key.
    pub(crate) fn unseal(&self, id: LetterId, sealed: &[u8]) -> Option<Content> {
        let plain = self.sealing.open(PURPOSE, id.as_bytes(), sealed)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Ids of one process rise even within a millisecond, so that "the newest letter" is one.
    fn new_id(&self) -> LetterId {
        let fresh = u128::from_be_bytes(*self.world.new_id::<()>().as_bytes());
        let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
        *last = fresh.max(last.saturating_add(1));
        LetterId::from_bytes(last.to_be_bytes())
    }
}

fn installation() -> Branding {
    Branding {
        name: INSTALLATION.to_owned(),
        color: COLOR.to_owned(),
    }
}

fn give_up_at(message: &Message, now: Timestamp) -> Timestamp {
    now.after(message.good_for().unwrap_or(outbox::LONGEST_TRY))
}
