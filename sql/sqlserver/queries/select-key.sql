-- Keys that may serve now, at random, the Active ones first: a BelowThreshold one serves only when there is no such Active one.
SELECT TOP (32)
  Model, BaseUrl, -- ours
  TokenID, CompanyID, Provider, Status, ApiKey
FROM [docUpload].[TokenMaster]
WHERE CompanyID = @company
  AND Status IN ('Active', 'BelowThreshold')
  AND ApiKey <> ''
  AND (RestUntil IS NULL OR RestUntil <= @now) -- ours
  AND CHARINDEX(',' + CAST(TokenID AS VARCHAR(11)) + ',', @excluded) = 0
ORDER BY CASE WHEN Status = 'Active' THEN 0 ELSE 1 END, NEWID();

-- Why there is none.
SELECT
  Status,
  SUM(CASE WHEN Status IN ('Active', 'BelowThreshold') AND ApiKey <> '' THEN 1 ELSE 0 END) AS Usable,
  MIN(CASE WHEN Status IN ('Active', 'BelowThreshold') AND ApiKey <> '' AND RestUntil > @now THEN RestUntil END) AS RestsUntil, -- ours
  1 AS AnyKeys
FROM [docUpload].[TokenMaster]
WHERE CompanyID = @company
GROUP BY Status;

SELECT TOP (1) 1 AS AnyKeys FROM [docUpload].[TokenMaster];
