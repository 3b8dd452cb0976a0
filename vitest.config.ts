import { defineConfig } from 'vitest/config'

// Three speeds: unit is pure and fast; http and contract drive real stores and sockets in-process; e2e starts real processes and kills
// them; browser drives a headless Chromium where there is one.
const project = (name: string, testTimeout: number, globalSetup: string[] = []) => ({
  test: { ...SIDE_BY_SIDE, name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, globalSetup },
})

// In-process tests wait more than they compute: two files at a time. Real processes and the browser come afterwards, one file at a time.
const SIDE_BY_SIDE = { maxWorkers: 2, sequence: { groupOrder: 0 } }
const ALONE = { maxWorkers: 1, sequence: { groupOrder: 1 } }

// Tests that kill processes or drive a browser get a second try in CI: a kill may come after the work was done, which proves nothing.
const secondTry = process.env.CI === 'true' ? 1 : 0

const processes = (name: string, testTimeout: number, globalSetup: string[] = []) => {
  const { test } = project(name, testTimeout, globalSetup)
  return { test: { ...test, ...ALONE, retry: secondTry } }
}

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
      processes('e2e', 180_000, dynamodb),
      processes('browser', 120_000),
    ],
  },
})
