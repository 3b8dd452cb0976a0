import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Service, startService } from '../support/service.ts'

const PAGE_BUDGET_BYTES = 150_000
const OWN_FILES = readdirSync(new URL('../../src/dashboard/page/', import.meta.url)).filter(name => /\.(js|css|svg)$/.test(name))
const IMPORT = /\b(?:import|export)[\w\s{},*$]*?from\s*(['"])(.+?)\1/g

describe('/dashboard and /docs', () => {
  let service: Service
  let folder: string

  beforeAll(async () => {
    service = await startService({ env: { API_KEYS: 'root:root-key-1234567890' } })
    folder = /\/dashboard\/assets\/[^/]+\//.exec((await service.get('/dashboard')).text)![0]
  })
  afterAll(() => service?.stop())

  /** The bytes of the body on the wire, as a browser asks for it. */
  const weigh = async (path: string) => {
    const { status, headers } = await service.get(path, { 'accept-encoding': 'gzip' })
    expect([path, status, headers.get('content-encoding')]).toEqual([path, 200, 'gzip'])
    return Number(headers.get('content-length'))
  }

  /** Names of the modules that a module imports, itself and theirs included, as a browser resolves them. */
  const modulesOf = async (name: string, seen = new Set<string>()): Promise<Set<string>> => {
    if (seen.has(name)) return seen
    seen.add(name)
    const module = await service.get(`${folder}${name}`)
    expect([name, module.status, module.headers.get('content-type')]).toEqual([name, 200, 'text/javascript; charset=utf-8'])
    for (const [, , specifier] of module.text.matchAll(IMPORT)) {
      expect(specifier, `imported by ${name}: a browser knows no package by its name`).toMatch(/^\.{1,2}\//)
      const { pathname } = new URL(specifier!, `${service.url}${folder}${name}`)
      expect(pathname.startsWith(folder), pathname).toBe(true)
      await modulesOf(pathname.slice(folder.length), seen)
    }
    return seen
  }

  it('are made of modules that are all served, those of packages included', async () => {
    const modules = await modulesOf('main.js')
    for (const name of ['events.js', 'words.js', 'vendor/eventsource-parser/parse.js', 'vendor/lit-html/lit-html.js'])
      expect(modules).toContain(name)
  })

  it('weigh less than 150 kB over the wire, everything but the PDF renderer included', async () => {
    let bytes = await weigh('/dashboard')
    for (const name of new Set([...OWN_FILES, ...(await modulesOf('main.js')), 'uplot.js', 'uplot.css']))
      bytes += await weigh(`${folder}${name}`)
    console.info(`dashboard: ${(bytes / 1000).toFixed(1)} kB over the wire`)
    expect(bytes).toBeLessThan(PAGE_BUDGET_BYTES)
  })

  it.each(['/dashboard', '/docs', '/docs/'])('%s needs no key, allows no inline script and is revalidated', async path => {
    const page = await service.get(path)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = page.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:/)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const again = await service.get(path, { 'if-none-match': page.headers.get('etag')! })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('/dashboard allows no inline style either', async () => {
    expect((await service.get('/dashboard')).headers.get('content-security-policy')).not.toContain('unsafe')
  })

  it('assets are cached for good under the name of their build, and only for the moment under any other', async () => {
    const asset = await service.get(`${folder}main.js`)
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const other = await service.get('/dashboard/assets/000000000000/main.js')
    expect([other.status, other.headers.get('cache-control')]).toEqual([200, 'no-cache'])
  })

  it.each([
    'index.html',
    'tsconfig.json',
    '..%2fdashboard.routes.ts',
    '..%2f..%2f..%2fpackage.json',
    'vendor/..%2fevents.js',
    'vendor/eventsource-parser/stream.d.ts',
    'vendor/lit-html/directives/unsafe-html.js',
    '%2e%2e',
    'constructor',
  ])('serves no other file: %s', async name => {
    expect((await service.get(`${folder}${name}`)).status).toBe(404)
  })
})
