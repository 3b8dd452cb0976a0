-- A second one of the same id changes nothing.
INSERT INTO [docUpload].[KeptResults] (ResultID, RequestName, CompanyID, CreatedAt, Body)
SELECT @id, @requestId, @companyId, @createdAt, @body
WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[KeptResults] WHERE ResultID = @id);
