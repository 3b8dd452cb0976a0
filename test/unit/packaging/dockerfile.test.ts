import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filesOfContext, inBuildContext } from '../../support/packaging/build-context.ts'
import { commandOf, copyOf, healthCheckOf, only, pairsOf, readDockerfile } from '../../support/packaging/dockerfile.ts'

const stages = readDockerfile()
const image = stages.at(-1)!
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string
  description: string
  license: string
  scripts: Record<string, string>
  dependencies: Record<string, string>
}

describe('the Dockerfile', () => {
  it('runs the Node.js that package.json pins', () => {
    for (const { base } of stages)
      expect(base).toMatch(new RegExp(`^node:${manifest.dependencies.node!.replaceAll('.', '\\.')}-\\w+-slim$`))
  })

  it('starts exactly what npm start starts', () => {
    expect(commandOf(image).join(' ')).toBe(manifest.scripts.start)
  })

  it('checks liveness, on the port that it sets', () => {
    const [program, option, script] = healthCheckOf(image)
    expect([program, option]).toEqual(['node', '-e'])
    expect(script).toContain('/system/health/live')
    expect(pairsOf(image, 'ENV').PORT).toBe(only(image, 'EXPOSE'))
  })

  it('runs as nobody special, stops by the signal that the service handles, and keeps its data in a volume', () => {
    expect(only(image, 'USER')).toBe('1000:1000')
    expect(only(image, 'STOPSIGNAL')).toBe('SIGTERM')
    expect(pairsOf(image, 'ENV').DATA_DIR).toBe(only(image, 'VOLUME'))
    const names = image.instructions.map(({ name }) => name)
    expect(names.lastIndexOf('COPY'), 'what is copied belongs to root').toBeLessThan(names.indexOf('USER'))
  })

  it('is labelled as package.json says', () => {
    expect(pairsOf(image, 'LABEL')).toEqual({
      'org.opencontainers.image.title': 'tokenwheel',
      'org.opencontainers.image.description': manifest.description,
      'org.opencontainers.image.version': manifest.version,
      'org.opencontainers.image.licenses': manifest.license,
    })
  })

  it('copies only what is there, and all of it', () => {
    const copied = stages.flatMap(stage => stage.instructions.filter(({ name }) => name === 'COPY').map(copyOf))
    for (const { from, sources } of copied) {
      if (from !== undefined) expect(stages.map(({ name }) => name)).toContain(from)
      else for (const source of sources) expect(existsSync(source) && filesOfContext(source).length > 0, source).toBe(true)
    }
  })
})

describe('the build context', () => {
  it.each([
    '.env',
    '.env.example',
    '.git/config',
    'token.txt',
    'appSetting.json',
    'data/tokenwheel.db',
    'src/demo/demo.ts',
    'node_modules/fastify/package.json',
    'test/unit/packaging/dockerfile.test.ts',
    'docs/operations.md',
    'bench/batch.ts',
    'anything-new.pem',
  ])('leaves out %s', path => expect(inBuildContext(path)).toBe(false))

  it.each(['package.json', '.npmrc', 'src/main.ts', 'src/dashboard/page/index.html', 'sql/sqlite/001-tokens.sql'])('has %s', path =>
    expect(inBuildContext(path)).toBe(true),
  )
})
