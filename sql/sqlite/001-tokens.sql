-- A removed token leaves its fingerprint and usage behind until the day is over. Times are Unix milliseconds. daily_usage counts units reserved on quota_day; on any other day the usage is 0 (there is no reset job).
CREATE TABLE bearer_tokens (
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
) WITHOUT ROWID;
-- One index serves both halves of the choice: tokens used today in the order of their score, and those whose usage is of an earlier day.
CREATE INDEX bearer_tokens_by_score ON bearer_tokens (source, enabled, quota_day, score, last_used);

-- Open blocks: what a lane has reserved and not yet settled. Rows of a past day are dropped when the token is next reserved.
CREATE TABLE token_reservations (
  token_id TEXT NOT NULL REFERENCES bearer_tokens (token_id) ON DELETE CASCADE ON UPDATE CASCADE,
  reservation_id TEXT NOT NULL,
  day TEXT NOT NULL,
  units INTEGER NOT NULL,
  trial_of TEXT,
  PRIMARY KEY (token_id, reservation_id)
) WITHOUT ROWID;

CREATE TABLE service_keys (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
