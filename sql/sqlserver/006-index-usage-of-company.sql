-- For speed alone: reports of a company. Guarded by its number, because Babelfish changes the names of indexes.
-- Run by the service in the background where the table is small or the edition builds indexes online; else by a DBA in a quiet hour, while
-- writers of the table wait: sqlcmd -b -d DATABASE -i 006-index-usage-of-company.sql
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 6)
CREATE INDEX IX_tokenwheel_TokenUsageLogs_CompanyID ON [docUpload].[TokenUsageLogs] (CompanyID, LoggedAt);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 6, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 6);
GO
