-- Google accounts that people sign in with. `sub` is Google's key of a person and never changes hands; the address is for
-- people to read.
CREATE TABLE google_links (
    account BYTEA NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    sub TEXT NOT NULL,
    email TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    UNIQUE (issuer, sub)
);
-- Browsers on their way to Google and back. `id` is the SHA-256 of the secret in the browser's cookie, from which
-- everything that Google gets to see is derived. `session` is the one that wants to link.
CREATE TABLE google_flows (
    id BYTEA NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    landing TEXT NOT NULL,
    session BYTEA,
    expires_at BIGINT NOT NULL
);
CREATE INDEX google_flows_by_expiry ON google_flows (expires_at);
