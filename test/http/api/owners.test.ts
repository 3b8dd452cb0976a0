import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANY, differencesTo, patternOf, ROUTE_ACCESS } from '../../support/route-access.ts'
import { routesOf } from '../../support/route-table.ts'
import { FAST, type Service, startService } from '../../support/service.ts'

/** Each key with its scopes; whose things it opens, and whether it may watch everybody's. */
const KEYS = {
  all: { scopes: 'jobs+extract+ops+admin', opens: ['anna', 'sales', 'nobody'], watches: true },
  anna: { scopes: 'jobs', opens: ['anna', 'nobody'], watches: false },
  bert: { scopes: 'jobs', opens: ['nobody'], watches: false },
  sara: { scopes: 'jobs@SALES', opens: ['sales', 'nobody'], watches: false },
  sven: { scopes: 'jobs@it+jobs@sales', opens: ['sales', 'nobody'], watches: false },
  tom: { scopes: 'jobs@it+extract@ACME', opens: ['nobody'], watches: false },
  watcher: { scopes: 'jobs+ops', opens: ['nobody'], watches: true },
  ops: { scopes: 'ops', opens: [], watches: true },
  admin: { scopes: 'admin', opens: [], watches: false },
  extract: { scopes: 'extract', opens: [], watches: false },
  stranger: { scopes: null, opens: [], watches: false },
} as const
type Name = keyof typeof KEYS
const NAMES = Object.keys(KEYS) as Name[]
const WHOSE = ['anna', 'sales', 'nobody'] as const
type Whose = (typeof WHOSE)[number]
const keyOf = (name: Name) => `the-key-of-${name}`

interface Thing {
  readonly jobId: string
  readonly email: string
}

let service: Service
const things = new Map<string, Thing>()
beforeAll(async () => {
  const apiKeys = NAMES.filter(name => name !== 'stranger').map(name => `${name}:${keyOf(name)}:${KEYS[name].scopes}`)
  service = await startService({ env: { API_KEYS: apiKeys.join(','), RATE_LIMIT_PER_MINUTE: '0' } })
  // One for each key: some of them may end it.
  for (const whose of WHOSE) for (const name of NAMES) things.set(`${whose} ${name}`, await make(whose, name))
  disown([...things].filter(([of]) => of.startsWith('nobody')).map(([, thing]) => thing))
})
afterAll(() => service.stop())

const MAKERS = { anna: 'anna', sales: 'sara', nobody: 'bert' } as const

async function make(whose: Whose, name: string): Promise<Thing> {
  const email = `person-of-${whose}-for-${name}@example.com`
  const made = await service.post('/jobs/create-batch', { emails: [email], config: FAST }, { 'x-api-key': keyOf(MAKERS[whose]) })
  expect(made.status).toBe(202)
  await service.finished(made.json.job_id, { 'x-api-key': keyOf('all') })
  return { jobId: made.json.job_id, email }
}

/** As it was made before there were owners. */
function disown(made: readonly Thing[]): void {
  const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
  for (const { jobId } of made)
    for (const table of ['batch_jobs', 'linkedin_profiles']) db.prepare(`UPDATE ${table} SET owned_by = NULL WHERE job_id = ?`).run(jobId)
  db.close()
}

async function ask(name: Name, method: string, url: string) {
  const headers = name === 'stranger' ? {} : { 'x-api-key': keyOf(name) }
  const { statusCode, body } = await service.app.server.inject({ method: method as 'GET', url, headers })
  return { status: statusCode, body }
}

