-- The registry: which shard of which segment of which content lies where, and who pays for it.
-- Times are microseconds since 1970 in UTC, ids the 16 bytes of a UUID unless a comment says otherwise.

CREATE TABLE installation (
    id BYTEA PRIMARY KEY,
    root_fingerprint BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE vaults (
    id BYTEA PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE vault_keys (
    vault_id BYTEA NOT NULL REFERENCES vaults (id),
    epoch BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (vault_id, epoch)
);

CREATE TABLE allowances (
    id BYTEA PRIMARY KEY,
    limit_bytes BIGINT NOT NULL,
    -- The sum of `bytes` over the allowance's references.
    used_bytes BIGINT NOT NULL DEFAULT 0,
    -- The sum of `bytes` over the allowance's reservations.
    reserved_bytes BIGINT NOT NULL DEFAULT 0
);

-- The leases behind every write: see `generation.rs`.
CREATE TABLE generations (
    number BIGINT PRIMARY KEY,
    server BYTEA NOT NULL,
    renewed_at BIGINT NOT NULL,
    state TEXT NOT NULL
);

CREATE TABLE targets (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    zone TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT,
    -- Where the running scrub of this target stands (24 bytes of a shard id), and how the last one went.
    scrub_cursor BYTEA,
    scrub_started_at BIGINT,
    scrub_checked BIGINT NOT NULL DEFAULT 0,
    scrub_bad BIGINT NOT NULL DEFAULT 0,
    scrub_finished_at BIGINT
);

CREATE TABLE contents (
    id BYTEA PRIMARY KEY,
    vault_id BYTEA NOT NULL REFERENCES vaults (id),
    key_epoch BIGINT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    class TEXT NOT NULL,
    chunk_size BIGINT NOT NULL,
    -- `open`: a resumable upload on its way. `live`: whole, and referred to.
    state TEXT NOT NULL,
    length BIGINT NOT NULL,
    -- SHA-256 of the plaintext; absent while open.
    sha256 BYTEA,
    -- Sealed: what a resumable upload needs to go on. See `write/resume.rs`.
    resume BYTEA,
    created_at BIGINT NOT NULL
);

CREATE TABLE segments (
    content_id BYTEA NOT NULL REFERENCES contents (id),
    number BIGINT NOT NULL,
    first_chunk BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    length BIGINT NOT NULL,
    -- k = 1: whole copies, 1 + m of them. Else k + m pieces, any k of which suffice.
    k BIGINT NOT NULL,
    m BIGINT NOT NULL,
    PRIMARY KEY (content_id, number)
);

CREATE TABLE shards (
    -- 24 bytes, the shard's name on its target.
    id BYTEA PRIMARY KEY,
    content_id BYTEA NOT NULL,
    segment BIGINT NOT NULL,
    -- 0 to k + m - 1; 1000 for the whole copy on the backup target.
    piece BIGINT NOT NULL,
    target_id BYTEA NOT NULL REFERENCES targets (id),
    -- `live`, `missing` or `corrupt`.
    state TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    seal BYTEA NOT NULL,
    FOREIGN KEY (content_id, segment) REFERENCES segments (content_id, number)
);
CREATE INDEX shards_of_segment ON shards (content_id, segment);
CREATE INDEX shards_on_target ON shards (target_id, id);

CREATE TABLE content_references (
    holder BYTEA PRIMARY KEY,
    content_id BYTEA NOT NULL REFERENCES contents (id),
    allowance_id BYTEA NOT NULL REFERENCES allowances (id),
    bytes BIGINT NOT NULL
);
CREATE INDEX references_to_content ON content_references (content_id);

CREATE TABLE reservations (
    content_id BYTEA PRIMARY KEY,
    allowance_id BYTEA NOT NULL REFERENCES allowances (id),
    bytes BIGINT NOT NULL,
    -- Ends with this generation; absent for resumable uploads, which end by themselves.
    generation BIGINT
);
CREATE INDEX reservations_of_generation ON reservations (generation);

-- Shard objects nobody refers to any more, to be deleted on their targets.
CREATE TABLE doomed (
    shard_id BYTEA NOT NULL,
    target_id BYTEA NOT NULL,
    next_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (target_id, shard_id)
);
CREATE INDEX doomed_by_time ON doomed (next_at);

CREATE TABLE repairs (
    content_id BYTEA NOT NULL,
    segment BIGINT NOT NULL,
    reason TEXT NOT NULL,
    -- How many more shards may be lost before the segment is: the smaller, the sooner.
    margin BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    queued_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (content_id, segment)
);
CREATE INDEX repairs_by_urgency ON repairs (margin, next_at);
