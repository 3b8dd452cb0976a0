import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkAddress } from '../../src/jobs/submit/address.ts'
import { createIntakeReport } from '../../src/jobs/submit/intake-report.ts'
import { readCsv } from '../../src/jobs/submit/read-csv.ts'
import { readJsonList, readNdjson } from '../../src/jobs/submit/read-ndjson.ts'

/**
 * Any list of addresses, written in any of the forms in which people have them, is read back exactly: as many entries, in the same order, none
 * changed. The forms are written here by hand, so that the reader is not compared with itself.
 */

const RUNS = 300

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
const domain = fc.oneof(
  fc.tuple(label, fc.constantFrom('com', 'co.uk', 'museum')).map(([name, top]) => `${name}.${top}`),
  fc.constantFrom('münchen.de', 'пример.рф', '例え.テスト', 'παράδειγμα.gr', 'xn--mnchen-3ya.de', 'mixed-кириллица.example'),
)
const local = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}$/),
  fc.constantFrom('o.brien', 'José', 'пётр', 'аdmin', '用户', '"Builder, Bob"', '"semi;colon"', '"a b"', "d'arc", 'x=y'),
)
const address = fc.tuple(local, domain).map(([name, host]) => `${name}@${host}`.normalize('NFC'))

/** Names of an e-mail column, and of columns that stand beside it and are none. */
const EMAIL_NAMES = [
  ...['email', 'E-Mail', 'E-Mail-Adresse', 'Email Address', 'Work Email', 'Courriel', 'Correo electrónico', 'メール', 'メールアドレス'],
  ...['userPrincipalName', 'UPN', 'Электронная почта', 'البريد الإلكتروني', '邮箱', '이메일', 'e-posta', 'Adres e-mail', 'Sähköposti'],
  ...['indirizzo e-mail', 'workEmail', 'primary_email', 'MAIL', 'E-postadress', 'ईमेल', 'Kunden-E-Mail', 'Contact (e-mail)'],
]
const OTHER_NAMES = [
  'Name',
  'Address',
  'Adresse',
  'Ort',
  'Phone',
  'Código postal',
  'Email opt in',
  'Mailing Address',
  '会社',
  'Notes',
  'id',
]
const cell = fc.oneof(
  fc.constantFrom(
    '',
    'Ada',
    'Builder, Bob',
    '12 Main St; 3rd floor',
    'say "hi"',
    'two\nlines',
    'a\tb',
    '渋谷区',
    'yes',
    '@handle',
    'a|b',
    '=1+1',
  ),
  fc.stringMatching(/^[\w ,;"|-]{0,12}$/),
)

interface Form {
  readonly delimiter: ',' | ';' | '\t'
  readonly quoteAll: boolean
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
  readonly mark: boolean
  readonly lineEnd: '\n' | '\r\n' | '\r'
  readonly lastLineEnds: boolean
  readonly sepLine: boolean
  readonly title: string | null
  readonly header: boolean
  readonly emailName: string
  readonly left: readonly string[]
  readonly right: readonly string[]
  readonly chunk: number
}

const form: fc.Arbitrary<Form> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  quoteAll: fc.boolean(),
  encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
  mark: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  lastLineEnds: fc.boolean(),
  sepLine: fc.boolean(),
  title: fc.option(fc.constantFrom('Contacts of ACME', 'E-Mail list 2026', 'Liste, Stand 1.1.2026')),
  header: fc.boolean(),
  emailName: fc.constantFrom(...EMAIL_NAMES),
  left: fc.uniqueArray(fc.constantFrom(...OTHER_NAMES), { maxLength: 2 }),
  right: fc.uniqueArray(fc.constantFrom(...OTHER_NAMES), { maxLength: 2 }),
  chunk: fc.integer({ min: 1, max: 5_000 }),
})

