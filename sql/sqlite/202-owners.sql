-- Whose a job or a saved profile is: 'key:NAME' or 'team:TEAM' (shared/ownership.ts). Null is everybody: so is all that was there before.
ALTER TABLE batch_jobs ADD COLUMN owned_by TEXT;
ALTER TABLE linkedin_profiles ADD COLUMN owned_by TEXT;
