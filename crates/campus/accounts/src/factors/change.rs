//! What happens around every change of how somebody signs in: a letter to them, and a line on the record.

use audit::{Action, Entry, Origin};
use database::{DatabaseError, Tx};
use mail::{Letter, Message};
use serde::Serialize;

use crate::{Account, Accounts, Error};

/// A letter and the entries of one change, ready to be written in its transaction.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    letter: Option<Letter>,
    entries: Vec<Entry>,
}

impl Change {
    /// Adds something worth knowing to each entry. Never a secret.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: &impl Serialize) -> Self {
        let entries = self.entries.into_iter();
        self.entries = entries.map(|entry| entry.with(name, value)).collect();
        self
    }
}

impl Accounts {
    /// Prepares letter and entries. The institutes of the person get an entry each; of somebody who belongs to none it
    /// stands on the installation's record.
    pub(crate) async fn change(
        &self,
        account: &Account,
        origin: &Origin,
        action: Action,
        message: Option<Message>,
    ) -> Result<Change, Error> {
        let letter = match message {
            Some(message) => Some(self.letter(account, message).await?),
            None => None,
        };
        let institutes = self.institutes.of(account.id).await?;
        let mut entries: Vec<Entry> = institutes
            .into_iter()
            .map(|institute| Entry::new(institute, origin, action).on(account.id))
            .collect();
        if entries.is_empty() {
            entries.push(Entry::of_installation(origin, action).on(account.id));
        }
        Ok(Change { letter, entries })
    }

    /// Writes them down. Wake the post after the commit.
    pub(crate) async fn note(&self, tx: &mut Tx, change: &Change) -> Result<(), DatabaseError> {
        if let Some(letter) = &change.letter {
            self.post.enqueue(tx, letter).await?;
        }
        for entry in &change.entries {
            self.audit.record(tx, entry.clone()).await?;
        }
        Ok(())
    }
}
