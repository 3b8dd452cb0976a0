import { describe, expect, it } from 'vitest'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'

const problemsOf = (languages: unknown) => {
  const parsed = appSettingsSchema.safeParse({ extraction: { ocr_languages: languages } })
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('extraction.ocr_languages', () => {
  it('is English where nothing is said', () => {
    expect(appSettingsSchema.parse({}).extraction.ocr_languages).toEqual(['eng'])
  })

  it('takes every language of the optional packages', () => {
    expect(problemsOf(['deu', 'eng', 'fra', 'ita', 'nld', 'pol', 'por', 'spa'])).toEqual([])
    expect(problemsOf(['swe'])).toEqual([])
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
