-- Run by create-database.sh; $(SERVICE_PASSWORD) comes from the environment.
IF DB_ID(N'tokenwheel') IS NULL CREATE DATABASE tokenwheel;
GO
-- Reports read what was committed when they began, instead of waiting for those who write, and nobody who writes waits for them.
IF EXISTS (SELECT 1 FROM sys.databases WHERE name = N'tokenwheel' AND is_read_committed_snapshot_on = 0)
  ALTER DATABASE tokenwheel SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
GO
IF SUSER_ID(N'tokenwheel') IS NULL
  CREATE LOGIN tokenwheel WITH PASSWORD = N'$(SERVICE_PASSWORD)', DEFAULT_DATABASE = tokenwheel;
ELSE
  ALTER LOGIN tokenwheel WITH PASSWORD = N'$(SERVICE_PASSWORD)';
GO
USE tokenwheel;
GO
IF USER_ID(N'tokenwheel') IS NULL
  CREATE USER tokenwheel FOR LOGIN tokenwheel;
ELSE
  -- In a database restored from elsewhere the user belongs to a login of that server.
  ALTER USER tokenwheel WITH LOGIN = tokenwheel;
GO
-- Rows and, for the migrations at start, tables: nothing about users, backups or other databases. In somebody else's database, where the login may
-- not change tables, grant-rights.sql gives what is needed instead.
ALTER ROLE db_datareader ADD MEMBER tokenwheel;
ALTER ROLE db_datawriter ADD MEMBER tokenwheel;
ALTER ROLE db_ddladmin ADD MEMBER tokenwheel;
GO
