import { describe, expect, it } from 'vitest'
import { formatTable, wrapText } from '../../../src/cli/text-layout.ts'
import { cli } from '../../support/cli.ts'

describe('tables on a narrow terminal', () => {
  const jobs = [
    ['job', 'status', 'created'],
    ['f32ae973-816b-4f6b-bf3f-3fc811d1665b', 'waiting_for_capacity', '2026-11-21T12:00:00.000Z'],
    ['0b8e6d4a-5c1f-4d0e-9a63-7c2f1e8b9d10', 'completed', '2026-11-21T12:00:00.000Z'],
  ]

  it('are as ever where they fit, and where nobody knows the width', () => {
    expect(formatTable(jobs, 120)).toBe(formatTable(jobs))
    expect(formatTable(jobs).split('\n')).toHaveLength(3)
  })

  it('stand cell by cell under each other where they do not', () => {
    expect(formatTable(jobs, 60).split('\n\n')[0]).toBe(
      '  job      f32ae973-816b-4f6b-bf3f-3fc811d1665b\n  status   waiting_for_capacity\n  created  2026-11-21T12:00:00.000Z',
    )
  })

  it('break a long last cell under its own column', () => {
    const rows = [
      ['status', 'excluded'],
      ['evidence', 'HTTP 429: the daily limit of this token is reached'],
    ]
    expect(formatTable(rows, 40)).toBe('  status    excluded\n  evidence  HTTP 429: the daily limit of\n            this token is reached')
  })

  it.each([10, 25, 40, 60, 79])('never take more than %d columns, whatever is in them', columns => {
    for (const rows of [jobs, [['a-name-that-is-longer-than-the-terminal', 'x'.repeat(200)]], [['k', 'a b '.repeat(40)]]])
      for (const line of formatTable(rows, columns).split('\n')) if (columns >= 40) expect(line.length).toBeLessThanOrEqual(columns)
    for (const line of wrapText('word '.repeat(30) + 'x'.repeat(150), columns).split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
  })

  it('nor does any help on a terminal of 60 columns', async () => {
    const options = { terminal: { secret: '' }, columns: 60 }
    const overview = (await cli(['--help'], options)).stdout
    const names = ['jobs create', 'extract', 'tokens add', 'keys change', 'plan', 'usage', 'profiles erase', 'completion']
    const helps = await Promise.all(names.map(async name => (await cli([...name.split(' '), '--help'], options)).stdout))
    for (const line of [overview, ...helps].flatMap(text => text.split('\n'))) expect(line.length, line).toBeLessThanOrEqual(60)
    expect(overview).toContain('Exit codes:')
  })
})
