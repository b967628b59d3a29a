-- Durable work. `unique_key` is set while a job with that key is waiting or running and emptied when it ends.
-- `lease` is the random mark of the worker that runs the job; only its holder may change the row.
CREATE TABLE jobs (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    account BYTEA,
    unique_key TEXT UNIQUE,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease BYTEA,
    lease_until BIGINT,
    progress_done BIGINT NOT NULL,
    progress_total BIGINT NOT NULL,
    message TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX jobs_by_due ON jobs (state, run_at);
CREATE INDEX jobs_by_end ON jobs (finished_at);