/** Every route of the router, and whether it is about a job or a person. Those that take something away come last. */
const ALL_ROUTES = ROUTE_ACCESS.map(access => ({ access, method: access[0], pattern: patternOf(access), allowed: access[2] }))
/** A HEAD says nothing of itself; what it says of a job or a person is whether there is one. */
const ROUTES = ALL_ROUTES.filter(route => route.method !== 'HEAD' || isOf(route, 'jobs') || isOf(route, 'profiles')).sort(
  (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE') || Number(isOf(b, 'jobs')) - Number(isOf(a, 'jobs')),
)

function isOf({ pattern }: { readonly pattern: string }, what: 'jobs' | 'profiles'): boolean {
  return new RegExp(` /${what}/:`).test(pattern)
}

function urlOf({ access: [, path], pattern }: (typeof ALL_ROUTES)[number], thing: Thing): string {
  return isOf({ pattern }, 'jobs') ? path.replace('nope', thing.jobId) : path.replace('a@x.com', thing.email)
}

/** What a key is answered about a job or a person; undefined: anything else, which speaks of nobody's job. */
function expected(name: Name, whose: Whose, route: (typeof ALL_ROUTES)[number]): readonly number[] | undefined {
  const scopes = KEYS[name].scopes?.split('+').map(scope => scope.replace(/@.*/, '')) ?? []
  if (scopes.length === 0) return route.allowed === ANY ? undefined : [401]
  if (!scopes.some(scope => route.allowed.includes(scope))) return [403]
  const figures = isOf(route, 'jobs') && route.allowed.includes('ops')
  if (!figures && !isOf(route, 'jobs') && !isOf(route, 'profiles')) return undefined
  // 409: nothing is left to cancel, to resume or to retry.
  if ((KEYS[name].opens as readonly string[]).includes(whose)) return [200, 202, 409]
  return figures && KEYS[name].watches ? [200] : [404]
}

describe('every route of the router, for each key and whosever the job and the profile are', () => {
  it('is asked', () => {
    expect(differencesTo(routesOf(service.app.server))).toEqual({ unlisted: [], gone: [] })
    expect(ROUTES.filter(route => isOf(route, 'jobs') || isOf(route, 'profiles')).length).toBeGreaterThan(12)
  })

  it('a method that a path does not have is refused in the same words whoever asks, and whether or not there is such a job or person', async () => {
    const thing = things.get('anna bert')!
    const paths = Map.groupBy(ALL_ROUTES, route => route.access[1])
    const wrong: unknown[] = []
    for (const [path, [route]] of paths) {
      const methods = ALL_ROUTES.filter(({ access }) => access[1] === path).map(({ method }) => method)
      const wanted = [405, methods.toSorted().join(', '), 'METHOD_NOT_ALLOWED', `This endpoint takes ${methods.toSorted().join(', ')}.`]
      // A parameter in the place of a word (`/jobs/create-batch` as `/jobs/:`) has methods of its own.
      const others = ['OPTIONS', 'PUT', ...(isOf(route!, 'jobs') ? ['HEAD'] : [])].filter(method => !methods.includes(method))
      for (const method of others)
        for (const name of ['stranger', 'bert', 'anna', 'ops', 'all'] as const)
          for (const url of [path, urlOf(route!, thing)]) {
            const headers: Record<string, string> = name === 'stranger' ? {} : { 'x-api-key': keyOf(name) }
            const answer = await service.app.server.inject({ method: method as 'GET', url, headers })
            const { code, message } = method === 'HEAD' ? { code: wanted[2], message: wanted[3] } : answer.json()
            const got = [answer.statusCode, answer.headers.allow, code, message]
            if (JSON.stringify(got) !== JSON.stringify(wanted)) wrong.push([method, url, name, got, wanted])
          }
    }
    expect(wrong).toEqual([])
  })

  it.each(NAMES.flatMap(name => WHOSE.map(whose => [name, whose] as const)))('%s asks about what belongs to %s', async (name, whose) => {
    const thing = things.get(`${whose} ${name}`)!
    const { opens, watches } = KEYS[name]
    const isOpen = (opens as readonly string[]).includes(whose)
    const wrong: unknown[] = []
    for (const route of ROUTES) {
      const { status, body } = await ask(name, route.method, urlOf(route, thing))
      const wanted = expected(name, whose, route)
      if (wanted?.includes(status) === false) wrong.push([route.pattern, status, wanted])
      // Whatever the route: what one may not open is not named, and what one may not watch either.
      if (!isOpen && body.toLowerCase().includes('person-of-')) {
        const strangers = WHOSE.filter(each => !(opens as readonly string[]).includes(each) && body.includes(`person-of-${each}`))
        if (strangers.length > 0) wrong.push([route.pattern, 'names people of', strangers])
      }
      if (!isOpen && !watches && body.includes(thing.jobId)) wrong.push([route.pattern, 'names the job'])
    }
    expect(wrong).toEqual([])
    const { status, body } = await ask('all', 'GET', `/jobs/${thing.jobId}/results`)
    // What others asked for did nothing; what its own did, and what anybody does to everybody's, took it away.
    if (!isOpen) expect(JSON.parse(body).results).toMatchObject([{ email: thing.email, success: true }])
    else expect(status).toBe(404)
    expect((await ask('all', 'GET', `/profiles/${thing.email}`)).status).toBe(isOpen ? 404 : 200)
  })
})

it("lists show what one may watch: its own, its teams' and everybody's; all of it with ops", async () => {
  const owners = async (name: Name, path: string) => {
    const { jobs } = JSON.parse((await ask(name, 'GET', path)).body) as { jobs: { owner: string | null }[] }
    return [...new Set(jobs.map(job => job.owner))].sort()
  }
  // Some that nobody has deleted.
  for (const whose of ['anna', 'sales'] as const) await make(whose, 'lists')
  disown([await make('nobody', 'lists')])
  for (const path of ['/jobs?limit=500', '/jobs/recent?limit=500', '/jobs?limit=500&status=completed']) {
    expect(await owners('anna', path)).toEqual(['key:anna', null])
    expect(await owners('sven', path)).toEqual([null, 'team:sales'])
    expect(await owners('bert', path)).toEqual([null])
    for (const name of ['ops', 'watcher', 'all'] as const) expect(await owners(name, path)).toEqual(['key:anna', null, 'team:sales'])
  }
})

it("an erasure reaches what one may open: a stranger's job and profile of the same person stay, and go on", async () => {
  const email = 'grace.hopper-of-both@example.com'
  const submit = async (name: Name, emails: string[]) => {
    const { json } = await service.post('/jobs/create-batch', { emails, config: FAST }, { 'x-api-key': keyOf(name) })
    await service.finished(json.job_id, { 'x-api-key': keyOf('all') })
    return json.job_id as string
  }
  const results = async (name: Name, jobId: string) =>
    JSON.parse((await ask(name, 'GET', `/jobs/${jobId}/results`)).body).results.map((row: { email: string; success: boolean }) => [
      row.email,
      row.success,
    ])
  const erase = async (name: Name) => JSON.parse((await ask(name, 'DELETE', `/profiles/${email}`)).body)
  const [ofAnna, ofSales] = [await submit('anna', [email]), await submit('sara', [email])]
  expect(await erase('bert')).toMatchObject({ code: 'NOT_FOUND' })
  expect(await erase('anna')).toMatchObject({ profiles_erased: 1, results_erased: 1, entries_erased: 1 })
  expect(await results('anna', ofAnna)).toEqual([['[erased]', true]])
  expect(await results('sven', ofSales)).toEqual([[email, true]])
  expect(JSON.parse((await ask('sara', 'GET', `/profiles/${email}/export`)).body)).toMatchObject({
    profiles: [{}],
    jobs: [{ job_id: ofSales }],
  })
  // The person is not looked up again for whom it was erased.
  expect(await results('anna', await submit('anna', [email, 'a@x.com']))).toEqual([
    ['[erased]', false],
    ['a@x.com', true],
  ])
  expect(await results('sara', await submit('sara', [email]))).toEqual([[email, true]])
  expect(await erase('all')).toMatchObject({ profiles_erased: 2, results_erased: 2 })
  expect(await results('sara', await submit('sara', [email, 'a@x.com']))).toEqual([
    ['[erased]', false],
    ['a@x.com', true],
  ])
})
