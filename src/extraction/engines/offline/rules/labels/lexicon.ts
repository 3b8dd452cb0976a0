import { compact } from '../label.ts'
import { LANGUAGES } from './all-languages.ts'
import type { LabelKind, LanguageLabels } from './label-kind.ts'

/** The phrases of some languages in compact form, each with all that it can mean. */
export interface Lexicon {
  readonly phrases: ReadonlyMap<string, ReadonlySet<LabelKind>>
  /** No phrase has more characters: where a search may stop. */
  readonly longest: number
}

const KINDS_OF_DOCUMENT = ['kindInvoice', 'kindCreditNote', 'kindCorrected', 'kindPrepayment', 'kindSelfBilled', 'kindReceipt'] as const

function phrasesOf(text: string): string[] {
  return text
    .split('|')
    .map(compact)
    .filter(phrase => phrase !== '')
}

function addPhrase(phrases: Map<string, Set<LabelKind>>, phrase: string, kind: LabelKind): void {
  const kinds = phrases.get(phrase)
  if (kinds === undefined) phrases.set(phrase, new Set([kind]))
  else kinds.add(kind)
}

/** A document's name and a word for "number" make a label in every language: "Faktura VAT nr", "Numéro de facture" is listed. */
function addNumberLabels(phrases: Map<string, Set<LabelKind>>, { labels, numberWords }: LanguageLabels): void {
  const documents = KINDS_OF_DOCUMENT.flatMap(kind => phrasesOf(labels[kind] ?? ''))
  for (const document of documents) {
    for (const word of phrasesOf(numberWords)) addPhrase(phrases, `${document}${word}`, 'number')
  }
  for (const other of phrasesOf(labels.kindOther ?? '')) {
    for (const word of phrasesOf(numberWords)) {
      if (!phrases.has(`${other}${word}`)) addPhrase(phrases, `${other}${word}`, 'otherNumber')
    }
  }
}

/** Shorter headings ("nota", "avoir") are words of other languages. */
const HEADING_LETTERS = 6

/** "FACTUUR" is nobody's name in any language: the headings of all of them are known everywhere. */
function addHeadings(phrases: Map<string, Set<LabelKind>>, { labels }: LanguageLabels): void {
  for (const kind of KINDS_OF_DOCUMENT) {
    for (const phrase of phrasesOf(labels[kind] ?? '')) {
      if (phrase.length >= HEADING_LETTERS && !phrases.has(phrase)) addPhrase(phrases, phrase, kind)
    }
  }
}

function buildLexicon(languages: readonly LanguageLabels[]): Lexicon {
  const phrases = new Map<string, Set<LabelKind>>()
  for (const language of languages) {
    for (const [kind, text] of Object.entries(language.labels)) {
      for (const phrase of phrasesOf(text)) addPhrase(phrases, phrase, kind as LabelKind)
    }
  }
  for (const language of languages) addNumberLabels(phrases, language)
  for (const language of LANGUAGES) addHeadings(phrases, language)
  return { phrases, longest: Math.max(0, ...[...phrases.keys()].map(phrase => phrase.length)) }
}

const built = new Map<string, Lexicon>()

/** Built once for each combination of languages. */
export function lexiconOf(languages: readonly LanguageLabels[]): Lexicon {
  const key = languages.map(({ language }) => language).join(' ')
  const lexicon = built.get(key) ?? buildLexicon(languages)
  built.set(key, lexicon)
  return lexicon
}

/** Which languages have a phrase; what only one has tells most. */
let votes: ReadonlyMap<string, readonly LanguageLabels[]> | undefined

function votesOfPhrases(): ReadonlyMap<string, readonly LanguageLabels[]> {
  if (votes !== undefined) return votes
  const map = new Map<string, Set<LanguageLabels>>()
  for (const language of LANGUAGES) {
    const all = [...Object.values(language.labels), language.words, language.months.replaceAll('/', '|')].flatMap(phrasesOf)
    for (const phrase of all) map.set(phrase, (map.get(phrase) ?? new Set()).add(language))
  }
  votes = new Map([...map].map(([phrase, languages]) => [phrase, [...languages]]))
  return votes
}

/** A phrase shorter than this is a label in half of Europe. */
const TELLING_LENGTH = 2
/** What the second language must have of the first one's weight to be one that the document is written in too. */
const SECOND_SHARE = 0.6
/** Below this weight no language is known: a brand name or a foreign word matches by chance. */
const MIN_WEIGHT = 1

/**
 * The languages that a document is written in, the likeliest first; empty where none is known. `runs` are the runs of neighbouring words
 * that may be labels, in compact form.
 */
export function languagesOf(runs: Iterable<string>): LanguageLabels[] {
  const weights = new Map<LanguageLabels, number>()
  for (const run of new Set(runs)) {
    const languages = run.length >= TELLING_LENGTH ? (votesOfPhrases().get(run) ?? []) : []
    for (const language of languages) {
      weights.set(language, (weights.get(language) ?? 0) + Math.min(1, run.length / 8) / languages.length ** 1.5)
    }
  }
  const ranked = [...weights].filter(([, weight]) => weight >= MIN_WEIGHT).toSorted(([, a], [, b]) => b - a)
  const best = ranked[0]?.[1] ?? 0
  return ranked.filter(([, weight], index) => index < 2 && weight >= best * SECOND_SHARE).map(([language]) => language)
}
