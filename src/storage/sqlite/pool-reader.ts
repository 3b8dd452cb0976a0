import { Worker } from 'node:worker_threads'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { PoolSurvey } from '../../tokens/pool-survey.ts'
import type { FiguresQuery, PoolFigures } from './pool-queries.ts'

export interface PoolQuestion {
  readonly id: number
  readonly ask: 'figures' | 'survey'
  readonly query: FiguresQuery
}

export interface PoolAnswer {
  readonly id: number
  readonly value?: PoolFigures | PoolSurvey
  readonly problem?: string
}

type Waiting = { readonly resolve: (value: never) => void; readonly reject: (error: unknown) => void }

/**
 * Reads the whole pool in a thread of its own: the one that serves is not held up by it. The thread starts with the first question, so that a
 * process with a small pool has none; where it dies, the next question starts another.
 */
export class PoolReader {
  readonly #file: string
  #thread: Worker | undefined
  #ended: Promise<void> = Promise.resolve()
  #asked = 0
  readonly #waiting = new Map<number, Waiting>()

  constructor(file: string) {
    this.#file = file
  }

  figures(query: FiguresQuery): Promise<PoolFigures> {
    return this.#ask('figures', query)
  }

  survey(query: FiguresQuery): Promise<PoolSurvey> {
    return this.#ask('survey', query)
  }

  async close(): Promise<void> {
    await this.#thread?.terminate()
    await this.#ended
  }

  #ask<T>(ask: PoolQuestion['ask'], query: FiguresQuery): Promise<T> {
    const thread = this.#thread ?? this.#start()
    this.#asked += 1
    const id = this.#asked
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      thread.postMessage({ id, ask, query } satisfies PoolQuestion)
    })
  }

  #start(): Worker {
    const thread = new Worker(new URL('./pool-thread.ts', import.meta.url), { workerData: { file: this.#file } })
    this.#thread = thread
    let problem: unknown = new Error('closed')
    thread.on('message', ({ id, value, problem: words }: PoolAnswer) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (words === undefined) waiting?.resolve(value as never)
      else waiting?.reject(new StoreUnavailableError('embedded database', new Error(words)))
    })
    thread.on('error', error => {
      problem = error
    })
    this.#ended = new Promise(resolve => {
      thread.once('exit', () => {
        this.#thread = undefined
        for (const { reject } of this.#waiting.values()) reject(new StoreUnavailableError('embedded database', problem))
        this.#waiting.clear()
        resolve()
      })
    })
    return thread
  }
}
