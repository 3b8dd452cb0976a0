import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * Between the service and SQL Server. `pass`; `gone`: connections are cut and refused; `stall`: everything is accepted and nothing answered;
 * `lose-answer`: the next statement that contains the mark reaches the server, and its connection is cut before the answer passes.
 */
export interface TcpProxy {
  readonly port: number
  pass(): void
  gone(): void
  stall(): void
  /** Resolves when it has happened. The mark is looked for in UTF-16, as TDS carries statements. */
  loseAnswerTo(mark: string): Promise<void>
  stop(): Promise<void>
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  let mode: 'pass' | 'gone' | 'stall' = 'pass'
  let losing: { mark: Buffer; happened: () => void } | undefined
  const pairs = new Set<{ client: Socket; server: Socket }>()

  const listener = createServer(client => {
    client.on('error', () => {})
    if (mode === 'gone') {
      client.destroy()
      return
    }
    const server = connect(target.port, target.host)
    const pair = { client, server }
    pairs.add(pair)
    let answersLost = false
    const cut = () => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    server.on('error', cut)
    client.on('data', data => {
      if (mode === 'stall') return
      if (losing !== undefined && data.includes(losing.mark)) answersLost = true
      server.write(data)
    })
    server.on('data', data => {
      if (mode === 'stall') return
      if (!answersLost) {
        client.write(data)
        return
      }
      // The server answers when its work is done: now it is, and nobody will hear of it.
      losing?.happened()
      losing = undefined
      cut()
    })
    client.on('close', cut)
    server.on('close', cut)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')

  const cutAll = () => {
    for (const { client, server } of pairs) {
      client.destroy()
      server.destroy()
    }
    pairs.clear()
  }
  return {
    port: (listener.address() as AddressInfo).port,
    pass() {
      // What stalled has lost bytes: such a connection is of no use to anybody.
      if (mode === 'stall') cutAll()
      mode = 'pass'
    },
    gone() {
      mode = 'gone'
      cutAll()
    },
    stall() {
      mode = 'stall'
    },
    loseAnswerTo(mark) {
      const { promise, resolve } = Promise.withResolvers<void>()
      losing = { mark: Buffer.from(mark, 'utf16le'), happened: resolve }
      return promise
    },
    async stop() {
      cutAll()
      listener.close()
      await once(listener, 'close')
    },
  }
}
