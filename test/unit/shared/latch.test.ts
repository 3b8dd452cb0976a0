import { expect, test } from 'vitest'
import { createLatch } from '../../../src/shared/latch.ts'
import { settled } from '../../support/manual-clock.ts'

test('an opening lets go all who asked before it, with its value, and nobody who asks after it', async () => {
  const latch = createLatch<number>()
  latch.open(0)
  const heard: string[] = []
  const hear = (name: string) => void latch.opened().then(value => heard.push(`${name} ${value}`))
  hear('a')
  hear('b')
  await settled()
  expect(heard).toEqual([])
  latch.open(1)
  hear('c')
  await settled()
  expect(heard).toEqual(['a 1', 'b 1'])
  latch.open(2)
  await settled()
  expect(heard).toEqual(['a 1', 'b 1', 'c 2'])
})

test('who takes the opening before the look misses nothing that happens during it', async () => {
  const latch = createLatch()
  let state = 'old'
  const look = async () => {
    const seen = state
    await settled()
    return seen
  }
  const waiter = (async () => {
    for (;;) {
      const changed = latch.opened()
      if ((await look()) === 'new') return 'seen'
      await changed
    }
  })()
  state = 'new'
  latch.open()
  expect(await waiter).toBe('seen')
})
