import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAST, type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

function filesWith(text: string): string[] {
  const files = readdirSync(join(service.folder, 'data'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.flatMap(({ parentPath, name }) => (readFileSync(join(parentPath, name)).toString('utf8').includes(text) ? [name] : []))
}

async function submit(emails: string[]): Promise<string> {
  const { json } = await service.post('/jobs/create-batch', { emails, config: FAST })
  await service.finished(json.job_id)
  return json.job_id
}

it.each([
  ['as macOS writes it', (address: string) => address.normalize('NFD')],
  ['with an A-label', (address: string) => address.replace('münchen', 'xn--mnchen-3ya')],
  ['with a full-width @ and what nobody sees', (address: string) => address.replace('@', '\u200b＠')],
  ['in capitals', (address: string) => address.toUpperCase()],
])('who is asked for %s is the person of the lists, however these write the domain', async (name, written) => {
  const person = `zoë-${name.length}`
  const [letters, label] = [`${person}@münchen.example`, `${person}@xn--mnchen-3ya.example`]
  const first = await submit([letters, `Zoë <${letters}>`, 'other@x.com'])
  const second = await submit([label])
  const path = `/profiles/${encodeURIComponent(written(letters))}`
  expect((await service.get(path)).json.profiles.map((profile: { job_id: string }) => profile.job_id)).toEqual([second, first])
  const { jobs } = (await service.get(`${path}/export`)).json
  const expected = [`${first} 1`, `${first} 2`, `${second} 1`]
  expect(jobs.map((place: { job_id: string; email_number: number }) => `${place.job_id} ${place.email_number}`).sort()).toEqual(
    expected.sort(),
  )
  expect((await service.call('DELETE', path)).json).toMatchObject({ profiles_erased: 2, results_erased: 2, entries_erased: 3 })
  expect(filesWith(person)).toEqual([])
  // Nothing is looked up any more, whichever way the domain is written.
  for (const again of [letters, label])
    expect((await service.get(`/jobs/${await submit([again])}`)).json.error_breakdown).toEqual({ erased: 1 })
})

it('a refused entry is enough to be known by', async () => {
  await submit(['Vic <vic-7f31@x.example>', 'other@x.com'])
  expect((await service.call('DELETE', '/profiles/vic-7f31@x.example')).json).toMatchObject({ entries_erased: 1, results_erased: 0 })
  expect(filesWith('vic-7f31')).toEqual([])
})
