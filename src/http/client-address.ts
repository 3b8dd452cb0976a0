import { isIP, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from, for counting and for the log; access is never decided by it. Behind a proxy of TRUST_PROXY it is the last
 * address of `X-Forwarded-For` that is none of these proxies: what stands before it is the caller's own word. What is no address at all gives
 * way to the connection's.
 */
export function clientAddress({ ip, socket }: FastifyRequest): string {
  return isIP(ip) === 0 ? (socket.remoteAddress ?? 'unknown') : ip
}

/**
 * The address as one caller: of IPv6 the network of 64 bits, which is what a single subscriber is given; it has more addresses in it than
 * could ever be counted apart.
 */
export function clientNetwork(request: FastifyRequest): string {
  const address = clientAddress(request)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const whole =
    tail === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after]
  return `${whole
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
