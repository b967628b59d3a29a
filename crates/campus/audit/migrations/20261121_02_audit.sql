-- What was done, one row for each deed, chained by hashes inside of each institute. The installation's own chain has the
-- id of sixteen zeros. Texts are never null, and an absent actor is sixteen zeros, so that every column is under the hash.
CREATE TABLE audit_entries (
    institute BYTEA NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor BYTEA NOT NULL,
    credential TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    origin_address TEXT NOT NULL,
    origin_agent TEXT NOT NULL,
    request TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (institute, number)
);

CREATE INDEX audit_entries_action ON audit_entries (institute, action, number);
CREATE INDEX audit_entries_actor ON audit_entries (institute, actor, number);
CREATE INDEX audit_entries_object ON audit_entries (institute, object, number);
CREATE INDEX audit_entries_at ON audit_entries (institute, at);

-- The last entry of each chain. A chain that was cut short no longer ends with it.
CREATE TABLE audit_heads (
    institute BYTEA PRIMARY KEY,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- Which chains there are, outside of all walls: whoever verifies must know where to look, and a chain that is gone
-- altogether must be missed. Holds ids and nothing else.
CREATE TABLE audit_chains (
    id BYTEA PRIMARY KEY,
    begun_at BIGINT NOT NULL
);
