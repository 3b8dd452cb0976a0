import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { composeVariables, readCompose } from '../../support/packaging/compose-file.ts'

interface Job {
  readonly 'timeout-minutes'?: number
  readonly services?: Readonly<Record<string, { readonly image: string; readonly env: Readonly<Record<string, string>> }>>
  readonly steps: readonly {
    readonly uses?: string
    readonly run?: string
    readonly with?: Readonly<Record<string, unknown>>
    readonly env?: Readonly<Record<string, string>>
  }[]
}

const text = readFileSync('.github/workflows/ci.yml', 'utf8')
const workflow = parse(text) as { permissions: object; concurrency: object; jobs: Readonly<Record<string, Job>> }
const filledIn = Object.fromEntries([...composeVariables().keys()].map(name => [name, 'filled-in']))

describe('the workflow', () => {
  it('may read the code and nothing else, and ends in any case', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': true })
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect(job['timeout-minutes'], name).toBeLessThanOrEqual(30)
      for (const { uses, with: options } of job.steps)
        if (uses?.startsWith('actions/checkout@')) expect(options).toMatchObject({ 'persist-credentials': false })
    }
  })

  it('pins every action to a commit, and says which version that is', () => {
    const uses = text.split('\n').filter(line => /\buses:/.test(line))
    expect(uses.length).toBeGreaterThan(0)
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('tries the SQL Server that the compose file runs', () => {
    const server = workflow.jobs.sqlserver!.services!.sqlserver!
    const url = workflow.jobs.sqlserver!.steps.map(({ env }) => env?.SQLSERVER_TEST_URL).find(value => value !== undefined)
    expect(server.image).toBe(readCompose(filledIn).services.sqlserver!.image)
    expect(new URL(url!).password).toBe(server.env.MSSQL_SA_PASSWORD)
  })

  it('fills in all that the compose file asks for', () => {
    const script = workflow.jobs.docker!.steps.map(({ run = '' }) => run).join('\n')
    for (const [name, required] of composeVariables()) if (required) expect(script).toContain(`${name}=`)
  })
})
