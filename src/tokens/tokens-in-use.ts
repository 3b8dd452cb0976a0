/** The tokens that the lanes of one run hold or are about to. Where there are fewer tokens than lanes, some are held by several. */
export class TokensInUse {
  readonly #lanes = new Map<string, number>()

  /** How many different tokens. */
  get size(): number {
    return this.#lanes.size
  }

  has(tokenId: string): boolean {
    return this.#lanes.has(tokenId)
  }

  take(tokenId: string): void {
    this.#lanes.set(tokenId, (this.#lanes.get(tokenId) ?? 0) + 1)
  }

  release(tokenId: string): void {
    const left = (this.#lanes.get(tokenId) ?? 0) - 1
    if (left > 0) this.#lanes.set(tokenId, left)
    else this.#lanes.delete(tokenId)
  }
}
