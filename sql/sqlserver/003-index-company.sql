-- For speed alone: keys are chosen by their company. Guarded by its number, because Babelfish changes the names of indexes.
-- Run by the service in the background where the table is small or the edition builds indexes online; else by a DBA in a quiet hour, while
-- writers of the table wait: sqlcmd -b -d DATABASE -i 003-index-company.sql
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 3)
CREATE INDEX IX_tokenwheel_TokenMaster_CompanyID ON [docUpload].[TokenMaster] (CompanyID);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 3, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 3);
GO
