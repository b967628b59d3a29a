-- People. `email` is trimmed and lower-case. `password_hash` is a PHC string of Argon2id.
CREATE TABLE accounts (
    id BYTEA NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    theme TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
-- Signed-in browsers and clients. Only the SHA-256 of the secret is kept.
CREATE TABLE sessions (
    id BYTEA NOT NULL PRIMARY KEY,
    secret_hash BYTEA NOT NULL UNIQUE,
    account BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account, last_used_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
-- Secrets for programs. Without `expires_at` they last until revoked.
CREATE TABLE tokens (
    id BYTEA NOT NULL PRIMARY KEY,
    secret_hash BYTEA NOT NULL UNIQUE,
    account BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at BIGINT
);
CREATE INDEX tokens_by_account ON tokens (account, created_at);
