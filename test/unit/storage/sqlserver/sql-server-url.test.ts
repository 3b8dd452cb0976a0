import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConnectionText } from '../../../../src/storage/sqlserver/connection-text.ts'
import { driverConfig } from '../../../../src/storage/sqlserver/driver.ts'
import { nameOf, readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const sql = { kind: 'sql', user: 'app', password: 'p@ss/w' }
const place = ({ server, port, instance, database }: ReturnType<typeof readSqlServerUrl>) => ({ server, port, instance, database })

/**
 * Every keyword and synonym of Microsoft.Data.SqlClient, 2026-11: github.com/dotnet/SqlClient, src/Microsoft.Data.SqlClient/src/Microsoft/Data/Common/
 * ConnectionString/DbConnectionStringKeywords.cs (at 26338425) and DbConnectionStringSynonyms.cs (at 1c2d4812), MIT.
 */
const ADO_NET = {
  read: [
    ...['Application Intent', 'Application Name', 'Authentication', 'Command Timeout', 'Connect Timeout', 'Data Source', 'Encrypt'],
    ...['Host Name In Certificate', 'Initial Catalog', 'Integrated Security', 'Max Pool Size', 'Multi Subnet Failover', 'Network Library'],
    ...['Packet Size', 'Password', 'Server Certificate', 'Trust Server Certificate', 'User ID', 'Workstation ID'],
    ...['addr', 'address', 'app', 'applicationintent', 'connection timeout', 'connecttimeout', 'database', 'hostnameincertificate'],
    ...['multisubnetfailover', 'net', 'network', 'network address', 'packetsize', 'pwd', 'server', 'servercertificate', 'timeout'],
    ...['trusted_connection', 'trustservercertificate', 'uid', 'user', 'workstationid', 'wsid'],
  ],
  ignored: [
    ...['Connection Reset', 'Connect Retry Count', 'Connect Retry Interval', 'Current Language', 'Enlist', 'Failover Partner SPN'],
    ...['IP Address Preference', 'Load Balance Timeout', 'Min Pool Size', 'Multiple Active Result Sets', 'Persist Security Info'],
    ...['Pool Blocking Period', 'Pooling', 'Replication', 'Server SPN', 'Transaction Binding', 'Transparent Network IP Resolution'],
    ...[
      'Type System Version',
      'connection lifetime',
      'connectretrycount',
      'connectretryinterval',
      'FailoverPartnerSPN',
      'ipaddresspreference',
    ],
    ...['language', 'multipleactiveresultsets', 'persistsecurityinfo', 'poolblockingperiod', 'ServerSPN', 'transparentnetworkipresolution'],
  ],
  refused: [
    ...['AttachDbFilename', 'Attestation Protocol', 'Column Encryption Setting', 'Context Connection', 'Enclave Attestation Url'],
    ...[
      'Failover Partner',
      'User Instance',
      'clientcertificate',
      'clientkey',
      'clientkeypassword',
      'columnEncryption',
      'extended properties',
    ],
    ...['failoverpartner', 'initial file name'],
  ],
}
/**
 * Those of Microsoft's JDBC driver: github.com/microsoft/mssql-jdbc, src/main/java/com/microsoft/sqlserver/jdbc/SQLServerDriver.java (at 0031e3d0, MIT),
 * with what learn.microsoft.com has in "Setting the connection properties" besides (docs.microsoft.com/en-us/sql/connect/jdbc/
 * setting-the-connection-properties?view=sql-server-ver15: its first properties; a later list was not looked up).
 */
const JDBC = {
  read: [
    ...[
      'applicationIntent',
      'applicationName',
      'authentication',
      'authenticationScheme',
      'databaseName',
      'encrypt',
      'hostNameInCertificate',
    ],
    ...[
      'instanceName',
      'integratedSecurity',
      'loginTimeout',
      'multiSubnetFailover',
      'packetSize',
      'password',
      'portNumber',
      'queryTimeout',
    ],
    ...['serverName', 'trustServerCertificate', 'user', 'workstationID', 'database', 'userName', 'server', 'port'],
    ...['aadSecurePrincipalId', 'aadSecurePrincipalSecret'],
  ],
  ignored: [
    ...['cancelQueryTimeout', 'disableStatementPooling', 'enablePrepareOnFirstPreparedStatementCall', 'jaasConfigurationName'],
    ...['lastUpdateCount', 'lockTimeout', 'responseBuffering', 'selectMethod', 'sendStringParametersAsUnicode', 'sendTimeAsDatetime'],
    ...['serverNameAsACE', 'serverPreparedStatementDiscardThreshold', 'serverSpn', 'socketTimeout', 'sslProtocol'],
    ...['statementPoolingCacheSize', 'TransparentNetworkIPResolution', 'useBulkCopyForBatchInsert', 'xopenStates'],
  ],
  refused: [
    ...['accessToken', 'columnEncryptionSetting', 'failoverPartner', 'fips', 'gsscredential', 'keyStoreAuthentication', 'keyStoreLocation'],
    ...['keyStoreSecret', 'serverTimeZone', 'trustManagerClass', 'trustManagerConstructorArg', 'trustStore', 'trustStorePassword'],
    'trustStoreType',
  ],
}

describe('SQLSERVER_URL', () => {
  test.each([
    ['ADO.NET', ADO_NET, 'Server=db;Database=docs;User Id=app;Password=pw'],
    ['JDBC', JDBC, 'jdbc:sqlserver://db;databaseName=docs;user=app;password=pw'],
  ])('each keyword of %s is read, known to be without effect, or refused by its name', (_, names, text) => {
    for (const name of names.read) expect([...readConnectionText(`${name}=1`).values()], name).toEqual(['1'])
    for (const name of names.ignored) expect(readSqlServerUrl(`${text};${name}=1`), name).toEqual(readSqlServerUrl(text))
    for (const name of names.refused) {
      expect(() => readSqlServerUrl(`${text};${name}=secret`), name).toThrow('is not known')
      expect(() => readSqlServerUrl(`${text};${name}=secret`), name).not.toThrow('secret')
    }
  })

  test('the network library may name TCP, which is what there is', () => {
    const text = 'Data Source=db;Initial Catalog=docs;User ID=app;Password=secret'
    expect(readSqlServerUrl(`${text};Network Library=DBMSSOCN`)).toEqual(readSqlServerUrl(text))
    expect(() => readSqlServerUrl(`${text};Network=dbnmpntw`)).toThrow('only TCP')
  })

  test('everything it can say', () => {
    expect(
      readSqlServerUrl('mssql://app:p%40ss%2Fw@db.example:1444/docs?encrypt=false&trustServerCertificate=true&poolSize=20'),
    ).toMatchObject({
      server: 'db.example',
      port: 1444,
      instance: undefined,
      database: 'docs',
      login: sql,
      encrypt: false,
      trustServerCertificate: true,
      poolSize: 20,
    })
  })

  test('defaults are the safe ones', () => {
    expect(readSqlServerUrl('mssql://app@[::1]/docs')).toMatchObject({
      ...{ server: '::1', port: 1433, encrypt: true, trustServerCertificate: false, poolSize: 10, readOnlyIntent: false },
      ...{ multiSubnetFailover: false, ca: undefined, applicationName: 'tokenwheel' },
    })
  })

  test.each([
    'mssql://app:p%40ss%2Fw@db.example:1444/docs?encrypt=strict&multiSubnetFailover=true&applicationIntent=ReadOnly&connectTimeout=9',
    'mssql://app:p%40ss%2Fw@db.example,1444/docs?Encrypt=Strict&MultiSubnetFailover=True&ApplicationIntent=readonly&Connection Timeout=9',
    'Server=tcp:db.example,1444;Initial Catalog=docs;Persist Security Info=False;User ID=app;Password=p@ss/w;MultipleActiveResultSets=False;Encrypt=Strict;MultiSubnetFailover=True;ApplicationIntent=ReadOnly;Connection Timeout=9;',
    'Data Source = db.example , 1444 ; Database = docs ; UID = app ; PWD = "p@ss/w" ; encrypt = strict ; Multi Subnet Failover=yes; Application Intent=ReadOnly; Connect Timeout=9',
    'jdbc:sqlserver://db.example:1444;databaseName=docs;user=app;password={p@ss/w};encrypt=strict;multiSubnetFailover=true;applicationIntent=ReadOnly;loginTimeout=9;',
  ])('the same in each form: %s', text => {
    expect(readSqlServerUrl(text)).toEqual({
      ...readSqlServerUrl('mssql://app:p%40ss%2Fw@db.example:1444/docs'),
      ...{ encrypt: 'strict', multiSubnetFailover: true, readOnlyIntent: true, connectTimeoutMs: 9000 },
    })
  })

  test.each([
    ['mssql://app@db\\PROD/docs', 'db', undefined, 'PROD'],
    ['mssql://app@db%5CPROD/docs', 'db', undefined, 'PROD'],
    ['mssql://app@db/docs?instanceName=PROD', 'db', undefined, 'PROD'],
    ['Server=db\\PROD;Database=docs;User Id=app', 'db', undefined, 'PROD'],
    ['Server=db\\PROD,1500;Database=docs;User Id=app', 'db', 1500, undefined],
    ['jdbc:sqlserver://db\\PROD;databaseName=docs;user=app', 'db', undefined, 'PROD'],
    ['jdbc:sqlserver://db;instanceName=PROD;portNumber=1500;databaseName=docs;user=app', 'db', 1500, undefined],
    ['Server=.;Database=docs;User Id=app', 'localhost', 1433, undefined],
  ])('where it is: %s', (text, server, port, instance) => {
    expect(place(readSqlServerUrl(text))).toEqual({ server, port, instance, database: 'docs' })
    expect(nameOf(readSqlServerUrl(text))).toBe(instance === undefined ? `${server}:${port}` : `${server}\\${instance}`)
  })

  test.each([
    ['mssql://CORP%5Capp:pw@db/docs?authentication=ntlm', 'ntlm', { userName: 'app', password: 'pw', domain: 'CORP' }],
    ['mssql://app:pw@db/docs?domain=CORP', 'ntlm', { userName: 'app', password: 'pw', domain: 'CORP' }],
    [
      'Server=db;Database=docs;Authentication=Active Directory Password;User Id=app@corp.example;Password=pw;Client Id=c-1',
      'azure-active-directory-password',
      { userName: 'app@corp.example', password: 'pw', clientId: 'c-1', tenantId: 'common' },
    ],
    [
      'Server=db;Database=docs;Authentication=Active Directory Service Principal;User Id=c-1;Password=pw;Tenant Id=t-1',
      'azure-active-directory-service-principal-secret',
      { clientId: 'c-1', clientSecret: 'pw', tenantId: 't-1' },
    ],
    [
      'jdbc:sqlserver://db;databaseName=docs;authentication=ActiveDirectoryManagedIdentity;msiClientId=c-1',
      'azure-active-directory-msi-vm',
      { clientId: 'c-1' },
    ],
    ['mssql://db/docs?authentication=ActiveDirectoryDefault', 'azure-active-directory-default', {}],
    ['mssql://app:pw@db/docs', 'default', { userName: 'app', password: 'pw' }],
  ])('who it is, as the driver is told: %s', (text, type, options) => {
    expect(driverConfig(readSqlServerUrl(text), 1000).authentication).toEqual({ type, options })
  })

  test('the options of the driver', () => {
    const ca = join(tempDir(), 'ca.pem')
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----\nnot read here\n-----END CERTIFICATE-----\n')
    const config = driverConfig(
      readSqlServerUrl(
        `Server=db\\PROD;Database=docs;User Id=app;Password='it''s; ok';ca=${ca};Host Name In Certificate=db.corp.example;Packet Size=8192;Command Timeout=20;Application Name=docs-prod;WSID=host-7;MultiSubnetFailover=true;ApplicationIntent=ReadOnly`,
      ),
      15_000,
    )
    expect(config).toMatchObject({
      server: 'db',
      database: 'docs',
      requestTimeout: 20_000,
      authentication: { options: { password: "it's; ok" } },
    })
    expect(config).not.toHaveProperty('port')
    expect(config.options).toMatchObject({
      ...{ instanceName: 'PROD', serverName: 'db.corp.example', packetSize: 8192, appName: 'docs-prod', workstationId: 'host-7' },
      ...{ multiSubnetFailover: true, readOnlyIntent: true, encrypt: true, trustServerCertificate: false },
      cryptoCredentialsDetails: { ca: expect.stringContaining('BEGIN CERTIFICATE') },
    })
  })

  test.each([
    ['mssql://app:secret@host', 'host, user and database'],
    ['mssql://host/db', 'host, user and database'],
    ['mssql://app:secret@host/db?encrypt=maybe', 'encrypt must be true or false or strict'],
    ['mssql://app:secret@host/db?poolSize=0', 'poolSize must be'],
    ['mssql://sa:1433?secret-word@host/db', 'host, user and database'],
    ['mssql://app:pw@host/db?secret@x=1', 'what follows the "?" is not known'],
    ['mssql://app:secret@host/db?trustcertificate=true', 'trustcertificate is not known'],
    ['mssql://app:secret%zz@host/db', 'must be written %25'],
    ['mssql://app:secret@host,port/db', 'the port after the comma must be a number'],
    ['Server=host,99999;Database=db;User Id=app;Password=secret', 'port must be a number from 1 to 65535'],
    ['Server=host;Database=db;Integrated Security=SSPI', 'the login of the process cannot be used'],
    ['Server=np:\\\\host\\pipe\\sql;Database=db;User Id=app;Password=secret', 'only TCP'],
    ['Server=host;Database=db;User Id=app;Password=secret;word;', 'name=value pairs'],
    ['Server=host;Database=db;User Id=app;Authentication=Kerberos;Password=secret', 'authentication must be'],
    ['Server=host;Database=db;User Id=app;Authentication=ActiveDirectoryPassword;Password=secret', 'clientId is needed'],
    ['Server=host;Database=db;User Id=app;Password=secret;ca=/no/such/file', 'a file that cannot be read'],
    ['postgres://app:secret@host/db', 'must look like mssql://user:password@host:1433/database'],
    ['host=secret', 'host is not known'],
  ])('%s is refused in words, without the password', (url, words) => {
    expect(() => readSqlServerUrl(url)).toThrow(words)
    expect(() => readSqlServerUrl(url)).not.toThrow('secret')
  })
})
