import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../../../src/settings/settings.ts'
import { composeVariables, readCompose } from '../../support/packaging/compose-file.ts'
import { only, pairsOf, readDockerfile } from '../../support/packaging/dockerfile.ts'
import { tempDir } from '../../support/temp-dir.ts'

const FILLED_IN = {
  API_KEYS: 'ops:a-long-enough-key',
  ACCEPT_EULA: 'Y',
  MSSQL_SA_PASSWORD: 'Tw-administrator-1',
  MSSQL_SERVICE_PASSWORD: 'Tw-service.pass_word~1',
}
const image = readDockerfile().at(-1)!
const { services, networks, volumes } = readCompose(FILLED_IN)
const all = Object.entries(services)
const oneShots = new Set(
  all.flatMap(([, { depends_on = {} }]) =>
    Object.keys(depends_on).filter(name => depends_on[name]!.condition.endsWith('completed_successfully')),
  ),
)
const service = services.tokenwheel!

describe('the compose file', () => {
  it('gives the service settings that it accepts, and that name the servers next to it', () => {
    const settings = loadSettings({ ...pairsOf(image, 'ENV'), ...service.environment })
    const sqlServer = new URL(settings.SQLSERVER_URL!)
    expect(settings).toMatchObject({ HOST: '0.0.0.0', TOKEN_STORE: 'dynamodb', COMPANY_STORE: 'sqlserver', SECRETS_KEY: undefined })
    expect(settings.API_KEYS).toMatchObject([{ name: 'ops' }])
    expect([sqlServer.hostname, sqlServer.pathname, sqlServer.username]).toEqual(['sqlserver', '/tokenwheel', 'tokenwheel'])
    expect(decodeURIComponent(sqlServer.password)).toBe(FILLED_IN.MSSQL_SERVICE_PASSWORD)
    expect(Object.keys(services)).toEqual(expect.arrayContaining([sqlServer.hostname, new URL(settings.DYNAMODB_ENDPOINT!).hostname]))
    // DynamoDB Local refuses anything else.
    expect(service.environment!.AWS_ACCESS_KEY_ID).toMatch(/^[A-Za-z0-9]+$/)
  })

  it('asks for every secret by name, and .env.example lists exactly what it reads', () => {
    const variables = composeVariables()
    const example = parseEnv(readFileSync('.env.example', 'utf8'))
    expect(Object.keys(example).sort()).toEqual([...variables.keys()].sort())
    for (const [name, required] of variables) {
      expect(example[name], `${name} has no value that somebody could leave as it is`).toBe('')
      if (required) expect(() => readCompose({ ...FILLED_IN, [name]: '' })).toThrow(name)
    }
    expect(variables.get('API_KEYS') && variables.get('MSSQL_SA_PASSWORD') && variables.get('MSSQL_SERVICE_PASSWORD')).toBe(true)
  })

  it.each(all)('%s has no more rights than it needs', (name, container) => {
    expect(container.cap_drop).toEqual(['ALL'])
    expect(container.security_opt).toContain('no-new-privileges:true')
    expect(container.read_only === true || name === 'sqlserver').toBe(true)
    for (const port of container.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/)
    if (name !== 'tokenwheel')
      expect([container.ports, container.networks ?? []]).toEqual([
        undefined,
        oneShots.has(name) && container.network_mode === 'none' ? [] : ['stores'],
      ])
  })

  it.each(all)('%s is pinned, starts in order and is watched', (name, container) => {
    expect(container.image).toMatch(/:[\w.-]*\d[\w.-]*$/)
    expect(container.image).not.toMatch(/latest/)
    for (const [other, { condition }] of Object.entries(container.depends_on ?? {}))
      expect(condition).toBe(oneShots.has(other) ? 'service_completed_successfully' : 'service_healthy')
    expect(container.restart).toBe(oneShots.has(name) ? 'no' : 'unless-stopped')
    // The service's own health check is in its image.
    expect(container.healthcheck !== undefined).toBe(!oneShots.has(name) && name !== 'tokenwheel')
  })

  it('keeps what must last in named volumes, and the servers away from the outside', () => {
    for (const [, { volumes: mounts = [], networks: joined = [] }] of all) {
      for (const mount of mounts.filter(text => !text.startsWith('./'))) expect(Object.keys(volumes)).toContain(mount.split(':')[0])
      for (const network of joined) expect(Object.keys(networks)).toContain(network)
    }
    expect(service.volumes).toEqual([`service-data:${only(image, 'VOLUME')}`])
    expect(networks.stores!.internal).toBe(true)
  })

  it('leaves the service the time to stop', () => {
    const limit = Number(/STOP_LIMIT_MS = ([\d_]+)/.exec(readFileSync('src/run-service.ts', 'utf8'))![1]!.replaceAll('_', ''))
    expect(Number.parseFloat(service.stop_grace_period!) * 1000).toBeGreaterThan(limit)
  })

  it('carries the version of package.json', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(service.image).toBe(`tokenwheel:${version}`)
  })
})

describe('create-database.sh', () => {
  /** The script as it is, but for the place of sqlcmd: here it prints what it was called with. */
  function createDatabase(password: string): { code: number; text: string } {
    const folder = tempDir()
    const sqlcmd = join(folder, 'sqlcmd')
    writeFileSync(sqlcmd, '#!/bin/sh\necho "$@"\necho "$SERVICE_PASSWORD"\n')
    chmodSync(sqlcmd, 0o755)
    const script = readFileSync('sql/sqlserver/setup/create-database.sh', 'utf8')
    expect(script).toContain('/opt/mssql-tools18/bin/sqlcmd')
    writeFileSync(join(folder, 'create-database.sh'), script.replace('/opt/mssql-tools18/bin/sqlcmd', sqlcmd))
    copyFileSync('sql/sqlserver/setup/create-database.sql', join(folder, 'create-database.sql'))
    const environment = { PATH: process.env.PATH, ...services['sqlserver-database']!.environment, SERVICE_PASSWORD: password }
    try {
      return {
        code: 0,
        text: execFileSync('bash', [join(folder, 'create-database.sh')], { env: environment, encoding: 'utf8', stdio: 'pipe' }),
      }
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string }
      return { code: status, text: stderr }
    }
  }

  it('hands the passwords over by environment only', () => {
    const { code, text } = createDatabase(FILLED_IN.MSSQL_SERVICE_PASSWORD)
    const [call, password] = text.split('\n')
    expect(code).toBe(0)
    expect(call).toMatch(/^-C -b -l 30 -S sqlserver -U sa -i .*create-database\.sql$/)
    expect(password).toBe(FILLED_IN.MSSQL_SERVICE_PASSWORD)
  })

  it.each(["it's-Quoted1", 'At@sign-0000', 'Short-1', 'Per%cent-000', 'Two\nLines-000'])('refuses %j, without repeating it', password => {
    const { code, text } = createDatabase(password)
    expect(code).toBe(78)
    expect(text).toContain('MSSQL_SERVICE_PASSWORD')
    expect(text).not.toContain(password)
  })

  it('lets reports read while others write', () => {
    expect(readFileSync('sql/sqlserver/setup/create-database.sql', 'utf8')).toMatch(
      /^\s+ALTER DATABASE tokenwheel SET READ_COMMITTED_SNAPSHOT ON /m,
    )
  })

  it('knows every variable of its SQL', () => {
    const names = [...readFileSync('sql/sqlserver/setup/create-database.sql', 'utf8').matchAll(/\$\((\w+)\)/g)].map(([, name]) => name!)
    expect(Object.keys(services['sqlserver-database']!.environment!)).toEqual(expect.arrayContaining(names))
  })
})
