import { parentPort } from 'node:worker_threads'

/** The worker's side of `WorkerPool`: answers every message with the task's result or the error's words, one at a time. */
export function serve<Request, Response>(task: (request: Request) => Promise<Response>): void {
  parentPort?.on('message', (request: Request) => {
    task(request).then(
      result => parentPort?.postMessage({ result }),
      (error: unknown) => parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }),
    )
  })
}
