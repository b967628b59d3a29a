-- Imports of people from files. `state` is reading, checked, applying, done or failed. `reach` is the role of whoever uploaded
-- the file: nobody with a lower one may confirm it. `done` counts rows that became people.
CREATE TABLE imports (
    institute BYTEA NOT NULL REFERENCES institutes (id),
    id BYTEA NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    reach TEXT NOT NULL,
    total BIGINT NOT NULL,
    good BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    done BIGINT NOT NULL,
    invite BIGINT NOT NULL,
    problem TEXT,
    started_by BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (institute, id)
);

-- The uploaded file in parts of a megabyte, until it was read.
CREATE TABLE import_parts (
    institute BYTEA NOT NULL,
    import BYTEA NOT NULL,
    part BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (institute, import, part),
    FOREIGN KEY (institute, import) REFERENCES imports (institute, id)
);

-- One row for each line of the file. `state` is bad, good or done. `person` is sealed, and emptied when the row is done;
-- `problems` is a list in JSON.
CREATE TABLE import_rows (
    institute BYTEA NOT NULL,
    import BYTEA NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    person BYTEA,
    problems TEXT NOT NULL,
    PRIMARY KEY (institute, import, number),
    FOREIGN KEY (institute, import) REFERENCES imports (institute, id)
);
CREATE INDEX import_rows_by_state ON import_rows (institute, import, state, number);
