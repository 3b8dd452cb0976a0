import { describe, expect, it } from 'vitest'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'
import { ocrModelOf } from '../../../src/settings/ocr-languages.ts'

const OPTIONAL = ['deu', 'fra', 'spa', 'ita', 'nld', 'por', 'pol', 'swe']
const problemsOf = (languages: unknown) => {
  const parsed = appSettingsSchema.safeParse({ extraction: { ocr_languages: languages } })
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('extraction.ocr_languages', () => {
  it('is English where nothing is said', () => {
    expect(appSettingsSchema.parse({}).extraction.ocr_languages).toEqual(['eng'])
  })

  it.each(['eng', ...OPTIONAL])('takes %s, and says what is to be done where its package was left out', language => {
    const there = ocrModelOf(language) !== null
    expect(there || language !== 'eng').toBe(true)
    expect(problemsOf([language])).toEqual(
      there ? [] : [expect.stringContaining(`npm install --save-exact @tesseract.js-data/${language}`)],
    )
  })

  it('says by what command a language comes that is not installed', () => {
    expect(problemsOf(['eng', 'tlh'])).toEqual([
      'extraction.ocr_languages.1: the data of "tlh" is not installed: npm install --save-exact @tesseract.js-data/tlh@1.0.0',
    ])
  })

  it.each([
    ['a path', ['../eng'], 'extraction.ocr_languages.0: must be a code'],
    ['a word', ['German'], 'extraction.ocr_languages.0: must be a code'],
    ['one of them twice', ['deu', 'deu'], 'extraction.ocr_languages.1: is given twice'],
    ['none', [], 'extraction.ocr_languages: '],
  ])('refuses %s', (_, languages, problem) => {
    expect(problemsOf(languages)).toEqual([expect.stringContaining(problem)])
  })
})
