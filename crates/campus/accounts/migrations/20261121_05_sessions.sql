-- What a session proved and how long it may live. `verified_at` is the latest proof; `strong` says whether an authenticator
-- app or a passkey was among the proofs. A session ends `idle` microseconds after its last use, and at `ends_at` in any
-- case. After a renewal the former secret opens it until `former_until`, for requests under way.
ALTER TABLE sessions ADD COLUMN verified_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN strong BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN idle BIGINT NOT NULL DEFAULT 2592000000000;
ALTER TABLE sessions ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE sessions ADD COLUMN former_hash BYTEA;
ALTER TABLE sessions ADD COLUMN former_until BIGINT;
CREATE UNIQUE INDEX sessions_by_former ON sessions (former_hash);
-- Sessions that somebody ended, for a week: open pages hear of them by `number`, which grows, and a browser that comes
-- back with the secret is told why.
CREATE TABLE ended_sessions (
    number BIGINT NOT NULL PRIMARY KEY,
    session BYTEA NOT NULL,
    account BYTEA NOT NULL,
    secret_hash BYTEA NOT NULL,
    reason TEXT NOT NULL,
    ended_at BIGINT NOT NULL
);
CREATE INDEX ended_sessions_by_secret ON ended_sessions (secret_hash);
CREATE INDEX ended_sessions_by_time ON ended_sessions (ended_at);
-- What a token is good for, as a set of bits; those that exist are good for everything. `strong`: of the session that
-- made it.
ALTER TABLE tokens ADD COLUMN scopes BIGINT NOT NULL DEFAULT 1;
ALTER TABLE tokens ADD COLUMN strong BIGINT NOT NULL DEFAULT 0;
