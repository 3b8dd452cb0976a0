/** What a check of npm came to: `unanswered` where nobody could say, which is no fault of ours and no proof of anything. */
export interface Verdict {
  readonly outcome: 'clean' | 'faulty' | 'unanswered'
  readonly words: readonly string[]
}

interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>
}

interface SignatureReport {
  readonly invalid?: readonly { readonly name: string; readonly version: string }[]
  readonly missing?: readonly { readonly name: string; readonly version: string }[]
}

/** Of what is delivered. Below that, an advisory is told and stops nobody: nearly all of them are about what a service never does. */
const GRAVE = ['high', 'critical']

/** @param stdout of `npm audit --json` */
export function verdictOnAdvisories(stdout: string): Verdict {
  const { vulnerabilities } = read<AuditReport>(stdout)
  if (vulnerabilities === undefined) return unanswered(stdout)
  const found = Object.entries(vulnerabilities)
  const words = found.map(([name, { severity, range }]) => `${severity}: ${name} ${range}`)
  return { outcome: found.some(([, { severity }]) => GRAVE.includes(severity)) ? 'faulty' : 'clean', words }
}

/** @param stdout of `npm audit signatures --json`. A package without a signature is told: old ones have none. */
export function verdictOnSignatures(stdout: string): Verdict {
  const { invalid, missing } = read<SignatureReport>(stdout)
  if (invalid === undefined) return unanswered(stdout)
  const words = (why: string, list: SignatureReport['invalid'] = []) => list.map(({ name, version }) => `${why}: ${name}@${version}`)
  return { outcome: invalid.length > 0 ? 'faulty' : 'clean', words: [...words('wrong signature', invalid), ...words('no signature', missing)] }
}

function unanswered(stdout: string): Verdict {
  const { message, error } = read<{ readonly message?: string; readonly error?: { readonly summary?: string } }>(stdout)
  return { outcome: 'unanswered', words: [(message || error?.summary) ?? 'no answer'] }
}

/** What is no JSON is the answer of nobody. */
function read<T extends object>(stdout: string): Partial<T> {
  try {
    const value: unknown = JSON.parse(stdout)
    return typeof value === 'object' && value !== null ? (value as Partial<T>) : {}
  } catch {
    return {}
  }
}
