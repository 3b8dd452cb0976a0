-- Usable keys of all companies, at random: what a daily look at their models takes.
SELECT TOP (@limit)
  Model, BaseUrl, -- ours
  TokenID, CompanyID, Provider, Status, ApiKey
FROM [docUpload].[TokenMaster]
WHERE Status IN ('Active', 'BelowThreshold') AND ApiKey <> ''
ORDER BY NEWID();
