-- Jobs get numbers, so that one integer finds a result: rows that are written one after the other stand one after the other, and a page is
-- filled before the next one begins. What a lane has spent moves into the job's row, which every commit of a running job writes anyway.
CREATE TABLE numbered_jobs (
  job_number INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL UNIQUE,
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
  lane_usage TEXT NOT NULL DEFAULT '{}', -- JSON, by lane: calls of its block that were made for certain; one more may have been under way. A list once a lane has written
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
);
INSERT INTO numbered_jobs (job_id, status, priority, config, callback_url, callback_state, callback_at, total_emails, invalid_emails,
    duplicates_removed, processed, successful, saved, save_failed, token_switches, lane_usage, low_water, requested, worker, lease_version,
    released_version, lease_until, waiting_until, waiting_reason, created_at, started_at, finished_at, expires_at)
  SELECT job_id, status, priority, config, callback_url, callback_state, callback_at, total_emails, invalid_emails,
    duplicates_removed, processed, successful, saved, save_failed, token_switches,
    (SELECT json_group_object(lane, used) FROM batch_job_lanes WHERE batch_job_lanes.job_id = batch_jobs.job_id), low_water, requested, worker,
    lease_version, released_version, lease_until, waiting_until, waiting_reason, created_at, started_at, finished_at, expires_at
  FROM batch_jobs ORDER BY created_at, job_id;

CREATE TABLE numbered_results (
  result_id INTEGER PRIMARY KEY, -- job_number << 32 | email_number
  email TEXT NOT NULL,
  success INTEGER NOT NULL,
  data TEXT,
  error TEXT,
  error_type TEXT,
  token_used TEXT,
  attempts INTEGER NOT NULL,
  at INTEGER NOT NULL,
  saved INTEGER
);
INSERT INTO numbered_results
  SELECT job_number << 32 | email_number, email, success, data, error, error_type, token_used, attempts, at, batch_job_results.saved
  -- CROSS: job by job, each in the order of its primary key. Sorting them would take as much temporary space as there are results.
  FROM numbered_jobs CROSS JOIN batch_job_results USING (job_id);

DROP TABLE batch_job_results;
DROP TABLE batch_jobs;
ALTER TABLE numbered_results RENAME TO batch_job_results;
ALTER TABLE numbered_jobs RENAME TO batch_jobs;
CREATE INDEX batch_jobs_queue ON batch_jobs (status, priority, created_at, job_id);
CREATE INDEX batch_jobs_by_age ON batch_jobs (created_at, job_id);
ALTER TABLE batch_job_lanes DROP COLUMN used;
