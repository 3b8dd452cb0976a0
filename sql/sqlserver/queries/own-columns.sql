-- Answered with an error where something is missing that the service adds to the five tables for metering.
SET LOCK_TIMEOUT 1000;
SELECT TOP (0) RestUntil, RestReason, Model, BaseUrl FROM [docUpload].[TokenMaster];
SELECT TOP (0) RequestID, CompanyID, LicenceID, Provider, Model, RawUsage FROM [docUpload].[TokenUsageLogs];
SELECT TOP (0) RequestID, RecordedAt FROM [docUpload].[TokenUsageRequests];
