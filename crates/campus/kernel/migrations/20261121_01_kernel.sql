-- Who may save work on a thing of which there must be one writer at a time. `epoch` grows with each change of the holder;
-- work that carries an older one is kept aside and not accepted.
CREATE TABLE leases (
    kind TEXT NOT NULL,
    subject BYTEA NOT NULL,
    holder BYTEA NOT NULL,
    epoch BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
