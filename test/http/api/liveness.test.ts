import pino from 'pino'
import { afterEach, expect, it } from 'vitest'
import { createServer, type HttpServer } from '../../../src/http/server.ts'
import { COMPONENTS, createHealth } from '../../../src/system/health.ts'
import { systemRoutes } from '../../../src/system/system.routes.ts'
import { ManualClock } from '../../support/manual-clock.ts'

let server: HttpServer | undefined
afterEach(() => server?.close())

it('liveness asks nobody; readiness asks once in two seconds, however often it is asked itself', async () => {
  const clock = new ManualClock()
  let probes = 0
  const probe = () => {
    probes += 1
    return { status: 'healthy' as const }
  }
  const health = createHealth({
    probes: Object.fromEntries(COMPONENTS.map(name => [name, probe])) as Record<(typeof COMPONENTS)[number], typeof probe>,
    clock,
    version: '0',
    startedAt: clock.now(),
  })
  const touched = () => {
    throw new Error('touched')
  }
  const metrics = { report: touched, text: touched }
  const options = { logger: pino({ level: 'silent' }), auth: { apiKeys: [], host: '127.0.0.1' }, version: '0' }
  const info = () => ({ name: 'tokenwheel', version: '0' })
  server = await createServer({ ...options, routes: [systemRoutes({ health, metrics, info })] })
  const ask = async (path: string) => (await server!.inject(`/system/health/${path}`)).statusCode

  for (let n = 0; n < 5; n += 1) expect(await ask('live')).toBe(200)
  expect(probes).toBe(0)
  await Promise.all(Array.from({ length: 5 }, () => ask('ready')))
  expect(probes).toBe(COMPONENTS.length)
  await clock.advance(1_999)
  await ask('ready')
  expect(probes).toBe(COMPONENTS.length)
  await clock.advance(1)
  expect(await ask('ready')).toBe(200)
  expect(probes).toBe(2 * COMPONENTS.length)
})
