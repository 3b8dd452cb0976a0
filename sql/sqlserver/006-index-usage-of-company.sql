-- For speed alone: reports of a company. Guarded by its number, because Babelfish changes the names of indexes.
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 6)
CREATE INDEX IX_tokenwheel_TokenUsageLogs_CompanyID ON [docUpload].[TokenUsageLogs] (CompanyID, LoggedAt);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 6, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 6);
GO
