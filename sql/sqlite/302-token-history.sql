-- What has happened to each token: a ring of its last events. `event` is JSON; `day` is the quota day that the token was spent for.
CREATE TABLE token_events (
  token_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  day TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (token_id, number)
) WITHOUT ROWID;
