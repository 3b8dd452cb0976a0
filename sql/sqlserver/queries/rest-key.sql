-- A rest only gets longer.
UPDATE [docUpload].[TokenMaster]
SET RestReason = @reason, RestUntil = @until
WHERE TokenID = @keyId AND (RestUntil IS NULL OR RestUntil < @until);
