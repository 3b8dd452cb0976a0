import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { driverConfig } from '../../../../src/storage/sqlserver/driver.ts'
import { nameOf, readSqlServerUrl } from '../../../../src/storage/sqlserver/sql-server-url.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const sql = { kind: 'sql', user: 'app', password: 'p@ss/w' }
const place = ({ server, port, instance, database }: ReturnType<typeof readSqlServerUrl>) => ({ server, port, instance, database })

describe('SQLSERVER_URL', () => {
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

  // The keys are those of Microsoft.Data.SqlClient and of Microsoft's JDBC driver as people write them; no page of either was looked up for this.
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
