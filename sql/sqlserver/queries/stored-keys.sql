-- Keys as they are stored, in the order of their ids: to be looked at, and sealed anew.
SELECT TOP (@limit) TokenID, CompanyID, ApiKey
FROM [docUpload].[TokenMaster]
WHERE TokenID > @after AND ApiKey <> ''
ORDER BY TokenID;
