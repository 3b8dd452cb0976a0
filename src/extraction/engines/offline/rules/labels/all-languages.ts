import { CZECH } from './cs.ts'
import { DANISH } from './da.ts'
import { GERMAN } from './de.ts'
import { ENGLISH } from './en.ts'
import { SPANISH } from './es.ts'
import { FINNISH } from './fi.ts'
import { FRENCH } from './fr.ts'
import { HUNGARIAN } from './hu.ts'
import { ITALIAN } from './it.ts'
import type { LanguageLabels } from './label-kind.ts'
import { NORWEGIAN } from './nb.ts'
import { DUTCH } from './nl.ts'
import { POLISH } from './pl.ts'
import { PORTUGUESE } from './pt.ts'
import { ROMANIAN } from './ro.ts'
import { SWEDISH } from './sv.ts'
import { TURKISH } from './tr.ts'

export const LANGUAGES: readonly LanguageLabels[] = [
  ENGLISH,
  GERMAN,
  FRENCH,
  SPANISH,
  ITALIAN,
  DUTCH,
  PORTUGUESE,
  POLISH,
  SWEDISH,
  NORWEGIAN,
  DANISH,
  FINNISH,
  HUNGARIAN,
  CZECH,
  ROMANIAN,
  TURKISH,
]
