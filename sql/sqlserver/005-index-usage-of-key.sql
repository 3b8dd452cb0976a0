-- For speed alone: reports over rows that name no company. Guarded by its number, because Babelfish changes the names of indexes.
-- Run by the service in the background where the table is small or the edition builds indexes online; else by a DBA in a quiet hour, while
-- writers of the table wait: sqlcmd -b -d DATABASE -i 005-index-usage-of-key.sql
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 5)
CREATE INDEX IX_tokenwheel_TokenUsageLogs_TokenID ON [docUpload].[TokenUsageLogs] (TokenID, LoggedAt);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 5, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 5);
GO
