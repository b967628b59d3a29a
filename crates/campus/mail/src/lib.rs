//! Letters: a durable outbox, templates in two languages, delivery by SMTP, and a mailbox page where none is set up.
