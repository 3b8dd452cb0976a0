-- Nothing where the table is not there: where nothing may be kept nothing is.
IF OBJECT_ID(N'[docUpload].[KeptResults]', N'U') IS NOT NULL
SELECT TOP (@limit) ResultID, RequestName, CompanyID, CreatedAt, Body, Reviews, Revision
FROM [docUpload].[KeptResults]
WHERE ResultID > @after
ORDER BY ResultID;
