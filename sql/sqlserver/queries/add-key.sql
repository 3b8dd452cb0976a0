-- The key and its summary, both or neither.
SET XACT_ABORT ON;
SET NOCOUNT ON;
SET LOCK_TIMEOUT 10000;
DECLARE @added INT;
BEGIN TRANSACTION;
INSERT INTO [docUpload].[TokenMaster] (CompanyID, CompanyName, ApiKey, Provider, TotalTokenLimit, Status, CreatedAt)
VALUES (@company, @companyName, @storedKey, @provider, @limit, @status, @now);
SET @added = SCOPE_IDENTITY();
INSERT INTO [docUpload].[TokenUsageSummary] (TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold, LastUpdated)
VALUES (@added, 0, @limit, @threshold, @now);
UPDATE [docUpload].[TokenMaster] SET Model = @model, BaseUrl = @baseUrl WHERE TokenID = @added; -- ours
COMMIT TRANSACTION;
SELECT @added AS TokenID;
