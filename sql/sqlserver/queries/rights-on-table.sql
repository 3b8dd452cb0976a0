-- What the login may do with one table, by whatever role or grant. Id is null where the table is not there, or the login has no right on it at all;
-- on Babelfish also where it may not read it.
SELECT USER_NAME() AS UserName, OBJECT_ID(@table, N'U') AS Id,
  HAS_PERMS_BY_NAME(@table, 'OBJECT', 'SELECT') AS MaySelect, HAS_PERMS_BY_NAME(@table, 'OBJECT', 'INSERT') AS MayInsert,
  HAS_PERMS_BY_NAME(@table, 'OBJECT', 'UPDATE') AS MayUpdate, HAS_PERMS_BY_NAME(@table, 'OBJECT', 'DELETE') AS MayDelete;
