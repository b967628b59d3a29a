//! Takes letters out of the outbox and brings them to mail servers.
//!
//! It does not share the four places of the job worker: a person waits for the code that a letter carries, and neither a
//! long job nor a mail server that does not answer may make them wait for the other.

use std::{sync::Arc, time::Duration};

use database::DatabaseError;
use tokio::{
    task::{JoinHandle, JoinSet},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use crate::{
    MailError, MailServer, Post,
    outbox::{self, Leased, Outcome},
    servers,
    smtp::{Failure, Paper, Reach, compose},
};

/// How often the outbox is looked into when nobody rings: for letters of other servers and for those that wait.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Letters under way at the same time in this process.
const AT_ONCE: usize = 8;
/// How long letters under way may take to arrive when the server stops. Another attempt would be a second letter.
const LAST_CALL: Duration = Duration::from_secs(5);

/// The postman of this process.
#[derive(Debug)]
pub struct Postman(JoinHandle<()>);

impl Postman {
    /// Starts taking letters; ends when `stopping` is cancelled.
    pub fn start(post: Post, stopping: CancellationToken) -> Self {
        Postman(tokio::spawn(work(post, stopping)))
    }

    /// Waits until the postman has stopped.
    pub async fn finished(self) {
        if let Err(error) = self.0.await {
            tracing::error!(%error, "the postman ended badly");
        }
    }
}

async fn work(post: Post, stopping: CancellationToken) {
    let mut rounds = JoinSet::new();
    while !stopping.is_cancelled() {
        while rounds.len() < AT_ONCE {
            match post.lease(AT_ONCE - rounds.len()).await {
                Ok(letters) if letters.is_empty() => break,
                Ok(letters) => letters.into_iter().for_each(|letter| {
                    let post = post.clone();
                    rounds.spawn(async move { post.deliver(letter).await });
                }),
                Err(error) => {
                    tracing::error!(error = %base::chain(&error), "the outbox cannot be read");
                    break;
                }
            }
        }
        tokio::select! {
            () = stopping.cancelled() => {}
            () = post.due.notified() => {}
            () = sleep(LOOK_EVERY) => {}
            Some(_) = rounds.join_next() => {}
        }
    }
    let rest = async { while rounds.join_next().await.is_some() {} };
    if tokio::time::timeout(LAST_CALL, rest).await.is_err() {
        tracing::warn!("letters were under way when the server stopped; they are tried again");
    }
}

impl Post {
    /// Delivers everything that is due, one letter after the other, until nothing is; returns how many attempts there were.
    /// For tests, and for verbs that want to see the end of it.
    ///
    /// # Errors
    /// The database's.
    pub async fn deliver_due(&self) -> Result<usize, DatabaseError> {
        let mut attempts = 0;
        while let Some(letter) = self.lease(1).await?.pop() {
            self.deliver(letter).await;
            attempts += 1;
        }
        Ok(attempts)
    }

    async fn lease(&self, count: usize) -> Result<Vec<Leased>, DatabaseError> {
        let now = self.world.now();
        if !outbox::any_due(&self.database, now).await? {
            return Ok(Vec::new());
        }
        let mark = self.world.bytes();
        self.database
            .write(move |tx| Box::pin(outbox::lease(tx, count, mark, now)))
            .await
    }

    async fn deliver(&self, letter: Leased) {
        let outcome = self.attempt(&letter).await;
        if let Outcome::Later(problem) | Outcome::Never(problem) = &outcome {
            tracing::warn!(letter = %letter.id, attempt = letter.attempt, problem, "a letter did not go out");
        }
        self.settle(letter, outcome).await;
    }

    /// Writes how an attempt ended.
    pub(crate) async fn settle(&self, letter: Leased, outcome: Outcome) {
        let (now, id) = (self.world.now(), letter.id);
        let letter = Arc::new(letter);
        let settled = self.database.write::<_, DatabaseError, _>(move |tx| {
            let (letter, outcome) = (Arc::clone(&letter), outcome.clone());
            Box::pin(async move { outbox::settle(tx, &letter, &outcome, now).await })
        });
        match settled.await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(letter = %id, "another server took the letter over"),
            // The lease runs out and the letter is tried again; it has the same id then.
            Err(error) => {
                tracing::error!(letter = %id, error = %base::chain(&error), "a letter's end could not be written")
            }
        }
    }

    /// Brings a letter to its mail server.
    pub(crate) async fn attempt(&self, letter: &Leased) -> Outcome {
        if letter.give_up_at <= self.world.now() {
            return Outcome::Never("it was too late: what the letter says is no longer good".to_owned());
        }
        let Some(content) = self.unseal(letter.id, &letter.content) else {
            return Outcome::Never("the letter cannot be opened with this installation's root key".to_owned());
        };
        let (server, reach) = match self.server_for(letter).await {
            Ok(Some(found)) => found,
            Ok(None) => {
                keep(letter, &content.text);
                return Outcome::Kept;
            }
            Err(error) => return Outcome::Later(base::chain(&error)),
        };
        let paper = Paper {
            id: letter.id,
            from_name: &letter.from_name,
            to: &letter.to,
            subject: &letter.subject,
            text: &content.text,
            html: &content.html,
            created_at: letter.created_at,
        };
        let message = match compose(paper, &server) {
            Ok(message) => message,
            Err(error) => return Outcome::Never(base::chain(&error)),
        };
        match self.transports.send(message, &server, reach).await {
            Ok(()) => Outcome::Sent,
            Err(Failure::Passing(problem)) => Outcome::Later(problem),
            Err(Failure::Lasting(problem)) => Outcome::Never(problem),
        }
    }

    /// The server a letter goes through: that of the institute in whose name it is, else that of the installation.
    async fn server_for(&self, letter: &Leased) -> Result<Option<(MailServer, Reach)>, MailError> {
        if let Some(institute) = letter.sender
            && let Some(own) = servers::find(&self.database, institute).await?
        {
            return Ok(Some((self.opened(institute, own)?, self.reach())));
        }
        Ok(self.settings.server.clone().map(|server| (server, Reach::Anywhere)))
    }

    /// How far the servers that institutes name may lead.
    pub(crate) fn reach(&self) -> Reach {
        if self.settings.private_hosts {
            Reach::Anywhere
        } else {
            Reach::Public
        }
    }
}

/// Without a mail server the log is where a letter arrives.
fn keep(letter: &Leased, text: &str) {
    let text = text
        .lines()
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" / ");
    tracing::info!(
        to = letter.to,
        subject = letter.subject,
        text,
        "no mail server is set up; a letter was kept"
    );
}
