-- For speed alone: a usage finds its summary. Guarded by its number, because Babelfish changes the names of indexes.
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 4)
CREATE INDEX IX_tokenwheel_TokenUsageSummary_TokenID ON [docUpload].[TokenUsageSummary] (TokenID);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 4, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 4);
GO
