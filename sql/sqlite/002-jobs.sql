-- A job row carries its lease (worker, lease_version, lease_until): every write of a worker names them, so a worker that lost it writes nothing.
CREATE TABLE batch_jobs (
  job_id TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  priority INTEGER NOT NULL,
  config TEXT NOT NULL,
  callback_url TEXT,
  callback_state TEXT,
  callback_at INTEGER,
  total_emails INTEGER NOT NULL DEFAULT 0,
  invalid_emails INTEGER NOT NULL DEFAULT 0,
  duplicates_removed INTEGER NOT NULL DEFAULT 0,
  processed INTEGER NOT NULL DEFAULT 0,
  successful INTEGER NOT NULL DEFAULT 0,
  saved INTEGER NOT NULL DEFAULT 0,
  save_failed INTEGER NOT NULL DEFAULT 0,
  token_switches INTEGER NOT NULL DEFAULT 0,
  low_water INTEGER NOT NULL DEFAULT 0,
  requested TEXT,
  worker TEXT,
  lease_version INTEGER NOT NULL DEFAULT 0,
  released_version INTEGER,
  lease_until INTEGER,
  waiting_until INTEGER,
  waiting_reason TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  expires_at INTEGER
) WITHOUT ROWID;
CREATE INDEX batch_jobs_queue ON batch_jobs (status, priority, created_at);
CREATE INDEX batch_jobs_by_age ON batch_jobs (created_at);

-- The addresses of a job in order, some hundreds a row: JSON arrays over first_number..last_number, null where the address was refused.
CREATE TABLE batch_job_addresses (
  job_id TEXT NOT NULL,
  first_number INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  emails TEXT NOT NULL,
  PRIMARY KEY (job_id, first_number)
) WITHOUT ROWID;

CREATE TABLE batch_job_results (
  job_id TEXT NOT NULL,
  email_number INTEGER NOT NULL,
  email TEXT NOT NULL,
  success INTEGER NOT NULL,
  data TEXT,
  error TEXT,
  error_type TEXT,
  token_used TEXT,
  attempts INTEGER NOT NULL,
  at INTEGER NOT NULL,
  saved INTEGER,
  PRIMARY KEY (job_id, email_number)
) WITHOUT ROWID;

CREATE TABLE batch_job_errors (
  job_id TEXT NOT NULL,
  error_type TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (job_id, error_type)
) WITHOUT ROWID;

-- The block a lane is spending: what a resumed job goes on with. used is what was spent for certain; one call more may have been under way.
CREATE TABLE batch_job_lanes (
  job_id TEXT NOT NULL,
  lane INTEGER NOT NULL,
  token_id TEXT NOT NULL,
  token_source TEXT NOT NULL,
  reservation_id TEXT NOT NULL,
  day TEXT NOT NULL,
  reserved_at INTEGER NOT NULL,
  units INTEGER NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (job_id, lane)
) WITHOUT ROWID;

CREATE TABLE idempotency_keys (
  key TEXT PRIMARY KEY,
  body_hash TEXT NOT NULL,
  job_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE linkedin_profiles (
  email TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  success INTEGER NOT NULL,
  profile_data TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  token_used TEXT,
  email_number INTEGER,
  job_id TEXT,
  PRIMARY KEY (email, timestamp)
) WITHOUT ROWID;
