import type { PageText } from './page-text.ts'

/** Words as they are written: letters with apostrophes and hyphens inside, numbers with their separators, references of both. */
const WORD = /^\p{L}+(?:['’.\-/&]\p{L}+)*$/u
const NUMBER = /^[+-]?[\p{Sc}]?\d[\d.,'’:/-]*[%\p{Sc}]?-?$/u
const REFERENCE = /^[\p{L}\d]+(?:[-/._#@+][\p{L}\d]+)*$/u
const EDGES = /^[("'„“»«*•·:,;.\-–|/]+|[)"'“”»«*•·:,;.!?\-–|/]+$/gu
/** What a font without Unicode leaves behind, and what no text holds. */
const NO_TEXT = /[\uFFFD\uE000-\uF8FF\u0000-\u0008\u000E-\u001F]/u
const VOWEL = /[aeiouàáâãäåæèéêëìíîïòóôõöøœùúûüýąęóıůőű]/giu
const LATIN = /\p{Script=Latin}/gu

/** Text of which fewer characters stand in plausible words than this is none. Invoices of the test sets have 0.9 and more. */
const MIN_PLAUSIBLE = 0.6
/** Of the letters of Latin words; European languages have 0.3 to 0.5. Letters shifted by a code have what chance gives them, 0.1 to 0.25. */
const MIN_VOWELS = 0.24
/** Below this there is too little to judge. */
const MIN_LETTERS = 40

/** A number or date in which a scanner took digits for the letters that look like them: l4.O3.2O26, 1.2S0,OO. */
const CONFUSED = /^(?=.*\d)(?=.*[OoIlSB])(?=.*[.,/:])[\dOoIlSB][\dOoIlSB.,/:'-]*[\dOoIlSB]$/
/** Of a page's numbers; references that look like that (`S/2024-01`) stay far below on a page of sums. */
const MAX_CONFUSED = 0.2
/** Letters that stand alone or in twos where words were: of all words made of letters. Invoices in the test sets come to 0.33. */
const MAX_SCRAPS = 0.55
/** Fewer words say nothing. */
const MIN_WORDS = 12

/**
 * True when a page's words can be words of some language. A text layer made by a font without Unicode, or by a bad scanner, fills the page
 * with characters that mean nothing, with scraps of words, or with letters in its numbers; its picture may still be read.
 */
export function isReadable({ lines }: PageText): boolean {
  const words = lines.flatMap(line => line.words.map(({ text }) => text))
  const plausible = share(words, word => !NO_TEXT.test(word) && isPlausible(word.replace(EDGES, '')))
  if (isConfused(words) || isInScraps(words)) return false
  const letters = words.filter(word => WORD.test(word.replace(EDGES, ''))).join('')
  const latin = letters.match(LATIN)?.length ?? 0
  const vowels = letters.match(VOWEL)?.length ?? 0
  return plausible >= MIN_PLAUSIBLE && (latin < MIN_LETTERS || vowels / latin >= MIN_VOWELS)
}

function isConfused(words: readonly string[]): boolean {
  const bare = words.map(word => word.replace(EDGES, ''))
  const confused = bare.filter(word => CONFUSED.test(word)).length
  return confused > 1 && confused / (confused + bare.filter(word => NUMBER.test(word)).length) > MAX_CONFUSED
}

function isInScraps(words: readonly string[]): boolean {
  const written = words.map(word => word.replace(EDGES, '')).filter(word => WORD.test(word))
  return written.length >= MIN_WORDS && written.filter(word => word.length < 3).length / written.length > MAX_SCRAPS
}

function isPlausible(word: string): boolean {
  return word === '' || WORD.test(word) || NUMBER.test(word) || REFERENCE.test(word)
}

/** By characters: a long word says more than a dash. 1 where there are none. */
function share(words: readonly string[], test: (word: string) => boolean): number {
  const length = (some: readonly string[]) => some.reduce((sum, word) => sum + word.length, 0)
  const all = length(words)
  return all === 0 ? 1 : length(words.filter(test)) / all
}
