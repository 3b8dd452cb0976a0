-- What an operator changes of one key; null leaves a value as it is, and an empty model or address is the settings' again. First the summary, then
-- the row of TokenMaster, as in record-usage.sql.
SET XACT_ABORT ON;
SET NOCOUNT ON;
SET LOCK_TIMEOUT 10000;
DECLARE @found INT;
DECLARE @summary INT;
DECLARE @newLimit INT;
DECLARE @used BIGINT;
DECLARE @left INT;
DECLARE @oldThreshold INT;
DECLARE @written VARCHAR(50);
DECLARE @next VARCHAR(50);
SET @found = 0;
BEGIN TRANSACTION;
SELECT @found = 1, @newLimit = COALESCE(@limit, TotalTokenLimit), @written = LTRIM(RTRIM(Status)) FROM [docUpload].[TokenMaster]
WHERE TokenID = @keyId AND CompanyID = @company;
IF @found = 1
BEGIN
  SET @summary = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId);
  IF @summary IS NULL
  BEGIN
    UPDATE [docUpload].[TokenUsageRequests] SET RecordedAt = SYSUTCDATETIME() WHERE RequestID = @firstOfKey; -- ours
    IF @@ROWCOUNT = 0 INSERT INTO [docUpload].[TokenUsageRequests] (RequestID, RecordedAt) VALUES (@firstOfKey, SYSUTCDATETIME()); -- ours
    SET @used = COALESCE((SELECT SUM(CAST(TotalTokensUsed AS BIGINT)) FROM [docUpload].[TokenUsageLogs] WHERE TokenID = @keyId), 0);
    IF @used > 2147483647 SET @used = 2147483647;
    INSERT INTO [docUpload].[TokenUsageSummary] (TokenID, TotalUsedTokens, Threshold, LastUpdated)
    SELECT @keyId, @used, @defaultThreshold, @now WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId);
    SET @summary = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId);
  END;
  SELECT @used = COALESCE(TotalUsedTokens, 0), @oldThreshold = COALESCE(Threshold, @defaultThreshold) FROM [docUpload].[TokenUsageSummary]
  WHERE SummaryID = @summary;
  SET @left = CASE WHEN @newLimit IS NULL THEN NULL WHEN @newLimit <= @used THEN 0 ELSE @newLimit - @used END;

  -- Only where it is another one. A usage that comes in between leaves figures that differ, from which the status follows when it is read.
  UPDATE [docUpload].[TokenUsageSummary] SET Threshold = COALESCE(@threshold, Threshold), TotalRemainingTokens = @left
  WHERE SummaryID = @summary AND (@recompute = 1 OR @status IS NOT NULL)
    AND (COALESCE(@threshold, Threshold, -1) <> COALESCE(Threshold, -1) OR COALESCE(TotalRemainingTokens, -1) <> COALESCE(@left, -1));

  -- A status that was given stands. Else it follows from the figures where it may, as it does for whoever reads it; and a new key unblocks.
  SET @next = @written;
  IF @recompute = 1 AND @written IN ('Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded') OR @storedKey IS NOT NULL AND @written = 'Blocked'
    SET @next = CASE WHEN @left <= 0 THEN 'FullyUtilized' WHEN @left < COALESCE(@threshold, @oldThreshold) THEN 'BelowThreshold' ELSE 'Active' END;
  IF @status IS NOT NULL SET @next = @status;
  UPDATE [docUpload].[TokenMaster]
  SET TotalTokenLimit = @newLimit,
    CompanyName = COALESCE(@companyName, CompanyName),
    Provider = COALESCE(@provider, Provider),
    RestUntil = CASE WHEN @woken = 1 THEN NULL ELSE RestUntil END, -- ours
    RestReason = CASE WHEN @woken = 1 THEN NULL ELSE RestReason END, -- ours
    Model = NULLIF(COALESCE(@model, Model), ''), -- ours
    BaseUrl = NULLIF(COALESCE(@baseUrl, BaseUrl), ''), -- ours
    Status = COALESCE(@next, Status),
    ApiKey = COALESCE(@storedKey, ApiKey)
  WHERE TokenID = @keyId AND CompanyID = @company;
END;
COMMIT TRANSACTION;
SELECT @found AS Found;
