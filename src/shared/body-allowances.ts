import { AppError } from './app-error.ts'

export interface BodyLimits {
  readonly bytesPerKey: number
  readonly bytesInAll: number
}

/** Bytes that one request holds, from the first of its body to its answer. */
export interface Allowance {
  /** Raises what the request holds to `bytes`. Throws an `AppError` (429 or 503) where that is more than is left. */
  holds(bytes: number): void
  /** The request is answered. */
  release(): void
}

const RETRY_AFTER_SECONDS = 5

/**
 * What uploads hold in memory, per API key and together. A request takes its share before its bytes are read, and is refused where there
 * is none: waiting would hold a connection, and what it has sent already.
 */
export class BodyAllowances {
  readonly #limits: BodyLimits
  readonly #held = new Map<string, number>()
  #inAll = 0

  constructor(limits: BodyLimits) {
    this.#limits = limits
  }

  open(key: string): Allowance {
    let held = 0
    return {
      holds: bytes => {
        if (bytes <= held) return
        this.#take(key, bytes - held)
        held = bytes
      },
      release: () => {
        this.#give(key, held)
        held = 0
      },
    }
  }

  #take(key: string, bytes: number): void {
    const ofKey = (this.#held.get(key) ?? 0) + bytes
    const options = { code: 'TOO_MANY_UPLOADS', retryable: true, retryAfterSeconds: RETRY_AFTER_SECONDS } as const
    if (ofKey > this.#limits.bytesPerKey) {
      throw new AppError('Too many bytes are being uploaded with this API key. Please send fewer documents at a time.', {
        ...options,
        kind: 'rate_limited',
      })
    }
    if (this.#inAll + bytes > this.#limits.bytesInAll) {
      throw new AppError('Too many bytes are being uploaded. Please try again shortly.', { ...options, kind: 'unavailable' })
    }
    this.#held.set(key, ofKey)
    this.#inAll += bytes
  }

  #give(key: string, bytes: number): void {
    const left = (this.#held.get(key) ?? 0) - bytes
    if (left > 0) this.#held.set(key, left)
    else this.#held.delete(key)
    this.#inAll -= bytes
  }
}
