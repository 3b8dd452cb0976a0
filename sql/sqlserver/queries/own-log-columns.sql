-- Answered with an error where something is missing that the service adds to the log tables.
SET LOCK_TIMEOUT 1000;
SELECT TOP (0) RequestID, CompanyID, TokenID, Provider, WrittenBy FROM [dbo].[ApplicationLogs];
SELECT TOP (0) RequestID, Provider, WrittenBy FROM [dbo].[RetryAttempts];
SELECT TOP (0) TableName, LastID, NewestID, NewestAt FROM [docUpload].[TokenwheelPurges];
