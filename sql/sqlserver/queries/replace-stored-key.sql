-- The same key in another form. One that was set anew meanwhile stays as it is.
UPDATE [docUpload].[TokenMaster]
SET ApiKey = @sealed
WHERE TokenID = @keyId AND ApiKey = @storedKey;
SELECT @@ROWCOUNT AS Replaced;
