-- Where one key's model or address differs from the settings.
ALTER TABLE TokenMaster ADD COLUMN Model VARCHAR(100) NULL; -- ours
ALTER TABLE TokenMaster ADD COLUMN BaseUrl VARCHAR(500) NULL; -- ours
