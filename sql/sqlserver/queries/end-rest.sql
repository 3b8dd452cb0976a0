-- The key may serve again at once.
UPDATE [docUpload].[TokenMaster] SET RestUntil = NULL, RestReason = NULL WHERE TokenID = @keyId;