function quoted(text: string, { delimiter, quoteAll }: Form): string {
  return quoteAll || text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function encode(text: string, { encoding, mark }: Form): Buffer {
  const marked = mark ? `\ufeff${text}` : text
  if (encoding === 'utf-8') return Buffer.from(marked)
  const bytes = Buffer.from(marked, 'utf16le')
  return encoding === 'utf-16le' ? bytes : bytes.swap16()
}

function chunks(bytes: Buffer, size: number): Readable {
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
  return Readable.from(parts, { objectMode: false })
}

function writeCsv(rows: readonly (readonly string[])[], how: Form): Buffer {
  const lines = rows.map(row => row.map(text => quoted(text, how)).join(how.delimiter))
  if (how.header) lines.unshift([...how.left, how.emailName, ...how.right].map(text => quoted(text, how)).join(how.delimiter))
  // A title stands above a header; above a bare list it would be an entry.
  if (how.header && how.title !== null) lines.unshift(quoted(how.title, { ...how, quoteAll: true }))
  if (how.sepLine) lines.unshift(`sep=${how.delimiter}`)
  return encode(lines.join(how.lineEnd) + (how.lastLineEnds ? how.lineEnd : ''), how)
}

async function read(entries: AsyncIterable<unknown> | Iterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const entry of entries) all.push(entry)
  return all
}

/** As the submission takes them. */
const addresses = (entries: readonly unknown[]) =>
  entries.map(entry => checkAddress(entry)).map(verdict => (verdict.ok ? verdict.email : verdict))

it('CSV in any delimiter, quoting, encoding, position and language is read back exactly', async () => {
  await fc.assert(
    fc.asyncProperty(
      form,
      fc.array(fc.record({ address, others: fc.array(cell, { minLength: 4, maxLength: 4 }) }), { minLength: 1, maxLength: 30 }),
      async (how, people) => {
        const rows = people.map(({ address: email, others }) => [
          ...others.slice(0, how.left.length),
          email,
          ...others.slice(2, 2 + how.right.length),
        ])
        const report = createIntakeReport('csv')
        const entries = await read(readCsv(chunks(writeCsv(rows, how), how.chunk), report))
        expect(addresses(entries)).toEqual(people.map(person => person.address))
        expect(report).toMatchObject({ encoding: how.encoding, column: { number: how.left.length + 1 } })
        if (how.header) expect(report).toMatchObject({ column: { name: how.emailName }, titleLines: how.title === null ? 0 : 1 })
      },
    ),
    { numRuns: RUNS },
  )
})

it('NDJSON of texts, objects, arrays and bare lines, in any encoding, is read back exactly', async () => {
  const line = fc.oneof(
    address.map(email => ({ line: JSON.stringify(email), emails: [email] })),
    address.filter(email => !/^["{[\d-]/.test(email)).map(email => ({ line: email, emails: [email] })),
    fc.tuple(address, fc.constantFrom(...EMAIL_NAMES), cell, fc.boolean()).map(([email, name, other, first]) => ({
      line: JSON.stringify(first ? { [name]: email, Address: other } : { Address: other, [name]: email }),
      emails: [email],
    })),
    fc.array(address, { minLength: 1, maxLength: 5 }).map(emails => ({ line: JSON.stringify(emails), emails })),
    fc.array(address, { minLength: 1, maxLength: 3 }).map(emails => ({ line: JSON.stringify(emails.map(email => ({ email }))), emails })),
  )
  await fc.assert(
    fc.asyncProperty(form, fc.array(line, { minLength: 1, maxLength: 30 }), async (how, lines) => {
      const text = lines.map(each => each.line).join(how.lineEnd === '\r' ? '\n' : how.lineEnd) + (how.lastLineEnds ? '\n' : '')
      const entries = await read(readNdjson(chunks(encode(text, how), how.chunk)))
      expect(addresses(entries)).toEqual(lines.flatMap(each => each.emails))
      const values = lines.filter(each => /^["{[]/.test(each.line)).map(each => JSON.parse(each.line) as unknown)
      expect(addresses(await read(readJsonList(values)))).toEqual(
        lines.filter(each => /^["{[]/.test(each.line)).flatMap(each => each.emails),
      )
    }),
    { numRuns: RUNS },
  )
})
