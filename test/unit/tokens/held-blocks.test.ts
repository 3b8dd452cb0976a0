import { expect, test } from 'vitest'
import type { Block } from '../../../src/tokens/block.ts'
import { HeldBlocks } from '../../../src/tokens/held-blocks.ts'

function blockOf(held: HeldBlocks, tokenId: string): Block {
  return {
    tokenId,
    source: 'pool',
    secret: 's',
    reservationId: tokenId,
    day: '2026-03-10',
    expiresAt: Number.POSITIVE_INFINITY,
    reservedAt: 0,
    units: 15,
    used: 0,
    trialOf: null,
    errorCount: 0,
    spoilt: false,
    pace: held.paceOf(tokenId),
  }
}

test('a token that is taken away spoils the blocks that are held of it, and no others', () => {
  const held = new HeldBlocks()
  const [one, other, elsewhere] = ['a', 'a', 'b'].map(id => blockOf(held, id)) as [Block, Block, Block]
  for (const block of [one, other, elsewhere]) held.add(block, held.revocations)
  expect(held.tokenIds(0)).toEqual(['a', 'b'])
  held.revoke('a')
  expect([one.spoilt, other.spoilt, elsewhere.spoilt]).toEqual([true, true, false])
  for (const block of [one, other]) held.remove(block)
  expect(held.tokenIds(0)).toEqual(['b'])
})

test('a block that was being granted when its token was taken away is spoilt too; one that is granted afterwards is not', () => {
  const held = new HeldBlocks()
  const before = held.revocations
  held.revoke('a')
  const [underWay, later, unrelated] = ['a', 'a', 'b'].map(id => blockOf(held, id)) as [Block, Block, Block]
  held.add(underWay, before)
  held.add(later, held.revocations)
  held.add(unrelated, before)
  expect([underWay.spoilt, later.spoilt, unrelated.spoilt]).toEqual([true, false, false])
})

test('the clock of a token outlives its blocks, until it has run out', () => {
  const held = new HeldBlocks()
  const block = blockOf(held, 'a')
  held.add(block, 0)
  block.pace.nextCallAt = 1_000
  held.remove(block)
  held.tokenIds(500)
  expect(held.paceOf('a').nextCallAt).toBe(1_000)
  held.tokenIds(1_000)
  expect(held.paceOf('a').nextCallAt).toBe(0)
})
