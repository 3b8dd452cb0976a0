SELECT TOP (20) ResultID, RequestName, CompanyID, CreatedAt, Body, Reviews, Revision
FROM [docUpload].[KeptResults]
WHERE RequestName = @requestId
ORDER BY CreatedAt DESC;
