import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv, readNdjson } from '../../../../src/jobs/submit/read-entries.ts'

type Reader = (body: Readable) => AsyncGenerator<unknown>

async function read(reader: Reader, chunks: readonly (string | Buffer)[]): Promise<unknown[]> {
  const entries: unknown[] = []
  for await (const entry of reader(
    Readable.from(
      chunks.map(chunk => Buffer.from(chunk)),
      { objectMode: false },
    ),
  ))
    entries.push(entry)
  return entries
}

/** The same bytes, cut in two at every place, and into single bytes. */
async function expectWhateverTheCut(reader: Reader, text: string, expected: unknown[]): Promise<void> {
  const bytes = Buffer.from(text)
  expect(await read(reader, [bytes])).toEqual(expected)
  for (let at = 1; at < bytes.length; at += 1)
    expect(await read(reader, [bytes.subarray(0, at), bytes.subarray(at)]), `cut at byte ${at}`).toEqual(expected)
  expect(
    await read(
      reader,
      Array.from(bytes, byte => Buffer.from([byte])),
    ),
  ).toEqual(expected)
}

const TWO = ['ä@x.com', 'b@y.com']

describe('CSV', () => {
  it.each([
    ['one column with a header', 'email\nä@x.com\nb@y.com\n'],
    ['no header', 'ä@x.com\r\nb@y.com'],
    ['a byte order mark', '\uFEFFEmail\r\nä@x.com\r\nb@y.com\r\n'],
    ['semicolons', 'name;E-Mail;age\nÄda;ä@x.com;3\nBob;b@y.com;4'],
    ['tabs', 'name\temail address\nÄda\tä@x.com\nBob\tb@y.com\n'],
    ['quotes, with separators and line ends inside', '"name","email"\n"Da, ""Ä""\nx","ä@x.com"\n"Bob","b@y.com"\n'],
    ['no header, another column first', 'Äda,ä@x.com\nBob,b@y.com'],
    ['empty lines', '\n\nemail\n\nä@x.com\n\n\nb@y.com\n\n'],
    ['two e-mail columns: the first counts', 'email,email 2\nä@x.com,c@z.com\nb@y.com,d@z.com'],
    ['userPrincipalName', 'displayName,userPrincipalName\nÄ,ä@x.com\nB,b@y.com'],
  ])('with %s, whatever the chunks', async (_, text) => {
    await expectWhateverTheCut(readCsv, text, TWO)
  })

  it('keeps a row that lacks the column as an empty entry: it is counted, not lost', async () => {
    expect(await read(readCsv, ['name,email\nAda\nBob,b@y.com\n'])).toEqual(['', 'b@y.com'])
  })

  it('holds nothing when it is empty', async () => {
    expect(await read(readCsv, [''])).toEqual([])
    expect(await read(readCsv, ['email\n'])).toEqual([])
  })

  it.each([
    ['a quote that is never closed', `email\n"${'a'.repeat(70_000)}`],
    ['a line without end', 'x'.repeat(200_000)],
  ])('refuses %s as bad input', async (_, text) => {
    await expect(read(readCsv, [text])).rejects.toMatchObject({ kind: 'invalid' })
  })
})

describe('NDJSON', () => {
  it.each([
    ['strings', '"ä@x.com"\n"b@y.com"\n'],
    ['objects', '{"email":"ä@x.com"}\n{"name":"Bob","email":"b@y.com"}'],
    ['objects without an e-mail field', '{"id":1,"who":"ä@x.com"}\r\n{"who":"b@y.com"}\r\n'],
    ['bare lines', 'ä@x.com\r\nb@y.com'],
    ['empty lines', '\n"ä@x.com"\n  \n\n"b@y.com"\n\n'],
    ['a byte order mark', '\uFEFF"ä@x.com"\n"b@y.com"\n'],
    ['a byte order mark before an object', '\uFEFF{"email":"ä@x.com"}\n{"email":"b@y.com"}\n'],
  ])('of %s, whatever the chunks', async (_, text) => {
    await expectWhateverTheCut(readNdjson, text, TWO)
  })

  it('keeps what is no address, to be judged and listed like any other entry', async () => {
    expect(await read(readNdjson, ['null\n7\n{"a":1}\n[]\n{"email":null}\n{broken\n'])).toEqual([
      null,
      7,
      '{"a":1}',
      '{}',
      '{"email":null}',
      '{broken',
    ])
  })

  it.each([
    ['in one chunk', ['x'.repeat(70_000) + '\n']],
    ['over many', Array.from({ length: 20 }, () => 'x'.repeat(5_000))],
  ])('refuses a line beyond 64 KiB %s as bad input', async (_, chunks) => {
    await expect(read(readNdjson, chunks)).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('gives back any list of strings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 9 }), async (entries, size) => {
        const bytes = Buffer.from(entries.map(entry => `${JSON.stringify(entry)}\n`).join(''))
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
        expect(await read(readNdjson, chunks)).toEqual(entries)
      }),
    )
  })
})
