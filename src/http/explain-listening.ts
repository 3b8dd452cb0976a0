import { StartError } from '../shared/start-error.ts'

/** What keeps it from listening, in words; the code stands in them for whoever searches for it. */
const LISTENING: Readonly<Record<string, readonly [words: string, exitCode: 1 | 78]>> = {
  EADDRINUSE: [
    'is taken by another program, perhaps by this service itself. End that one (`ss -ltnp` names it), or set PORT to another',
    1,
  ],
  EACCES: ['may not be used by this user. Set PORT to one of 1024 or more', 78],
  EADDRNOTAVAIL: ['is of an address that this machine does not have. Set HOST to one that it has, or to 0.0.0.0 for all', 78],
  ENOTFOUND: ['cannot be found: HOST names a host that is not known. Set it to an address of this machine', 78],
}

/** Throws a {@link StartError} for what an operator can mend, anything else as it is. */
export function explainListening({ HOST, PORT }: { readonly HOST: string; readonly PORT: number }): (error: unknown) => never {
  return error => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const known = LISTENING[code]
    if (known === undefined) throw error
    throw new StartError(`${HOST}:${PORT} ${known[0]} (${code}).`, known[1], error)
  }
}
