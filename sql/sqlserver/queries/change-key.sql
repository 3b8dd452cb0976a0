-- What an operator changes of one key; null leaves a value as it is, and an empty model or address is the settings' again. First the row of TokenMaster, then the summary, as in record-usage.sql.
SET XACT_ABORT ON;
SET NOCOUNT ON;
SET LOCK_TIMEOUT 10000;
DECLARE @found INT;
BEGIN TRANSACTION;
UPDATE [docUpload].[TokenMaster]
SET TotalTokenLimit = COALESCE(@limit, TotalTokenLimit),
  CompanyName = COALESCE(@companyName, CompanyName),
  Provider = COALESCE(@provider, Provider),
  RestUntil = CASE WHEN @woken = 1 THEN NULL ELSE RestUntil END, -- ours
  RestReason = CASE WHEN @woken = 1 THEN NULL ELSE RestReason END, -- ours
  Model = NULLIF(COALESCE(@model, Model), ''), -- ours
  BaseUrl = NULLIF(COALESCE(@baseUrl, BaseUrl), ''), -- ours
  ApiKey = COALESCE(@storedKey, ApiKey)
WHERE TokenID = @keyId AND CompanyID = @company;
SET @found = @@ROWCOUNT;
IF @found = 1
BEGIN
  INSERT INTO [docUpload].[TokenUsageSummary] (TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold, LastUpdated)
  SELECT TokenID, 0, TotalTokenLimit, @defaultThreshold, GETUTCDATE() FROM [docUpload].[TokenMaster]
  WHERE TokenID = @keyId AND NOT EXISTS (SELECT 1 FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId);

  UPDATE [docUpload].[TokenUsageSummary]
  SET Threshold = COALESCE(@threshold, Threshold),
    TotalRemainingTokens = (
      SELECT CASE WHEN t.TotalTokenLimit IS NULL THEN NULL
        WHEN t.TotalTokenLimit <= COALESCE(TotalUsedTokens, 0) THEN 0
        ELSE t.TotalTokenLimit - COALESCE(TotalUsedTokens, 0) END
      FROM [docUpload].[TokenMaster] AS t WHERE t.TokenID = @keyId)
  WHERE SummaryID = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId);

  -- A status that was given stands. Else a new limit, threshold or key recomputes one that follows from usage, and a new key unblocks.
  UPDATE [docUpload].[TokenMaster]
  SET Status = COALESCE(@status, (SELECT CASE WHEN s.TotalRemainingTokens <= 0 THEN 'FullyUtilized'
      WHEN s.TotalRemainingTokens < COALESCE(s.Threshold, @defaultThreshold) THEN 'BelowThreshold' ELSE 'Active' END
    FROM [docUpload].[TokenUsageSummary] AS s
    WHERE s.SummaryID = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId)))
  WHERE TokenID = @keyId AND (@status IS NOT NULL OR (@recompute = 1 AND (
    Status IN ('Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded') OR (@storedKey IS NOT NULL AND Status = 'Blocked'))));
END;
COMMIT TRANSACTION;
SELECT @found AS Found;
