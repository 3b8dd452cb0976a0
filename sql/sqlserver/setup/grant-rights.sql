-- All that the service needs once the tables are there, for a login that may not change them: run by a DBA after sql/sqlserver/NNN-*.sql, with the
-- user of the login in the place of tokenwheel. `npm start -- --check-config` names what of it is missing.
-- sqlcmd -b -d DATABASE -i grant-rights.sql
-- The companies' keys: chosen, added, their status and rests.
GRANT SELECT, INSERT, UPDATE ON [docUpload].[TokenMaster] TO [tokenwheel];
-- Usage, its totals, and the ids by which it is counted once. UPDATE on the first takes an erased person out of it.
GRANT SELECT, INSERT, UPDATE ON [docUpload].[TokenUsageLogs] TO [tokenwheel];
GRANT SELECT, INSERT, UPDATE ON [docUpload].[TokenUsageSummary] TO [tokenwheel];
GRANT SELECT, INSERT, UPDATE ON [docUpload].[TokenUsageRequests] TO [tokenwheel];
-- Kept answers of /extract: their reviews, the end of extraction.keep_days and the erasure of a person.
GRANT SELECT, INSERT, UPDATE, DELETE ON [docUpload].[KeptResults] TO [tokenwheel];
-- Log rows: UPDATE takes an erased person's address out of them, DELETE those that are older than logging.retention_days.
GRANT SELECT, INSERT, UPDATE, DELETE ON [dbo].[ApplicationLogs] TO [tokenwheel];
GRANT SELECT, INSERT, UPDATE, DELETE ON [dbo].[RetryAttempts] TO [tokenwheel];
-- How far old log rows have been looked at, and which scripts have been run.
GRANT SELECT, UPDATE ON [docUpload].[TokenwheelPurges] TO [tokenwheel];
GRANT SELECT ON [docUpload].[TokenwheelMigrations] TO [tokenwheel];
GO
