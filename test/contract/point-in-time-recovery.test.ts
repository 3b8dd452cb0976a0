import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../src/shared/clock.ts'
import { createDynamo } from '../../src/storage/dynamodb/create-dynamo.ts'
import { createRecoveryWatch } from '../../src/storage/dynamodb/point-in-time-recovery.ts'
import { ManualClock } from '../support/manual-clock.ts'

/**
 * DynamoDB as far as it is asked here, which DynamoDB Local is not. Actions, fields and errors by
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html and API_DescribeContinuousBackups.html
 */
async function startBackups(tables: Record<string, { on: boolean; refusals?: string[] }>) {
  const updates: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { TableName: name } = JSON.parse(body) as { TableName: string }
    const table = tables[name]!
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(value))
    if (String(request.headers['x-amz-target']).endsWith('UpdateContinuousBackups')) {
      updates.push(name)
      const refusal = table.refusals?.shift()
      if (refusal !== undefined) return send(400, { __type: `com.amazonaws.dynamodb.v20120810#${refusal}`, message: 'Not yet' })
      table.on = true
    }
    return send(200, {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: table.on ? 'ENABLED' : 'DISABLED' },
      },
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise(resolve => server.close(() => resolve())))
  return { updates, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const stops: (() => Promise<void>)[] = []
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function watch(tables: Parameters<typeof startBackups>[0], created: readonly string[]) {
  const clock = new ManualClock()
  const { updates, endpoint } = await startBackups(tables)
  process.env.AWS_ACCESS_KEY_ID ??= 'local'
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local'
  const dynamo = createDynamo({ region: 'us-east-1', endpoint, clock: systemClock })
  const recovery = createRecoveryWatch({
    dynamo,
    tables: Object.keys(tables).map(name => ({ name, isNew: created.includes(name) })),
    clock,
  })
  recovery.start()
  stops.push(async () => {
    await recovery.stop()
    dynamo.close()
  })
  await until(() => clock.sleeping > 0)
  return { clock, updates, recovery }
}

it('a new table that refuses at first is asked again until recovery is on, and health says so until then', async () => {
  const { clock, updates, recovery } = await watch({ jobs: { on: false, refusals: ['ContinuousBackupsUnavailableException'] } }, ['jobs'])
  expect(recovery.warnings()).toEqual([expect.stringMatching(/recovery of the DynamoDB table jobs is off \(ContinuousBackupsUnavailable/)])
  await clock.advance(10_000)
  await until(() => updates.length === 2 && clock.sleeping > 0)
  await clock.advance(10_000)
  await until(() => recovery.warnings().length === 0)
  expect(updates).toEqual(['jobs', 'jobs'])
})

it('of a table that was there before nothing is changed: what is off is said', async () => {
  const { updates, recovery } = await watch({ tokens: { on: true }, profiles: { on: false } }, [])
  expect(recovery.warnings()).toEqual([expect.stringMatching(/table profiles is off: what is deleted/)])
  expect(updates).toEqual([])
})

it('a right that is missing is named', async () => {
  const { recovery } = await watch({ jobs: { on: false, refusals: ['AccessDeniedException', 'AccessDeniedException'] } }, ['jobs'])
  expect(recovery.warnings()).toEqual([expect.stringMatching(/is off \(AccessDeniedException\)/)])
})
