-- What the service adds to the two log tables: nullable columns. Existing rows are not touched. WrittenBy is 'tokenwheel' in the rows of the
-- service and null in those of others: by it alone the service deletes what is old.
-- Run by the service, or by a DBA where its login may not: sqlcmd -b -d DATABASE -i 009-own-log-columns.sql
SET LOCK_TIMEOUT 3000;
GO
IF COL_LENGTH(N'dbo.ApplicationLogs', N'RequestID') IS NULL ALTER TABLE [dbo].[ApplicationLogs] ADD RequestID VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'dbo.ApplicationLogs', N'CompanyID') IS NULL ALTER TABLE [dbo].[ApplicationLogs] ADD CompanyID VARCHAR(50) NULL;
GO
IF COL_LENGTH(N'dbo.ApplicationLogs', N'TokenID') IS NULL ALTER TABLE [dbo].[ApplicationLogs] ADD TokenID INT NULL;
GO
IF COL_LENGTH(N'dbo.ApplicationLogs', N'Provider') IS NULL ALTER TABLE [dbo].[ApplicationLogs] ADD Provider VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'dbo.ApplicationLogs', N'WrittenBy') IS NULL ALTER TABLE [dbo].[ApplicationLogs] ADD WrittenBy VARCHAR(50) NULL;
GO
IF COL_LENGTH(N'dbo.RetryAttempts', N'RequestID') IS NULL ALTER TABLE [dbo].[RetryAttempts] ADD RequestID VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'dbo.RetryAttempts', N'Provider') IS NULL ALTER TABLE [dbo].[RetryAttempts] ADD Provider VARCHAR(100) NULL;
GO
IF COL_LENGTH(N'dbo.RetryAttempts', N'WrittenBy') IS NULL ALTER TABLE [dbo].[RetryAttempts] ADD WrittenBy VARCHAR(50) NULL;
GO
-- How far old rows have been looked at: up to LastID there is none of the service's own. The two others are those of its newest row then: when
-- that one is gone, the table was emptied, and its ids have begun anew.
IF OBJECT_ID(N'[docUpload].[TokenwheelPurges]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenwheelPurges] (
  TableName VARCHAR(50) NOT NULL,
  LastID INT NOT NULL,
  NewestID INT NULL,
  NewestAt DATETIME NULL,
  PRIMARY KEY (TableName)
);
GO
INSERT INTO [docUpload].[TokenwheelPurges] (TableName, LastID)
SELECT 'ApplicationLogs', COALESCE((SELECT MAX(LogID) FROM [dbo].[ApplicationLogs]), 0)
WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelPurges] WHERE TableName = 'ApplicationLogs');
INSERT INTO [docUpload].[TokenwheelPurges] (TableName, LastID)
SELECT 'RetryAttempts', COALESCE((SELECT MAX(RetryID) FROM [dbo].[RetryAttempts]), 0)
WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelPurges] WHERE TableName = 'RetryAttempts');
GO
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 9, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 9);
GO
