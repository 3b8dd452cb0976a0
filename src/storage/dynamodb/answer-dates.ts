import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../shared/clock.ts'
import { type ClockSkew, noStoreTime, type StoreTime, skewBetween } from '../../shared/store-time.ts'

/** The `Date` of an answer has whole seconds: what was cut off. */
const CUT_OFF_MS = 1_000
/** Clocks drift by some milliseconds a minute at most; what was measured longer ago than two of these spans is forgotten. */
const SPAN_MS = 60_000

interface Bounds {
  readonly least: number
  readonly most: number
}

/**
 * DynamoDB's time, by the `Date` of its answers. One answer says it to a second and the time of its way; where the bounds of many overlap, it is
 * known to little more than that way.
 */
export class AnswerDates implements StoreTime {
  readonly #clock: Clock
  #span: Bounds | null = null
  #spanEnds = 0
  #before: Bounds | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  watch(client: DynamoDBClient): void {
    client.middlewareStack.add(
      next => async args => {
        const sentAt = this.#clock.now()
        const result = await next(args)
        // Innermost of all: here an error of the service is an answer like any other.
        const date = Date.parse((result.response as { headers?: Record<string, string> }).headers?.date ?? '')
        if (!Number.isNaN(date)) this.learn(sentAt, this.#clock.now(), date)
        return result
      },
      { step: 'deserialize', priority: 'low', name: 'answerDates' },
    )
  }

  /** An answer of this date came to a request that was sent and answered at these times of our own clock. */
  learn(sentAt: number, answeredAt: number, date: number): void {
    const seen = { least: sentAt - date - CUT_OFF_MS, most: answeredAt - date }
    if (answeredAt >= this.#spanEnds || answeredAt < this.#spanEnds - SPAN_MS) {
      this.#before = this.#span
      this.#span = null
      this.#spanEnds = answeredAt + SPAN_MS
    }
    this.#span = both(this.#span, seen)
    // A clock was set meanwhile: what was known of it is over.
    if (this.#span === null || both(this.#before, this.#span) === null) {
      this.#span = seen
      this.#before = null
    }
  }

  skew(): ClockSkew {
    const known = this.#span === null ? null : both(this.#before, this.#span)
    return known === null ? noStoreTime.skew() : skewBetween(known.least, known.most, 'of DynamoDB')
  }
}

/** Where they overlap; null where they do not. */
function both(known: Bounds | null, seen: Bounds): Bounds | null {
  if (known === null) return seen
  const [least, most] = [Math.max(known.least, seen.least), Math.min(known.most, seen.most)]
  return least <= most ? { least, most } : null
}
