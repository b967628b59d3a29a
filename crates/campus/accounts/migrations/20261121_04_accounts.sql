-- In which language letters to a person are written, and when they were here last.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE accounts ADD COLUMN last_seen_at BIGINT;
-- Sign-ins, registrations and confirmations under way. `id` is the SHA-256 of the secret that the client holds; the hash
-- of the code is salted with that secret. `subject` is what limits count: the hash of an address. `account` is missing
-- where there is none yet, and where there never will be one and nobody may notice. `sealed` belongs to the purpose.
CREATE TABLE attempts (
    id BYTEA NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    subject BYTEA NOT NULL,
    account BYTEA REFERENCES accounts (id) ON DELETE CASCADE,
    session BYTEA UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    first TEXT,
    second TEXT,
    strong BIGINT NOT NULL,
    remember BIGINT NOT NULL,
    browser BYTEA,
    sealed BYTEA,
    code BYTEA,
    code_tries BIGINT NOT NULL,
    code_ends_at BIGINT,
    codes BIGINT NOT NULL,
    sent_at BIGINT,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX attempts_by_subject ON attempts (subject, created_at);
CREATE INDEX attempts_by_expiry ON attempts (expires_at);
-- What limits count: one row for each wrong password, letter with a code, and so on. `subject` is whom it concerns, `place`
-- where it came from.
CREATE TABLE strikes (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject BYTEA NOT NULL,
    place BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX strikes_by_subject ON strikes (subject, kind, at);
CREATE INDEX strikes_by_place ON strikes (place, kind, at);
CREATE INDEX strikes_by_age ON strikes (at);
-- Browsers that somebody asked to remember. People who share a browser share its secret; each has a row of their own.
CREATE TABLE devices (
    id BYTEA NOT NULL PRIMARY KEY,
    account BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    secret_hash BYTEA NOT NULL,
    strong BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    remembered_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (account, secret_hash)
);
CREATE INDEX devices_by_secret ON devices (secret_hash);
CREATE INDEX devices_by_expiry ON devices (expires_at);
-- Authenticator apps. `sealed` is the seed of the one in use; `pending` the seed of one that is not confirmed yet.
-- `last_step` is the newest step whose code was accepted: no code is good twice.
CREATE TABLE authenticators (
    account BYTEA NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    sealed BYTEA,
    created_at BIGINT,
    pending BYTEA,
    pending_since BIGINT,
    last_step BIGINT NOT NULL
);
-- Recovery codes that are left; a used one is gone. Their hashes are salted with a secret that is sealed, so the tables
-- alone do not give a code away.
CREATE TABLE recovery_salts (
    account BYTEA NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    sealed BYTEA NOT NULL
);
CREATE TABLE recovery_codes (
    account BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash BYTEA NOT NULL,
    PRIMARY KEY (account, hash)
);
-- The newest link to set a new password.
CREATE TABLE resets (
    account BYTEA NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    secret_hash BYTEA NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX resets_by_expiry ON resets (expires_at);
