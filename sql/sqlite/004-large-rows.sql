-- Rows of these tables can be larger than a quarter of a page (a token's secret, a profile, a chunk of addresses). WITHOUT ROWID each step of a
-- search compares a whole row, and reads the pages onto which it overflows; by rowid the keys lie in an index of their own.
CREATE TABLE pool_tokens (
  token_id TEXT PRIMARY KEY,
  secret TEXT,
  fingerprint TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL CHECK (source IN ('pool', 'file', 'removed')),
  enabled INTEGER NOT NULL DEFAULT 1,
  daily_limit INTEGER NOT NULL,
  quota_day TEXT NOT NULL DEFAULT '',
  daily_usage INTEGER NOT NULL DEFAULT 0 CHECK (daily_usage >= 0),
  total_usage INTEGER NOT NULL DEFAULT 0,
  error_count INTEGER NOT NULL DEFAULT 0,
  consecutive_errors INTEGER NOT NULL DEFAULT 0,
  strikes INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  last_used INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  excluded_reason TEXT,
  excluded_evidence TEXT,
  excluded_since INTEGER,
  excluded_until INTEGER,
  penalty_id TEXT,
  score INTEGER GENERATED ALWAYS AS (daily_usage + 10 * error_count) VIRTUAL
);
INSERT INTO pool_tokens
  SELECT token_id, secret, fingerprint, source, enabled, daily_limit, quota_day, daily_usage, total_usage, error_count, consecutive_errors, strikes,
    last_error, last_used, created_at, expires_at, excluded_reason, excluded_evidence, excluded_since, excluded_until, penalty_id
  FROM bearer_tokens;
CREATE TABLE open_reservations (
  token_id TEXT NOT NULL REFERENCES pool_tokens (token_id) ON DELETE CASCADE ON UPDATE CASCADE,
  reservation_id TEXT NOT NULL,
  day TEXT NOT NULL,
  units INTEGER NOT NULL,
  trial_of TEXT,
  PRIMARY KEY (token_id, reservation_id)
) WITHOUT ROWID;
INSERT INTO open_reservations SELECT * FROM token_reservations;
DROP TABLE token_reservations;
DROP TABLE bearer_tokens;
ALTER TABLE pool_tokens RENAME TO bearer_tokens;
ALTER TABLE open_reservations RENAME TO token_reservations;
CREATE INDEX bearer_tokens_by_score ON bearer_tokens (source, enabled, quota_day, score, last_used);
-- Without it the whole pool would be gathered and sorted for every page of its list.
CREATE INDEX bearer_tokens_by_id ON bearer_tokens (source, token_id);

CREATE TABLE listed_addresses (
  job_id TEXT NOT NULL,
  first_number INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  emails TEXT NOT NULL, -- JSON array of the addresses first_number..last_number; null where an entry was not valid
  PRIMARY KEY (job_id, first_number)
);
INSERT INTO listed_addresses SELECT * FROM batch_job_addresses;
DROP TABLE batch_job_addresses;
ALTER TABLE listed_addresses RENAME TO batch_job_addresses;

CREATE TABLE saved_profiles (
  email TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  success INTEGER NOT NULL,
  profile_data TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  token_used TEXT,
  email_number INTEGER,
  job_id TEXT,
  PRIMARY KEY (email, timestamp)
);
INSERT INTO saved_profiles SELECT * FROM linkedin_profiles;
DROP TABLE linkedin_profiles;
ALTER TABLE saved_profiles RENAME TO linkedin_profiles;
