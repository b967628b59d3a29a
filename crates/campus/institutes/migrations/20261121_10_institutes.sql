-- Institutes: the tenants of the installation. Not walled, because a person's list of institutes and the installation's
-- owners look across them; it says nothing about the people inside. Times are microseconds since 1970 in UTC.
CREATE TABLE institutes (
    id BYTEA NOT NULL PRIMARY KEY,
    -- active, deleting (closed to everybody, rows on their way out) or deleted (only this row is left).
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key BYTEA NOT NULL,
    -- A name of the IANA time zone database.
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    -- #rrggbb
    color TEXT NOT NULL,
    contact_email TEXT,
    -- The first bytes of the logo's hash, in hexadecimal digits; absent without a logo.
    logo_mark TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX institutes_by_name ON institutes (sort_key, id);

CREATE TABLE institute_logos (
    institute BYTEA NOT NULL PRIMARY KEY REFERENCES institutes (id),
    media_type TEXT NOT NULL,
    bytes BYTEA NOT NULL
);

-- The people of an institute, as the institute knows them: the account's own name and address may differ.
CREATE TABLE members (
    institute BYTEA NOT NULL REFERENCES institutes (id),
    id BYTEA NOT NULL,
    -- Absent until the person joined.
    account BYTEA,
    -- invited, active or deactivated
    state TEXT NOT NULL,
    role TEXT NOT NULL,
    -- Trimmed and lower-case, as accounts keep theirs.
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Bytes in people's order, and the words a search looks through.
    sort_key BYTEA NOT NULL,
    search TEXT NOT NULL,
    phone TEXT,
    roll_number TEXT,
    guardian_email TEXT,
    created_at BIGINT NOT NULL,
    joined_at BIGINT,
    PRIMARY KEY (institute, id),
    UNIQUE (institute, email),
    UNIQUE (institute, account)
);
CREATE INDEX members_by_name ON members (institute, sort_key, id);

-- The invitation under way of somebody who has not joined; there is at most one. Only the SHA-256 of its secret is kept.
CREATE TABLE invitations (
    institute BYTEA NOT NULL,
    member BYTEA NOT NULL,
    secret_hash BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- How often it was sent.
    sends BIGINT NOT NULL,
    PRIMARY KEY (institute, member),
    UNIQUE (institute, secret_hash),
    FOREIGN KEY (institute, member) REFERENCES members (institute, id)
);

-- How many invitations left on each day (counted from 1970, in UTC).
CREATE TABLE invitation_days (
    institute BYTEA NOT NULL REFERENCES institutes (id),
    day BIGINT NOT NULL,
    letters BIGINT NOT NULL,
    PRIMARY KEY (institute, day)
);

CREATE TABLE policies (
    institute BYTEA NOT NULL PRIMARY KEY REFERENCES institutes (id),
    code TEXT NOT NULL,
    -- One bit for each role that needs an authenticator app or a passkey, in the order of the roles.
    strong_roles BIGINT NOT NULL,
    session_limit BIGINT,
    when_full TEXT NOT NULL,
    idle_minutes BIGINT NOT NULL,
    remember_days BIGINT NOT NULL,
    google_domain TEXT
);

-- Where an account belongs, found without knowing the institute. Not walled, so it carries nothing but the three ids, and
-- the column goes by another name than in walled tables. A row is there while the membership is active.
CREATE TABLE memberships_by_account (
    account BYTEA NOT NULL,
    tenant BYTEA NOT NULL REFERENCES institutes (id),
    member BYTEA NOT NULL,
    PRIMARY KEY (account, tenant)
);
CREATE INDEX memberships_by_tenant ON memberships_by_account (tenant);
