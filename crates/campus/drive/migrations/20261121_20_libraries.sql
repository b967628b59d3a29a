-- A volume belongs to a person or to an institute, whose library it is.
ALTER TABLE volumes RENAME COLUMN account_id TO owner_id;
-- 0: a person's. 1: a library. 2: the library of an institute that has ended; its keys are destroyed, its rows are being
-- cleared away.
ALTER TABLE volumes ADD COLUMN kind BIGINT NOT NULL DEFAULT 0;
CREATE INDEX volumes_ended ON volumes (id) WHERE kind = 2;
