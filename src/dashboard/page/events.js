import { request } from './api.js'

/** @typedef {{ type: string, data: any }} ServerEvent */

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

/**
 * Follows a stream of server-sent events until its `finished` event or until `signal` aborts. EventSource cannot send the key's header, so
 * the stream is read by hand; after a break it goes on from the last event id.
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
      for await (const event of parse(response, id => (lastId = id))) {
        pause = FIRST_PAUSE_MS
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
 * @param {(id: string) => void} onId
 * @returns {AsyncGenerator<ServerEvent>}
 */
async function* parse(response, onId) {
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += value
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = { type: 'message', data: '' }
        for (const line of block.split('\n')) {
          if (line.startsWith('data: ')) event.data += line.slice(6)
          else if (line.startsWith('event: ')) event.type = line.slice(7)
          else if (line.startsWith('id: ')) onId(line.slice(4))
        }
        if (event.data !== '') yield { type: event.type, data: JSON.parse(event.data) }
      }
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
