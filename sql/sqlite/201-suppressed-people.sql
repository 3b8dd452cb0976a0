-- Erased people, by keyed fingerprint: not to be looked up again until then.
CREATE TABLE suppressed_people (fingerprint TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
