/** What an answer should be taken with: `fields` are paths in `data`, empty where all of it is meant. */
export interface Warning {
  readonly code: 'pages_not_read' | 'reading_cut_short' | 'low_text_quality'
  readonly message: string
  readonly fields: readonly string[]
}

export function pagesNotRead(pages: readonly number[]): Warning {
  const message = `These pages were not read within the time for one document: ${ranges(pages)}. Values that stand there are missing.`
  return { code: 'pages_not_read', message, fields: [] }
}

export function readingCutShort(pages: readonly number[]): Warning {
  const message = `There was no time to read these pages again, although their first reading left questions open: ${ranges(pages)}.`
  return { code: 'reading_cut_short', message, fields: [] }
}

export function lowTextQuality(pages: readonly number[]): Warning {
  const message = `Neither the text layer nor the picture of these pages could be read as words: ${ranges(pages)}.`
  return { code: 'low_text_quality', message, fields: [] }
}

/** 3, 5-8, 12 */
function ranges(pages: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const page of pages.toSorted((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run !== undefined && page === run[1] + 1) run[1] = page
    else runs.push([page, page])
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
}
