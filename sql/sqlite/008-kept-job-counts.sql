-- Sums over the jobs of a state, kept with the writes that change them: whoever asks reads a handful of rows, however many jobs are kept. Those
-- that are being worked on change with every result, so they are left out and summed up when somebody asks; there are never many.
CREATE TABLE kept_job_counts (
  status TEXT PRIMARY KEY,
  jobs INTEGER NOT NULL,
  processed INTEGER NOT NULL,
  successful INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO kept_job_counts SELECT status, count(*), sum(processed), sum(successful) FROM batch_jobs WHERE status <> 'processing' GROUP BY status;

CREATE TRIGGER count_new_job AFTER INSERT ON batch_jobs WHEN new.status <> 'processing' BEGIN
  INSERT INTO kept_job_counts VALUES (new.status, 1, new.processed, new.successful)
    ON CONFLICT DO UPDATE SET jobs = jobs + 1, processed = processed + excluded.processed, successful = successful + excluded.successful;
END;
CREATE TRIGGER count_changed_job AFTER UPDATE OF status, processed, successful ON batch_jobs
WHEN (old.status <> 'processing' OR new.status <> 'processing')
  AND (old.status <> new.status OR old.processed <> new.processed OR old.successful <> new.successful) BEGIN
  UPDATE kept_job_counts SET jobs = jobs - 1, processed = processed - old.processed, successful = successful - old.successful
    WHERE status = old.status AND old.status <> 'processing';
  INSERT INTO kept_job_counts SELECT new.status, 1, new.processed, new.successful WHERE new.status <> 'processing'
    ON CONFLICT DO UPDATE SET jobs = jobs + 1, processed = processed + excluded.processed, successful = successful + excluded.successful;
END;
CREATE TRIGGER count_gone_job AFTER DELETE ON batch_jobs WHEN old.status <> 'processing' BEGIN
  UPDATE kept_job_counts SET jobs = jobs - 1, processed = processed - old.processed, successful = successful - old.successful
    WHERE status = old.status;
END;
