import { expect, test } from 'vitest'
import { createCallbackLines } from '../../../../src/jobs/callbacks/callback-lines.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'

const callback = (jobId: string, host = 'slow.example') => ({ jobId, url: `https://${host}/hook` })

function setUp() {
  const clock = new ManualClock()
  const stopping = new AbortController()
  const sent: string[] = []
  const answers: (() => void)[] = []
  const lines = createCallbackLines({
    clock,
    stopping: stopping.signal,
    deliver: ({ jobId }) => {
      sent.push(jobId)
      return new Promise(resolve => answers.push(resolve))
    },
  })
  for (let n = 1; n <= 10; n += 1) lines.add(callback(`${n}`))
  return { clock, stopping, sent, answers, lines }
}

test('what has waited for its host so long that it may soon be due again is not begun any more', async () => {
  const { clock, sent, answers, lines } = setUp()
  lines.add(callback('too old'))
  clock.jump(clock.now() + 30_000)
  lines.add(callback('in time'))
  expect(sent).toHaveLength(10)
  clock.jump(clock.now() + 30_001)
  for (const answer of answers.splice(0)) answer()
  await settled()
  expect(sent.slice(10)).toEqual(['in time'])
})

test('a host that hangs for ever fills no memory, and keeps its places only', async () => {
  const { sent, answers, lines } = setUp()
  for (let n = 0; n < 1_500; n += 1) lines.add(callback(`more ${n}`))
  lines.add(callback('elsewhere', 'fast.example'))
  expect(sent.slice(10)).toEqual(['elsewhere'])
  while (answers.length > 0) {
    for (const answer of answers.splice(0)) answer()
    await settled()
  }
  expect(sent).toHaveLength(11 + 1_000)
})

test('after a stop nothing more is begun', async () => {
  const { stopping, sent, answers, lines } = setUp()
  lines.add(callback('later'))
  stopping.abort()
  for (const answer of answers.splice(0)) answer()
  await lines.idle()
  expect(sent).toHaveLength(10)
})
