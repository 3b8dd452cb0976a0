import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIntakeReport } from '../../../../src/jobs/submit/intake-report.ts'
import { readCsv } from '../../../../src/jobs/submit/read-csv.ts'
import { readNdjson } from '../../../../src/jobs/submit/read-ndjson.ts'

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
    ['tabs, and semicolons in a text', ';;\tä@x.com\n\tb@y.com'],
    ['empty lines', '\n\nemail\n\nä@x.com\n\n\nb@y.com\n\n'],
    ['two e-mail columns: the first counts', 'email,email 2\nä@x.com,c@z.com\nb@y.com,d@z.com'],
    ['userPrincipalName', 'displayName,userPrincipalName\nÄ,ä@x.com\nB,b@y.com'],
  ])('with %s, whatever the chunks', async (_, text) => {
    await expectWhateverTheCut(readCsv, text, TWO)
  })

  it.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffname;email\r\nÄda;ä@x.com\r\nBob;b@y.com', 'utf16le')],
    ['UTF-16 without one', Buffer.from('名前\tメール\nエイダ\tä@x.com\nボブ\tb@y.com\n', 'utf16le')],
    ['UTF-16, the great byte first', Buffer.from('\ufeffemail\nä@x.com\nb@y.com\n', 'utf16le').swap16()],
  ])('in %s', async (_, bytes) => {
    expect(await read(readCsv, [bytes])).toEqual(TWO)
  })

  it.each([
    ['a comma inside a cell of a semicolon list', 'Name;Email\nBuilder, Bob;ä@x.com\nDoe, Jane;b@y.com', 'Email'],
    ['a postal address first', 'Address,Email\n"12 Main St, Springfield",ä@x.com\nBroadway 1,b@y.com', 'Email'],
    ['a postal address first, and no addresses in it yet', 'Address;E-Mail-Adresse\n;ä@x.com\n;b@y.com', 'E-Mail-Adresse'],
    ['a column about e-mail before it', 'Email opt-in,Contact\nyes,ä@x.com\nno,b@y.com', 'Contact'],
    ['an empty e-mail column before the filled one', 'Email,Work Email\n,ä@x.com\n,b@y.com', 'Work Email'],
    ['somebody else before', "Manager's email,Email\nboss@z.com,ä@x.com\nboss@z.com,b@y.com", 'Email'],
    ['French', 'Nom;Code postal;Courriel\nAda;75001;ä@x.com\nBob;75002;b@y.com', 'Courriel'],
    ['Spanish', 'Nombre,Correo electrónico\nAda,ä@x.com\nBob,b@y.com', 'Correo electrónico'],
    ['Spanish without accents', 'Nombre,CORREO ELECTRONICO\nAda,ä@x.com\nBob,b@y.com', 'CORREO ELECTRONICO'],
    ['Japanese', '名前,住所,メールアドレス\nA,渋谷,ä@x.com\nB,渋谷,b@y.com', 'メールアドレス'],
    ['Work Email', 'Name,Work Email\nAda,ä@x.com\nBob,b@y.com', 'Work Email'],
    ['a name that nobody knows', 'Wer,Wohin\nAda,ä@x.com\nBob,b@y.com', 'Wohin'],
    ['sep=', 'sep=;\r\nName;Courriel\r\nBuilder, Bob;ä@x.com\r\nAda;b@y.com\r\n', 'Courriel'],
    ['a title above', 'Our customers\n\nname;e-mail\nÄda;ä@x.com\nBob;b@y.com', 'e-mail'],
    ['line ends of two kinds', 'name,email\r\nÄda,ä@x.com\nBob,b@y.com\n', 'email'],
  ])('finds the column: %s', async (_, text, name) => {
    const report = createIntakeReport('csv')
    expect(await read(body => readCsv(body, report), [text])).toEqual(TWO)
    expect(report.column?.name).toBe(name)
  })

  it('without a header keeps its first line, whatever that holds', async () => {
    expect(await read(readCsv, ['not-an-address\nä@x.com\nb@y.com'])).toEqual(['not-an-address', ...TWO])
    expect(await read(readCsv, ['Ada,\nBob,ä@x.com\nEve,b@y.com'])).toEqual(['', ...TWO])
  })

  it('of recipients side by side keeps all of them', async () => {
    expect(await read(readCsv, ['ä@x.com; b@y.com'])).toEqual(['ä@x.com', ' b@y.com'])
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
    ['arrays', '["ä@x.com","b@y.com"]\n'],
    ['arrays of objects and of arrays', '[{"email":"ä@x.com"},["b@y.com"]]\n'],
    [
      'objects with a postal address',
      '{"address":"12 Main St","Correo electrónico":"ä@x.com"}\n{"address":{"street":"x"},"workEmail":"b@y.com"}',
    ],
    ['objects that hold several', '{"id":1,"emails":["ä@x.com",{"value":"b@y.com","type":"work"}]}'],
    ['a byte order mark before an object', '\uFEFF{"email":"ä@x.com"}\n{"email":"b@y.com"}\n'],
  ])('of %s, whatever the chunks', async (_, text) => {
    await expectWhateverTheCut(readNdjson, text, TWO)
  })

  it('keeps what is no address, to be judged and listed like any other entry', async () => {
    expect(await read(readNdjson, ['null\n7\n{"a":1}\n[]\n{"email":null}\n{broken\n'])).toEqual([
      null,
      7,
      '{"a":1}',
      // An empty list, and an object whose address is empty, have none: they are counted as such.
      '',
      '',
      '{broken',
    ])
  })

  it('takes what is nested too deeply as one entry', async () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
    const entries = await read(readNdjson, [`${deep}\n"b@y.com"\n`])
    expect(entries).toHaveLength(2)
    expect(entries[1]).toBe('b@y.com')
  })

  it('names the field that most objects were read by', async () => {
    const report = createIntakeReport('ndjson')
    await read(body => readNdjson(body, report), ['{"upn":"a@x.com"}\n{"mail":"b@x.com"}\n{"mail":"c@x.com"}\n"d@x.com"'])
    expect(report.column).toEqual({ number: null, name: 'mail', foundBy: 'header' })
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
