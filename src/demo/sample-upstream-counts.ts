/** What the sample upstream has seen. */
export interface SampleUpstreamStats {
  /** Requests received, those of unknown tokens included. */
  readonly calls: number
  /** Requests beyond a token's limit. A correct client keeps this at 0. */
  readonly overshoot: number
  readonly unauthorized: number
  /** Answers held back at this moment. */
  readonly held: number
  readonly tokens: Readonly<Record<string, { readonly calls: number; readonly today: number; readonly overshoot: number }>>
  /** Requests per address; empty when not counted. */
  readonly addresses: Readonly<Record<string, number>>
}

interface TokenCount {
  calls: number
  today: number
  overshoot: number
}

/** The books of the sample upstream. */
export class SampleUpstreamCounts {
  readonly #tokens = new Map<string, TokenCount>()
  readonly #addresses: Map<string, number> | undefined
  readonly #flakyTried = new Set<string>()
  readonly #dailyLimit: number
  total = 0
  #unauthorized = 0

  constructor(tokens: Iterable<string>, dailyLimit: number, countAddresses: boolean) {
    for (const token of tokens) this.addToken(token)
    this.#dailyLimit = dailyLimit
    this.#addresses = countAddresses ? new Map() : undefined
  }

  addToken(token: string): void {
    if (!this.#tokens.has(token)) this.#tokens.set(token, { calls: 0, today: 0, overshoot: 0 })
  }

  knows(token: string): boolean {
    return this.#tokens.has(token)
  }

  /** Notes one request; false when it is beyond its token's limit. */
  count(token: string, email: string): boolean {
    this.total++
    this.#addresses?.set(email, (this.#addresses.get(email) ?? 0) + 1)
    const entry = this.#tokens.get(token)
    if (entry === undefined) {
      this.#unauthorized++
      return true
    }
    entry.calls++
    entry.today++
    if (entry.today <= this.#dailyLimit) return true
    entry.overshoot++
    return false
  }

  /** True for the first request ever for this address. */
  firstTry(email: string): boolean {
    const first = !this.#flakyTried.has(email)
    if (first) this.#flakyTried.add(email)
    return first
  }

  newDay(): void {
    for (const entry of this.#tokens.values()) entry.today = 0
  }

  callsPerToken(): Record<string, number> {
    return Object.fromEntries([...this.#tokens].map(([token, entry]) => [token, entry.calls]))
  }

  callsFor(email: string): number {
    return this.#addresses?.get(email) ?? 0
  }

  stats(held: number): SampleUpstreamStats {
    const entries = [...this.#tokens]
    return {
      calls: this.total,
      overshoot: entries.reduce((sum, [, entry]) => sum + entry.overshoot, 0),
      unauthorized: this.#unauthorized,
      held,
      tokens: Object.fromEntries(entries.map(([token, entry]) => [token, { ...entry }])),
      addresses: Object.fromEntries(this.#addresses ?? []),
    }
  }
}
