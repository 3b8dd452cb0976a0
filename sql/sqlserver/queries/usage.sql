-- Totals per group. Compiled for its own values each time: a plan for one day of a small company would read years of a large one row by row. Rows that were written before the service knew CompanyID belong to the company of their key.
SELECT
  g.GroupName, COUNT(*) AS Extractions, SUM(CAST(g.RequestCount AS BIGINT)) AS Requests, SUM(CAST(g.InputTokens AS BIGINT)) AS InputTokens,
  SUM(CAST(g.OutputTokens AS BIGINT)) AS OutputTokens, SUM(CAST(g.TextPromptTokens AS BIGINT)) AS TextPromptTokens,
  SUM(CAST(g.ImagePromptTokens AS BIGINT)) AS ImagePromptTokens, SUM(CAST(g.TextCandidatesTokens AS BIGINT)) AS TextCandidatesTokens,
  SUM(CAST(g.TotalTokensUsed AS BIGINT)) AS TotalTokens
FROM (
  SELECT
    CASE @group WHEN 'day' THEN CONVERT(VARCHAR(10), l.LoggedAt, 23) WHEN 'branch' THEN l.Branch WHEN 'user' THEN l.RequestedBy
      ELSE CAST(l.TokenID AS VARCHAR(11)) END AS GroupName,
    CASE WHEN @group = 'token' THEN l.TokenID END AS GroupNumber,
    l.RequestCount, l.InputTokens, l.OutputTokens, l.TextPromptTokens, l.ImagePromptTokens, l.TextCandidatesTokens, l.TotalTokensUsed
  FROM [docUpload].[TokenUsageLogs] AS l
  WHERE (
      l.CompanyID = @company OR (l.CompanyID IS NULL AND -- ours
      l.TokenID IN (SELECT t.TokenID FROM [docUpload].[TokenMaster] AS t WHERE t.CompanyID = @company)
      ) -- ours
    )
    AND (@from IS NULL OR l.LoggedAt >= @from)
    AND (@to IS NULL OR l.LoggedAt < @to)
) AS g
GROUP BY g.GroupName, g.GroupNumber
ORDER BY g.GroupNumber, g.GroupName
OPTION (RECOMPILE);
