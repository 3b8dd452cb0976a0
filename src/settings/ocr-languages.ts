import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Tesseract's code of a language, which is the name of its package as well: `deu`, `chi_sim`. */
export const OCR_LANGUAGE = /^[a-z]{3}(?:_[a-z]{3,4})?$/

const PACKAGE = '@tesseract.js-data'
/** The integer model inside the package: a fraction of the default's size, as accurate, and no download. */
const MODEL = '4.0.0_best_int'

/** The file of a language's model; null where its package is not installed. */
export function ocrModelOf(language: string): string | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/${language}/package.json`))
    const file = join(folder, MODEL, `${language}.traineddata.gz`)
    return existsSync(file) ? file : null
  } catch {
    return null
  }
}

/** What to do about a language that is not there. */
export function ocrLanguageMissing(language: string): string {
  return `the data of "${language}" is not installed: npm install --save-exact ${PACKAGE}/${language}@1.0.0`
}
