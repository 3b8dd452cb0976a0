-- For speed alone: a usage finds its summary. Guarded by its number, because Babelfish changes the names of indexes.
-- Run by the service in the background where the table is small or the edition builds indexes online; else by a DBA in a quiet hour, while
-- writers of the table wait: sqlcmd -b -d DATABASE -i 004-index-summary.sql
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 4)
CREATE INDEX IX_tokenwheel_TokenUsageSummary_TokenID ON [docUpload].[TokenUsageSummary] (TokenID);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 4, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 4);
GO
