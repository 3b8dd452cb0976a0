/** Whose work it is: the API key that sent it and the company that it is for. */
export interface Owner {
  readonly key: string
  readonly company: string
}

/** For benches and tests, and for work that nobody in particular asked for. */
export const NOBODY: Owner = Object.freeze({ key: '', company: '' })

export interface FairQueueLimits {
  /** Jobs of one company at work at the same time. Below the number of processes, so that one is always left for the others. */
  readonly inWorkPerCompany: number
  /** Jobs that may wait for one company, and for all of them together. */
  readonly waitingPerCompany: number
  readonly waitingInAll: number
}

interface Waiting<Job> {
  readonly owner: Owner
  readonly job: Job
}

/**
 * Who is next: the keys take turns, within a key its companies take turns, within a company the first come is the first served. A caller
 * with a thousand documents therefore delays another one by one document at most, whatever companies it names. Pure bookkeeping: whoever
 * takes a job says when it is done.
 */
export class FairQueue<Job> {
  readonly #limits: FairQueueLimits
  /** Keys and, within each, companies in the order of their turns: whoever was served goes to the end. */
  readonly #keys = new Map<string, Map<string, Waiting<Job>[]>>()
  readonly #inWork = new Map<string, number>()
  readonly #waiting = new Map<string, number>()
  #size = 0

  constructor(limits: FairQueueLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#size
  }

  /** Which bound keeps a further job of this owner out; undefined where none does. */
  bound(owner: Owner): 'company' | 'all' | undefined {
    if ((this.#waiting.get(owner.company) ?? 0) >= this.#limits.waitingPerCompany) return 'company'
    return this.#size >= this.#limits.waitingInAll ? 'all' : undefined
  }

  push(owner: Owner, job: Job): void {
    const companies = this.#keys.get(owner.key) ?? new Map<string, Waiting<Job>[]>()
    this.#keys.set(owner.key, companies)
    const line = companies.get(owner.company) ?? []
    companies.set(owner.company, line)
    line.push({ owner, job })
    add(this.#waiting, owner.company, 1)
    this.#size += 1
  }

  /** The next job that may start now, counted as at work from here on. */
  take(): { readonly owner: Owner; readonly job: Job } | undefined {
    for (const [key, companies] of this.#keys) {
      for (const [company, line] of companies) {
        const next = line[0]
        if (next === undefined || (this.#inWork.get(company) ?? 0) >= this.#limits.inWorkPerCompany) continue
        line.shift()
        this.#toTheEnd(key, company)
        this.#left(company)
        add(this.#inWork, company, 1)
        return next
      }
    }
    return undefined
  }

  /** A job that was taken has ended. */
  done(owner: Owner): void {
    add(this.#inWork, owner.company, -1)
  }

  /** Takes a job out that still waits; false when it no longer does. */
  remove(owner: Owner, job: Job): boolean {
    const companies = this.#keys.get(owner.key)
    const line = companies?.get(owner.company) ?? []
    const place = line.findIndex(waiting => waiting.job === job)
    if (place < 0) return false
    line.splice(place, 1)
    this.#left(owner.company)
    if (line.length === 0) companies?.delete(owner.company)
    if (companies?.size === 0) this.#keys.delete(owner.key)
    return true
  }

  /** Every job that waits; none waits afterwards. */
  clear(): Job[] {
    const jobs = [...this.#keys.values()].flatMap(companies => [...companies.values()].flatMap(line => line.map(({ job }) => job)))
    this.#keys.clear()
    this.#waiting.clear()
    this.#size = 0
    return jobs
  }

  #toTheEnd(key: string, company: string): void {
    const companies = this.#keys.get(key)!
    const line = companies.get(company)!
    companies.delete(company)
    if (line.length > 0) companies.set(company, line)
    this.#keys.delete(key)
    if (companies.size > 0) this.#keys.set(key, companies)
  }

  #left(company: string): void {
    add(this.#waiting, company, -1)
    this.#size -= 1
  }
}

/** Counts that come back to zero leave the map: companies come and go for ever. */
function add(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by
  if (count > 0) counts.set(name, count)
  else counts.delete(name)
}
