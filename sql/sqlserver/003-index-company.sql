-- For speed alone: keys are chosen by their company. Guarded by its number, because Babelfish changes the names of indexes.
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 3)
CREATE INDEX IX_tokenwheel_TokenMaster_CompanyID ON [docUpload].[TokenMaster] (CompanyID);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 3, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 3);
GO
