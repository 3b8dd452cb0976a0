import { request } from './api.js'
import { EventSourceParserStream } from './vendor/eventsource-parser/stream.js'

/** @typedef {{ id: string | undefined, type: string, data: any }} ServerEvent */

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

/**
 * Follows a stream of server-sent events until its `finished` event or until `signal` aborts. EventSource cannot send the key's header, so
 * the stream is fetched; after a break it goes on from the last event id.
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {(event: ServerEvent) => void} onEvent
 */
export async function follow(path, signal, onEvent) {
  let lastId = ''
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) }
      const response = await request(path, { headers, signal })
      for await (const event of eventsOf(response)) {
        pause = FIRST_PAUSE_MS
        lastId = event.id ?? lastId
        onEvent(event)
        if (event.type === 'finished') return
      }
    } catch (error) {
      const status = /** @type {{ status?: number }} */ (error).status ?? 0
      // Refused for good: the job is gone, or the key may not see it.
      if (signal.aborted || (status >= 400 && status < 500)) return
    }
    await sleep(pause * (0.75 + Math.random() / 2), signal)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}

/**
 * @param {Response} response
 * @returns {AsyncGenerator<ServerEvent>}
 */
async function* eventsOf(response) {
  if (response.body === null) return
  // Not every browser lets a stream be iterated.
  const reader = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield { id: value.id, type: value.event ?? 'message', data: JSON.parse(value.data) }
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal ends the pause at once
 * @returns {Promise<void>}
 */
function sleep(ms, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    const stop = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', stop, { once: true })
  })
}
