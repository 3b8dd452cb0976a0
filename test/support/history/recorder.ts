import type { Lease } from '../../../src/jobs/job.ts'
import { LeaseLostError } from '../../../src/jobs/job.ts'
import type { JobStore } from '../../../src/jobs/job-store.ts'
import type { TokenStore } from '../../../src/tokens/token-store.ts'

/** One thing that happened, in the order of a run. Grants and claims are noted when they are known, hand-backs when they are tried. */
export type HistoryEvent =
  | { readonly kind: 'granted'; readonly tokenId: string; readonly reservationId: string; readonly units: number; readonly day: string }
  | { readonly kind: 'handing-back'; readonly tokenId: string; readonly reservationId: string; readonly units: number }
  | { readonly kind: 'call'; readonly replica: string; readonly secret: string; readonly email: string }
  | { readonly kind: 'claimed'; readonly jobId: string; readonly version: number }
  | { readonly kind: 'released'; readonly jobId: string; readonly version: number }
  | {
      readonly kind: 'write'
      readonly what: string
      readonly jobId: string
      readonly version: number
      readonly begun: number
      readonly outcome: WriteOutcome
    }
  | { readonly kind: 'result'; readonly jobId: string; readonly version: number; readonly number: number }

export type WriteOutcome = 'done' | 'lost' | 'unknown'

/** Everything that replicas do to their stores and to the upstream, as they see it themselves. */
export class History {
  readonly events: HistoryEvent[] = []

  note(event: HistoryEvent): void {
    this.events.push(event)
  }

  tokens(store: TokenStore): TokenStore {
    return {
      ...store,
      reserve: async request => {
        const outcome = await store.reserve(request)
        const { tokenId, reservationId, day } = request
        if (outcome.granted) this.note({ kind: 'granted', tokenId, reservationId, units: outcome.units, day })
        return outcome
      },
      reservedUnits: async (tokenId, reservationId) => {
        const units = await store.reservedUnits(tokenId, reservationId)
        // Granted to a replica that died before it heard of it.
        if (units !== null) this.note({ kind: 'granted', tokenId, reservationId, units, day: '' })
        return units
      },
      adopt: async (tokenId, reservationId, day) => {
        const units = await store.adopt(tokenId, reservationId, day)
        if (units !== null) this.note({ kind: 'granted', tokenId, reservationId, units, day })
        return units
      },
      handBack: (tokenId, reservationId, units) => {
        this.note({ kind: 'handing-back', tokenId, reservationId, units })
        return store.handBack(tokenId, reservationId, units)
      },
    }
  }

  jobs(store: JobStore): JobStore {
    const watched = async <T>(what: string, lease: Lease, write: () => Promise<T>): Promise<T> => {
      const { jobId, version } = lease
      const begun = this.events.length
      const end = (outcome: WriteOutcome) => this.note({ kind: 'write', what, jobId, version, begun, outcome })
      try {
        const value = await write()
        end('done')
        return value
      } catch (error) {
        end(error instanceof LeaseLostError ? 'lost' : 'unknown')
        throw error
      }
    }
    return {
      ...store,
      claim: async query => {
        const claimed = await store.claim(query)
        if (claimed !== null) this.note({ kind: 'claimed', jobId: claimed.lease.jobId, version: claimed.lease.version })
        return claimed
      },
      heartbeat: (lease, ...rest) => watched('heartbeat', lease, () => store.heartbeat(lease, ...rest)),
      draw: (lease, after) => watched('draw', lease, () => store.draw(lease, after)),
      saveLane: (lease, ...rest) => watched('saveLane', lease, () => store.saveLane(lease, ...rest)),
      noteVerdict: (lease, verdict) => watched('verdict', lease, () => store.noteVerdict(lease, verdict)),
      record: async (lease, entry) => {
        await watched(`result ${entry.result?.emailNumber ?? `of lane ${entry.lane}`}`, lease, () => store.record(lease, entry))
        const { jobId, version } = lease
        if (entry.result !== null) this.note({ kind: 'result', jobId, version, number: entry.result.emailNumber })
      },
      release: async (lease, ...rest) => {
        const outcome = await watched('release', lease, () => store.release(lease, ...rest))
        if (outcome.released) this.note({ kind: 'released', jobId: lease.jobId, version: lease.version })
        return outcome
      },
    }
  }
}
