-- Only the very key that was rejected: one that was replaced or switched off meanwhile stays as it is.
UPDATE [docUpload].[TokenMaster]
SET Status = 'Blocked'
WHERE TokenID = @keyId AND ApiKey = @storedKey AND Status IN ('Active', 'BelowThreshold');
SELECT @@ROWCOUNT AS Blocked;
