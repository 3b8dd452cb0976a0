import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Job, type JobStatus, transition } from '../../../src/jobs/job.ts'
import { createJobEvents } from '../../../src/jobs/job-events.ts'
import { DEFAULT_OPTIONS } from '../../../src/jobs/job-options.ts'
import { viewJob } from '../../../src/jobs/job-views.ts'
import { csvJson, csvLine } from '../../../src/shared/csv.ts'

const JOB: Job = {
  owner: null,
  jobId: 'f32ae973-816b-4f6b-bf3f-3fc811d1665b',
  status: 'processing',
  options: { ...DEFAULT_OPTIONS, parallelTokens: 3 },
  totalEmails: 1000,
  invalidEmails: 0,
  duplicatesRemoved: 0,
  processed: 333,
  successful: 300,
  errorBreakdown: { not_found: 33 },
  tokenSwitches: 5,
  lanes: [],
  requested: null,
  worker: 'w',
  leaseUntil: 1,
  waitingUntil: null,
  waitingReason: null,
  failure: null,
  createdAt: 0,
  startedAt: 0,
  finishedAt: null,
}

describe('a CSV line', () => {
  it.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '\r\n=1', '=HYPERLINK("http://x";"y")'])('disarms %j', text => {
    expect(csvLine([text])).toMatch(/^"?'/)
  })

  it('leaves numbers, flags and ordinary text alone', () => {
    expect(csvLine([-1, true, null, 'a@b.com', 'x=1'])).toBe('-1,true,,a@b.com,x=1\r\n')
  })

  it('quotes what would break the line', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines', '=1,2'])).toBe('"a,b","say ""hi""","two\nlines","\'=1,2"\r\n')
    expect(csvLine(['a;b', 'c\td'])).toBe('"a;b","c\td"\r\n')
  })

  it.each([';', '\t', '\r', '\n', '\r\n', '; ', ';"'])('begins no formula for a spreadsheet that separates by %j', separator => {
    for (const sign of ['=', '+', '-', '@', '\uff1d']) {
      const text = `x${separator}${sign}cmd|calc`
      expect(csvLine(['a', text])).toContain(`'${sign}cmd`)
      const json = csvJson({ text })
      expect(JSON.parse(json)).toEqual({ text })
      expect(json).not.toMatch(new RegExp(`[;][ "]*\\${sign}`))
    }
  })

  it('never begins a cell with a formula', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(csvLine([text]).replace(/^"/, '')).not.toMatch(/^[=+\-@]/)
      }),
    )
  })
})

describe('estimates', () => {
  it('show progress with one decimal, and 100 only when everything is done', () => {
    expect(viewJob(JOB, 0, 446_000)).toMatchObject({ progress_percentage: 33.3, remaining: 667, failed: 33, eta_seconds: 446 })
    expect(viewJob({ ...JOB, totalEmails: 1_000_000, processed: 999_999 }, 0, null).progress_percentage).toBe(99.9)
    expect(viewJob({ ...JOB, processed: 1000 }, 0, null).progress_percentage).toBe(100)
  })

  it('are the time until the forecast end, never below zero, and end with the job', () => {
    expect(viewJob({ ...JOB, status: 'waiting_for_capacity', waitingUntil: 60_000 }, 10_000, 506_040).eta_seconds).toBe(496)
    expect([viewJob(JOB, 500_000, 446_000).eta_seconds, viewJob(JOB, 0, null).eta_seconds]).toEqual([0, null])
    for (const status of ['paused', 'completed', 'cancelled', 'failed'] as const)
      expect(viewJob({ ...JOB, status }, 0, 446_000).eta_seconds).toBeNull()
    for (const requested of ['pause', 'cancel'] as const) expect(viewJob({ ...JOB, requested }, 0, 446_000).eta_seconds).toBeNull()
  })

  it('show no more of a token than the beginning of its id', () => {
    const lane = {
      lane: 0,
      tokenId: 'abcdefghijklmnop',
      source: 'pool',
      reservationId: 'r',
      day: 'd',
      reservedAt: 0,
      units: 15,
      used: 4,
    } as const
    const view = viewJob({ ...JOB, lanes: [lane] }, 0, null)
    expect(view).toMatchObject({ current_token_id: 'abcdefgh...', token_requests_made: 4 })
    expect(JSON.stringify(view)).not.toContain('abcdefghi')
  })
})

describe('what an operator may ask', () => {
  const table: Record<'pause' | 'cancel' | 'resume', Partial<Record<JobStatus, unknown>>> = {
    pause: { pending: { status: 'paused' }, waiting_for_capacity: { status: 'paused' }, processing: { requested: 'pause' } },
    cancel: {
      pending: { status: 'cancelled' },
      waiting_for_capacity: { status: 'cancelled' },
      paused: { status: 'cancelled' },
      processing: { requested: 'cancel' },
    },
    resume: {
      paused: { status: 'pending' },
      failed: { status: 'pending' },
      waiting_for_capacity: { status: 'pending' },
      processing: { requested: null },
    },
  }
  const statuses: JobStatus[] = [
    'submitting',
    'pending',
    'processing',
    'waiting_for_capacity',
    'paused',
    'completed',
    'cancelled',
    'failed',
  ]
  it.each(statuses)('of a job that is %s', status => {
    for (const action of ['pause', 'cancel', 'resume'] as const)
      expect(transition({ status }, action)).toEqual(table[action][status] ?? null)
  })
})

describe('the memory of events', () => {
  it('gives the missed ones after an id, in order', () => {
    const events = createJobEvents('e')
    for (let n = 1; n <= 3; n += 1) events.publish('job', 'progress', { n })
    expect(events.since('job', 'e-1')?.map(event => event.data.n)).toEqual([2, 3])
    expect(events.since('job', 'e-3')).toEqual([])
  })

  it('does not know ids of another life, another job, or too long ago', () => {
    const events = createJobEvents('e')
    events.publish('other', 'progress', {})
    for (let n = 0; n < 201; n += 1) events.publish('job', 'progress', { n })
    expect([events.since('job', 'f-2'), events.since('job', 'e-1'), events.since('job', 'e-2'), events.since('nothing', 'e-2')]).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(events.since('job', 'e-3')).toHaveLength(199)
  })

  it('is bounded: the oldest job goes first', () => {
    const events = createJobEvents('e')
    for (let n = 1; n <= 201; n += 1) events.publish(`job-${n}`, 'progress', {})
    expect(events.since('job-1', 'e-1')).toBeNull()
    expect(events.since('job-2', 'e-2')).toEqual([])
  })

  it('reaches those who listen, until they stop', () => {
    const events = createJobEvents('e')
    const heard: unknown[] = []
    const stop = events.subscribe('job', event => heard.push(event.data))
    events.publish('job', 'progress', { n: 1 })
    events.publish('other', 'progress', { n: 2 })
    stop()
    events.publish('job', 'progress', { n: 3 })
    expect(heard).toEqual([{ n: 1 }])
  })
})
