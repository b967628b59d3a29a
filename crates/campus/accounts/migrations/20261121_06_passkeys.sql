-- Passkeys. `credential` is the public part with what the library keeps beside it, as JSON; `counter` is the count of uses
-- that the device told last, 0 for devices that do not count.
CREATE TABLE passkeys (
    id BYTEA NOT NULL PRIMARY KEY,
    account BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    credential_id BYTEA NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    counter BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX passkeys_by_account ON passkeys (account, created_at);
-- Questions that browsers were asked and have not answered yet. Each is answered once. Only the SHA-256 of its secret is
-- kept.
CREATE TABLE passkey_ceremonies (
    secret_hash BYTEA NOT NULL PRIMARY KEY,
    question TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_ceremonies_by_expiry ON passkey_ceremonies (expires_at);
