-- Where one key's model or address differs from the settings: nullable columns. Existing rows are not touched.
-- Run by the service, or by a DBA where its login may not: sqlcmd -b -d DATABASE -i 007-key-settings.sql
SET LOCK_TIMEOUT 3000;
GO
IF COL_LENGTH(N'docUpload.TokenMaster', N'Model') IS NULL ALTER TABLE [docUpload].[TokenMaster] ADD Model VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenMaster', N'BaseUrl') IS NULL ALTER TABLE [docUpload].[TokenMaster] ADD BaseUrl VARCHAR(500) NULL;
GO
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 7, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 7);
GO
