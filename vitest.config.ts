import { defineConfig } from 'vitest/config'

// Three speeds: unit is pure and fast; http and contract drive real stores and sockets in-process; e2e starts real processes and kills
// them; browser drives a headless Chromium where there is one.
const project = (name: string, testTimeout: number, globalSetup: string[] = [], retry = 0) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, globalSetup, retry },
})

// Tests that kill processes or drive a browser get a second try in CI: a kill may come after the work was done, which proves nothing.
const secondTry = process.env.CI === 'true' ? 1 : 0

// One DynamoDB Local for each project that uses it, started by the run itself.
const dynamodb = ['test/support/dynamodb-local.ts']

export default defineConfig({
  test: {
    projects: [
      project('unit', 20_000),
      project('property', 180_000),
      project('contract', 60_000, dynamodb),
      project('http', 60_000),
      project('sqlserver', 120_000),
      project('e2e', 180_000, dynamodb, secondTry),
      project('browser', 120_000, [], secondTry),
    ],
  },
})
