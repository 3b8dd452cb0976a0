import { readFileSync } from 'node:fs'

export interface Instruction {
  readonly name: string
  readonly text: string
}

/** One `FROM … AS name` and what follows it; the last one is the image. */
export interface Stage {
  readonly name: string
  readonly base: string
  readonly instructions: readonly Instruction[]
}

export interface Copy {
  /** The stage it copies from; undefined is the build context. */
  readonly from: string | undefined
  readonly sources: readonly string[]
  readonly target: string
}

/** The project's Dockerfile, as far as it uses the language: continuation lines, comments, ARG before FROM, exec forms. */
export function readDockerfile(): readonly Stage[] {
  const defaults = new Map<string, string>()
  const stages: { name: string; base: string; instructions: Instruction[] }[] = []
  for (const { name, text } of instructionsOf(readFileSync('Dockerfile', 'utf8'))) {
    const current = stages.at(-1)
    if (name === 'FROM') {
      const [base, as] = text.split(/\s+as\s+/i)
      stages.push({ name: as ?? '', base: base!.replaceAll(/\$\{(\w+)\}/g, (_, arg: string) => defaults.get(arg)!), instructions: [] })
    } else if (current === undefined) defaults.set(text.split('=')[0]!, text.slice(text.indexOf('=') + 1))
    else current.instructions.push({ name, text })
  }
  return stages
}

function instructionsOf(text: string): Instruction[] {
  return text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => ({ name: line.slice(0, line.indexOf(' ')), text: line.slice(line.indexOf(' ') + 1).trim() }))
}

export function copyOf(instruction: Instruction): Copy {
  const words = instruction.text.split(/\s+/)
  const from = words[0]!.startsWith('--from=') ? words.shift()!.slice('--from='.length) : undefined
  return { from, sources: words.slice(0, -1), target: words.at(-1)! }
}

/** The only instruction of this name. @throws when there is none, or a second one that would silently replace it */
export function only(stage: Stage, name: string): string {
  const found = stage.instructions.filter(instruction => instruction.name === name)
  if (found.length !== 1) throw new Error(`The Dockerfile has ${found.length} ${name} in its stage "${stage.name}"`)
  return found[0]!.text
}

export const commandOf = (stage: Stage): string[] => JSON.parse(only(stage, 'CMD')) as string[]

export const healthCheckOf = (stage: Stage): string[] =>
  JSON.parse(/^(?:--\S+\s+)*CMD\s+(.*)$/.exec(only(stage, 'HEALTHCHECK'))![1]!) as string[]

/** `NAME=value` and `NAME="value"` of all ENV (or LABEL) instructions. */
export function pairsOf(stage: Stage, name: 'ENV' | 'LABEL'): Record<string, string> {
  const text = stage.instructions.filter(instruction => instruction.name === name).map(instruction => instruction.text)
  return Object.fromEntries(
    [...text.join(' ').matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S+))/g)].map(([, key, quoted, bare]) => [key!, quoted ?? bare!]),
  )
}
