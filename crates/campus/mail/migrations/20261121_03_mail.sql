-- The outbox. `sender` is the institute in whose name a letter goes out, or nothing for the installation itself; a letter
-- has to be found without knowing whose it is, hence no wall around this table. `content` is sealed, and emptied once a
-- letter with a code or a link has left. `lease` is the random mark of the server that is sending the letter.
CREATE TABLE letters (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    sender BYTEA,
    from_name TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    content BYTEA,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try BIGINT NOT NULL,
    give_up_at BIGINT NOT NULL,
    lease BYTEA,
    lease_until BIGINT,
    problem TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX letters_by_due ON letters (state, next_try);
CREATE INDEX letters_by_age ON letters (created_at);
CREATE INDEX letters_by_recipient ON letters (recipient, id);
-- Mail servers of institutes that have one of their own. `password` is sealed.
CREATE TABLE mail_servers (
    institute BYTEA NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    port BIGINT NOT NULL,
    security TEXT NOT NULL,
    username TEXT NOT NULL,
    password BYTEA,
    from_address TEXT NOT NULL,
    from_name TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
