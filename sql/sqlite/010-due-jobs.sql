-- What is asked every few seconds, and whenever a job ends, looks at what is due and not at every job that is kept.
CREATE INDEX batch_jobs_callbacks_due ON batch_jobs (callback_at) WHERE callback_state = 'due';
CREATE INDEX batch_jobs_by_expiry ON batch_jobs (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
