/**
 * Text for VARCHAR columns. Their code page (the database's collation) may lack a character, and the server would write `?` for it or
 * refuse the row: so what it lacks is written as `\uXXXX`, which {@link fromColumn} reads back, and what is too long loses its end.
 */
export interface TextColumns {
  /** For a column of `maxBytes`; a text that is too long ends with `…` (`...` where the code page has none). */
  fit(text: string, maxBytes: number): string
  /** Without a limit: for comparisons and VARCHAR(MAX). */
  encode(text: string): string
}

/** Code pages by tedious' names, as the Encoding Standard calls them. 874 and 125x hold 256 characters, the others pairs of bytes. */
const STANDARD_NAMES: Readonly<Record<string, string>> = {
  CP874: 'windows-874',
  CP932: 'shift_jis',
  CP936: 'gbk',
  CP949: 'euc-kr',
  CP950: 'big5',
  ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`CP125${index}`, `windows-125${index}`])),
}

/** @param codePage as tedious names it (`CP1252`, `utf-8`). Of one that is unknown only ASCII is trusted. */
export function textColumns(codePage: string | undefined): TextColumns {
  const unicode = codePage?.toLowerCase() === 'utf-8'
  const encoding = STANDARD_NAMES[codePage?.toUpperCase() ?? '']
  const oneByte = encoding?.startsWith('windows-') ?? false
  const known = encoding === undefined ? undefined : charactersOf(encoding, oneByte)
  const missing = (character: string) => character === '\0' || !(isAscii(character) || unicode || known?.has(character))
  // Escapes that were typed are escaped themselves, so that reading back is exact.
  const encode = (text: string) =>
    text
      .toWellFormed()
      .replace(/\\(?=u[0-9a-f]{4})/g, '\\u005c')
      // NUL ends a text on some servers and is refused by others.
      .replace(/[\0\u0080-\u{10ffff}]/gu, character => (missing(character) ? escaped(character) : character))
  const bytes = (character: string) => (isAscii(character) || oneByte ? 1 : unicode ? Buffer.byteLength(character) : 2)
  const ellipsis = missing('…') ? '...' : '…'

  return {
    encode,
    fit(text, maxBytes) {
      const units = encode(text).match(ESCAPE_OR_CHARACTER) ?? []
      const sizeOf = (unit: string) => (unit.length > 2 ? unit.length : bytes(unit))
      if (units.reduce((sum, unit) => sum + sizeOf(unit), 0) <= maxBytes) return units.join('')
      let left = maxBytes - (ellipsis.length === 3 ? 3 : bytes(ellipsis))
      let kept = ''
      for (const unit of units) {
        left -= sizeOf(unit)
        if (left < 0) break
        kept += unit
      }
      return kept + ellipsis
    },
  }
}

/** What {@link TextColumns} escaped, as it was. */
export function fromColumn(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** A pair of surrogates is one character. */
const ESCAPE_OR_CHARACTER = /\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\u[0-9a-f]{4}|./gsu

const isAscii = (character: string) => character.charCodeAt(0) < 0x80

function escaped(character: string): string {
  let text = ''
  for (let index = 0; index < character.length; index += 1) text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  return text
}

/** The characters beyond ASCII that the code page holds, found by decoding everything one or two bytes can say. */
function charactersOf(encoding: string, oneByte: boolean): Set<string> {
  const decoder = new TextDecoder(encoding)
  const high = Array.from({ length: 127 }, (_, index) => index + 0x80)
  const codes = oneByte ? [...high, 0xff].map(code => [code]) : high.slice(1).flatMap(lead => trailing.map(trail => [lead, trail]))
  const characters = codes.map(code => decoder.decode(Uint8Array.from(code)))
  // The standard turns bytes without a character into control characters; SQL Server has none there.
  return new Set(characters.filter(text => [...text].length === 1 && !/[\u0080-\u009f\ufffd]/.test(text)))
}

const trailing = Array.from({ length: 0xbf }, (_, index) => index + 0x40)
