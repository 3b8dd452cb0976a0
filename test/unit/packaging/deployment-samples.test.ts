import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { loadSettings } from '../../../src/settings/settings.ts'
import { only, readDockerfile } from '../../support/packaging/dockerfile.ts'

const flags = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }).scripts.start.replace(/^node /, '')

describe('the systemd unit', () => {
  const unit = readFileSync('docs/deploy/tokenwheel.service', 'utf8')

  it('starts what `npm start` starts, keeps its data, and leaves a wrong setting alone', () => {
    expect(unit).toContain(`ExecStart=/opt/tokenwheel/node_modules/.bin/node ${flags}\n`)
    expect(unit).toMatch(/^StateDirectory=tokenwheel\n/m)
    expect(unit).toMatch(/^Environment=.*\bDATA_DIR=\/var\/lib\/tokenwheel\b/m)
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m)
  })
})

describe('the Kubernetes manifests', () => {
  const manifests = parseAllDocuments(readFileSync('docs/deploy/kubernetes.yaml', 'utf8')).map(document => document.toJS())
  const of = (kind: string) => manifests.find(manifest => manifest.kind === kind)
  const [container] = of('Deployment').spec.template.spec.containers

  it('probe what the service answers: life for restarts, readiness for traffic', () => {
    expect(container.livenessProbe.httpGet.path).toBe('/system/health/live')
    expect(container.startupProbe.httpGet.path).toBe('/system/health/live')
    expect(container.readinessProbe.httpGet.path).toBe('/system/health/ready')
    expect(container.ports[0].containerPort).toBe(8000)
    expect(of('Deployment').spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(10)
  })

  it('give the service settings that it accepts once the capitals are filled in', () => {
    const secret = { ...of('Secret').stringData, API_KEYS: 'ops:a-long-enough-key', SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') }
    const env = Object.fromEntries((container.env as { name: string; value: string }[]).map(({ name, value }) => [name, value]))
    const SQLSERVER_URL = secret.SQLSERVER_URL.replace('USER', 'user').replace('HOST', 'sql.internal')
    expect(loadSettings({ HOST: '0.0.0.0', ...env, ...secret, SQLSERVER_URL })).toMatchObject({
      TOKEN_STORE: 'dynamodb',
      COMPANY_STORE: 'sqlserver',
    })
  })

  it("run as the image's user, on a file system that is only read", () => {
    const user = Number(only(readDockerfile().at(-1)!, 'USER').split(':')[0])
    expect(of('Deployment').spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: user })
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false })
    expect(of('PodDisruptionBudget').spec.selector).toEqual(of('Deployment').spec.selector)
  })
})

describe('the page for the night', () => {
  const page = readFileSync('docs/night.md', 'utf8')
  const source = globSync('src/**/*.ts')
    .map(file => readFileSync(file, 'utf8'))
    .join('\n')

  it('quotes the words that the service says', () => {
    const quoted = page
      .split('\n')
      .filter(line => line.startsWith('| "'))
      .flatMap(line => [...line.split('|')[1]!.matchAll(/"([^"]+)"/g)].map(([, words]) => words!))
    expect(quoted.length).toBeGreaterThan(15)
    expect(quoted.filter(words => !source.includes(words))).toEqual([])
  })

  it('has a row for every alert, each of which is seen to fire in a state of its own', () => {
    const rows = page.split('\n').filter(line => line.startsWith('| '))
    const firstColumns = rows.map(line => line.split('|')[1]!.trim())
    const { groups } = parse(readFileSync('docs/prometheus/alerts.yml', 'utf8'))
    const alerts: string[] = groups.flatMap(({ rules }: { rules: { alert: string }[] }) => rules.map(({ alert }) => alert))
    expect(firstColumns.filter(words => words.startsWith('`Tokenwheel'))).toEqual(alerts.map(alert => `\`${alert}\``))
    const led = rows.filter(line => line.startsWith('| `Tokenwheel')).flatMap(line => line.split('|')[2]!.match(/"[^"]+"/g) ?? [])
    expect(led.filter(words => !firstColumns.some(column => column.includes(words)))).toEqual([])
    const { tests } = parse(readFileSync('docs/prometheus/alerts.test.yml', 'utf8'))
    const fired = tests.flatMap((test: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }) =>
      test.alert_rule_test.filter(({ exp_alerts }) => exp_alerts !== undefined).map(({ alertname }) => alertname),
    )
    expect(new Set(fired)).toEqual(new Set(alerts))
  })
})

it('the template grants what the operations page says, and no more', () => {
  const template = parse(readFileSync('docs/deploy/dynamodb.cloudformation.yaml', 'utf8'))
  const actions = [
    ...readFileSync('docs/operations.md', 'utf8')
      .split('### Least privilege')[1]!
      .split('```')[1]!
      .matchAll(/"(dynamodb:\w+)"/g),
  ]
  const granted = template.Resources.Access.Properties.PolicyDocument.Statement[0].Action as string[]
  expect([...granted].sort()).toEqual(actions.map(([, action]) => action).sort())
})
