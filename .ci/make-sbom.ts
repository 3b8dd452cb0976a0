import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

interface Sbom {
  readonly components: readonly { readonly 'bom-ref': string; readonly name: string; readonly version: string }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
  readonly metadata: { readonly component: { readonly 'bom-ref': string; readonly name: string } }
}

/**
 * Prints what is delivered, in CycloneDX: npm's own list, without what only development needs. `npm sbom --omit dev` leaves out every package that
 * anything of development depends on as well (of npm 11.19: 88 of 268, zod among them), so the lock file says what is of development alone.
 */
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, { readonly version: string; readonly name?: string; readonly dev?: boolean }>>
}
const delivered = new Set(
  Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && dev !== true)
    .map(([place, { name, version }]) => `${name ?? place.replace(/^.*node_modules\//, '')}@${version}`),
)

const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']
const all = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 100_000_000, stdio: ['ignore', 'pipe', 'inherit'] })) as Sbom
const components = all.components.filter(({ name, version }) => delivered.has(`${name}@${version}`))
const { component } = all.metadata
const known = new Set([component['bom-ref'], ...components.map(each => each['bom-ref'])])
const dependencies = all.dependencies
  .filter(({ ref }) => known.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(each => known.has(each)) }))
// npm calls it by the folder that it lies in.
const metadata = { ...all.metadata, component: { ...component, name: component['bom-ref'].replace(/@[^@]*$/, '') } }
console.log(JSON.stringify({ ...all, metadata, components, dependencies }, null, 2))
