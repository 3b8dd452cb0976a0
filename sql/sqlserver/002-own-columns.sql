-- What the service adds: nullable columns, and tables of its own. Existing rows are not touched. Each ALTER TABLE is a batch of its own, so that a lock
-- that somebody else holds keeps it, and the readers behind it, waiting for one table at a time and no longer than LOCK_TIMEOUT says.
-- Run by the service, or by a DBA where its login may not: sqlcmd -b -d DATABASE -i 002-own-columns.sql
SET LOCK_TIMEOUT 3000;
GO
IF COL_LENGTH(N'docUpload.TokenMaster', N'RestUntil') IS NULL ALTER TABLE [docUpload].[TokenMaster] ADD RestUntil DATETIME2(3) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenMaster', N'RestReason') IS NULL ALTER TABLE [docUpload].[TokenMaster] ADD RestReason VARCHAR(200) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'RequestID') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD RequestID VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'CompanyID') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD CompanyID VARCHAR(50) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'LicenceID') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD LicenceID VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'Provider') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD Provider VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'Model') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD Model VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'RawUsage') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD RawUsage NVARCHAR(MAX) NULL;
GO
-- A usage is counted once, however often it is delivered. A table of its own, because a filtered unique index on TokenUsageLogs would
-- make the inserts of other programs fail that run with QUOTED_IDENTIFIER OFF.
IF OBJECT_ID(N'[docUpload].[TokenUsageRequests]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenUsageRequests] (
  RequestID VARCHAR(100) NOT NULL,
  RecordedAt DATETIME2(3) NOT NULL,
  PRIMARY KEY (RequestID)
);
GO
IF OBJECT_ID(N'[docUpload].[TokenwheelMigrations]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenwheelMigrations] (
  Number INT NOT NULL,
  AppliedAt DATETIME2(3) NOT NULL,
  PRIMARY KEY (Number)
);
GO
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 1, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 1);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 2, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 2);
GO
