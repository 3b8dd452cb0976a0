import type { Block, Pace } from './block.ts'

/** Revocations that a reservation under way may have missed. */
const MOST_REVOCATIONS = 1_000

/**
 * The blocks that lanes of this process hold, by token: so that a token which an operator takes away stops at once, whatever it has been granted
 * before. A block that is forgotten without being handed back (its job went to another worker) is forgotten here too.
 */
export class HeldBlocks {
  readonly #blocks = new Map<string, Set<WeakRef<Block>>>()
  readonly #paces = new Map<string, Pace>()
  readonly #refs = new WeakMap<Block, WeakRef<Block>>()
  readonly #revoked = new Map<string, number>()
  #revocations = 0

  /** Where the count of revocations stands: what is reserved from now on has not heard of later ones. */
  get revocations(): number {
    return this.#revocations
  }

  /** @param since {@link revocations} before the block was asked for */
  add(block: Block, since: number): void {
    if ((this.#revoked.get(block.tokenId) ?? 0) > since) block.spoilt = true
    const ref = new WeakRef(block)
    this.#refs.set(block, ref)
    const others = this.#blocks.get(block.tokenId)
    if (others === undefined) this.#blocks.set(block.tokenId, new Set([ref]))
    else others.add(ref)
  }

  remove(block: Block): void {
    const ref = this.#refs.get(block)
    const blocks = this.#blocks.get(block.tokenId)
    if (ref === undefined || blocks === undefined) return
    blocks.delete(ref)
    if (blocks.size === 0) this.#blocks.delete(block.tokenId)
  }

  /** No call is made with the token's blocks any more, nor with one that is just being granted. */
  revoke(tokenId: string): void {
    this.#revocations += 1
    this.#revoked.delete(tokenId)
    this.#revoked.set(tokenId, this.#revocations)
    if (this.#revoked.size > MOST_REVOCATIONS) this.#revoked.delete(this.#revoked.keys().next().value!)
    for (const ref of this.#blocks.get(tokenId) ?? []) {
      const block = ref.deref()
      if (block !== undefined) block.spoilt = true
    }
  }

  paceOf(tokenId: string): Pace {
    const known = this.#paces.get(tokenId)
    if (known !== undefined) return known
    const pace = { nextCallAt: 0 }
    this.#paces.set(tokenId, pace)
    return pace
  }

  /** The tokens that lanes hold. Forgets what nobody holds any more. */
  tokenIds(now: number): string[] {
    for (const [tokenId, blocks] of this.#blocks) {
      for (const ref of blocks) if (ref.deref() === undefined) blocks.delete(ref)
      if (blocks.size === 0) this.#blocks.delete(tokenId)
    }
    for (const [tokenId, pace] of this.#paces) if (pace.nextCallAt <= now && !this.#blocks.has(tokenId)) this.#paces.delete(tokenId)
    return [...this.#blocks.keys()]
  }
}
