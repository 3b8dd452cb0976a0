import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'

const PDF = makePdf()

/** Each as somebody may have left it with SQL, and whether it serves. */
const ROWS: readonly [string, string, boolean][] = [
  ['an empty key', "UPDATE TokenMaster SET ApiKey = ''", false],
  ['no key', 'UPDATE TokenMaster SET ApiKey = NULL', false],
  ['a key of blanks', "UPDATE TokenMaster SET ApiKey = '  '", false],
  ['a status with blanks', "UPDATE TokenMaster SET Status = ' Active  '", true],
  ['a status in another case', "UPDATE TokenMaster SET Status = 'ACTIVE'", true],
  ['no status', 'UPDATE TokenMaster SET Status = NULL', false],
  ['a status that nobody knows', "UPDATE TokenMaster SET Status = 'Aktiv'", false],
  ['an unknown provider', "UPDATE TokenMaster SET Provider = 'Watson'", false],
  ['a provider with blanks', "UPDATE TokenMaster SET Provider = ' gemini '", true],
  [
    'a key that cannot be decrypted',
    "UPDATE TokenMaster SET ApiKey = 'enc:v1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
    false,
  ],
  ['a limit that was lowered', 'UPDATE TokenMaster SET TotalTokenLimit = 0', false],
  ['a limit that was taken away', 'UPDATE TokenMaster SET TotalTokenLimit = NULL', true],
]

test.each(ROWS)('token-status and /extract agree: %s', async (_, change, serves) => {
  const running = await startExtraction({ secretsKey: randomBytes(32) })
  await running.store.addKey(newKey({ storedKey: 'a-plain-key-of-old' }))
  running.db.statement(change).run()
  const status = (await running.server.inject({ method: 'GET', url: '/companies/ACME/token-status' })).json()
  const answer = await running.extract({ file: PDF })
  expect([answer.status === 200, status.usable, status.usable_tokens]).toEqual([serves, serves, serves ? 1 : 0])
  expect(status.code).toBe(serves ? null : answer.body.code)
  if (!serves) expect(status.message).toBe(answer.body.errors?.[0].problem ?? answer.body.message)
  expect(JSON.stringify(status)).not.toMatch(/a-plain-key-of-old|enc:v1|stored/i)
})
