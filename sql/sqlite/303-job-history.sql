-- What has happened in a job: for each lane the tokens it turned to last (lines of text), and under lane -1 the last verdicts (JSON).
CREATE TABLE batch_job_rings (
  job_id TEXT NOT NULL,
  lane INTEGER NOT NULL,
  ring TEXT NOT NULL,
  PRIMARY KEY (job_id, lane)
) WITHOUT ROWID;
