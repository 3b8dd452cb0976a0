import { ERASED } from '../shared/erase-text.ts'

/** What happens in a job, as its event stream shows it. `id` orders the events of one process; `data` is plain JSON. */
export interface JobEvent {
  readonly id: string
  readonly type: 'progress' | 'token_switch' | 'verdict' | 'status' | 'finished'
  readonly data: Readonly<Record<string, unknown>>
}

/** The events of the jobs that this process works on: a bounded memory of the latest ones, and those who listen. */
export interface JobEvents {
  publish(jobId: string, type: JobEvent['type'], data: JobEvent['data']): void
  /** Events after `lastId` that are still remembered; null when that id is not known here (another process, or too long ago). */
  since(jobId: string, lastId: string): readonly JobEvent[] | null
  /** Takes a person's address out of what is remembered of these jobs. */
  erase(jobIds: readonly string[], email: string): void
  subscribe(jobId: string, listener: (event: JobEvent) => void): () => void
}

const REMEMBERED_PER_JOB = 200
const REMEMBERED_JOBS = 200

/** `epoch` tells the ids of this process from those of another one or of an earlier life. */
export function createJobEvents(epoch: string): JobEvents {
  const memory = new Map<string, JobEvent[]>()
  const listeners = new Map<string, Set<(event: JobEvent) => void>>()
  let sequence = 0

  const remember = (jobId: string, event: JobEvent): void => {
    let events = memory.get(jobId)
    if (events === undefined) {
      events = []
      memory.set(jobId, events)
      const oldest = memory.keys().next().value
      if (memory.size > REMEMBERED_JOBS && oldest !== undefined) memory.delete(oldest)
    }
    events.push(event)
    if (events.length > REMEMBERED_PER_JOB) events.shift()
  }

  return {
    publish(jobId, type, data) {
      sequence += 1
      const event = { id: `${epoch}-${sequence}`, type, data }
      remember(jobId, event)
      for (const listener of listeners.get(jobId) ?? []) listener(event)
    },
    since(jobId, lastId) {
      const events = memory.get(jobId) ?? []
      const index = events.findIndex(event => event.id === lastId)
      return index < 0 ? null : events.slice(index + 1)
    },
    erase(jobIds, email) {
      const person = email.toLowerCase()
      const without = (event: JobEvent): JobEvent =>
        String(event.data.on).toLowerCase() === person ? { ...event, data: { ...event.data, on: ERASED } } : event
      for (const jobId of new Set(jobIds)) {
        const events = memory.get(jobId)
        if (events !== undefined) memory.set(jobId, events.map(without))
      }
    },
    subscribe(jobId, listener) {
      const set = listeners.get(jobId) ?? new Set()
      listeners.set(jobId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(jobId)
      }
    },
  }
}
