-- The drive: names, folders, owners and versions for the contents of the storage engine.
-- Times are microseconds since 1970 in UTC, ids the 16 bytes of a UUID.

-- One row: the key domain in which new volumes keep their contents.
CREATE TABLE drive_vault (
    one BIGINT PRIMARY KEY,
    vault_id BYTEA NOT NULL REFERENCES vaults (id)
);

CREATE TABLE volumes (
    id BYTEA PRIMARY KEY,
    account_id BYTEA NOT NULL UNIQUE,
    vault_id BYTEA NOT NULL REFERENCES vaults (id),
    allowance_id BYTEA NOT NULL REFERENCES allowances (id),
    created_at BIGINT NOT NULL
);

-- What the usage page shows, kept up to date by every change: asking costs a dozen rows however many files there are.
CREATE TABLE volume_totals (
    volume_id BYTEA NOT NULL REFERENCES volumes (id),
    -- 0: folders. 1 to 7: files by category. 100: files in the trash. 101: folders in the trash.
    bucket BIGINT NOT NULL,
    items BIGINT NOT NULL,
    -- Current versions; in the trash all versions.
    bytes BIGINT NOT NULL,
    -- Earlier versions.
    old_bytes BIGINT NOT NULL,
    PRIMARY KEY (volume_id, bucket)
);

-- Files and folders. A file's row carries its current version; earlier ones lie in old_versions.
-- Throwing a folder away changes its own row only: what lies below it is in the trash because it cannot be reached.
CREATE TABLE nodes (
    id BYTEA PRIMARY KEY,
    volume_id BYTEA NOT NULL REFERENCES volumes (id),
    -- A folder, or the volume itself for what lies at the top.
    parent_id BYTEA NOT NULL,
    is_file BIGINT NOT NULL,
    -- Unicode NFC.
    name TEXT NOT NULL,
    -- Bytes in people's order; the name without case and accents for searching.
    sort_key BYTEA NOT NULL,
    folded TEXT NOT NULL,
    -- 0 for folders, 1 to 7 for files.
    category BIGINT NOT NULL,
    -- The columns of the current version; 0, empty or absent for folders.
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 BYTEA,
    content_id BYTEA,
    version_id BYTEA,
    version BIGINT NOT NULL,
    -- How many versions there are, and how many bytes the earlier ones have.
    versions BIGINT NOT NULL,
    old_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When the current version was made.
    modified_at BIGINT NOT NULL,
    -- Present on what was itself thrown away, absent on what lies inside of it.
    trashed_at BIGINT,
    -- 1: being deleted for good, page by page.
    doomed BIGINT NOT NULL
);
CREATE UNIQUE INDEX nodes_by_path ON nodes (parent_id, name) WHERE trashed_at IS NULL;
CREATE INDEX nodes_by_name ON nodes (parent_id, is_file, sort_key, id) WHERE trashed_at IS NULL;
CREATE INDEX nodes_by_modified ON nodes (parent_id, is_file, modified_at, id) WHERE trashed_at IS NULL;
-- Its last three columns let a folder be added up without reading the table.
CREATE INDEX nodes_by_size ON nodes (parent_id, is_file, size, id, category, old_bytes, trashed_at)
    WHERE trashed_at IS NULL;
CREATE INDEX nodes_by_kind ON nodes (parent_id, is_file, category, sort_key, id) WHERE trashed_at IS NULL;
-- What a search compares: the table itself is read for hits only.
CREATE INDEX nodes_by_volume ON nodes (volume_id, id, folded, category) WHERE trashed_at IS NULL;
CREATE INDEX nodes_in_trash ON nodes (volume_id, trashed_at, id) WHERE trashed_at IS NOT NULL AND doomed = 0;
CREATE INDEX nodes_by_trash_time ON nodes (trashed_at) WHERE trashed_at IS NOT NULL AND doomed = 0;
CREATE INDEX nodes_doomed ON nodes (id) WHERE doomed = 1;

CREATE TABLE old_versions (
    -- Also the holder of the reference to the content.
    id BYTEA PRIMARY KEY,
    node_id BYTEA NOT NULL REFERENCES nodes (id),
    number BIGINT NOT NULL,
    content_id BYTEA NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    media_type TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX old_versions_of_node ON old_versions (node_id, number);

-- Resumable uploads (tus). How far one has got is the engine's to know.
CREATE TABLE uploads (
    id BYTEA PRIMARY KEY,
    volume_id BYTEA NOT NULL REFERENCES volumes (id),
    -- The engine's unfinished content.
    content_id BYTEA NOT NULL,
    -- A folder, or the volume itself for the top; and the path of the file below it.
    folder_id BYTEA NOT NULL,
    path TEXT NOT NULL,
    length BIGINT NOT NULL,
    -- What the client promised, if it did.
    sha256 BYTEA,
    -- What the client told about it, as it told it.
    metadata TEXT NOT NULL,
    -- The first bytes, which tell the media type.
    head BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The file it has become. Kept for a client that missed the last answer.
    node_id BYTEA,
    node_sha256 BYTEA
);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_of_volume ON uploads (volume_id) WHERE node_id IS NULL;
