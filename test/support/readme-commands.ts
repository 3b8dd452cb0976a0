/** A command of a README's `sh` block, and what the page says it prints (`# → …`). */
export interface ReadmeCommand {
  readonly command: string
  readonly output: string
  /** 0 unless the page says "exit code N". */
  readonly exitCode: number
}

export function readmeCommands(markdown: string): ReadmeCommand[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) => commandsOf(block!))
}

function commandsOf(block: string): ReadmeCommand[] {
  const commands: { command: string; output: string }[] = []
  for (const line of block.replaceAll('\\\n', ' ').split('\n')) {
    if (line.startsWith('# → ')) commands.at(-1)!.output += `${line.slice('# → '.length)}\n`
    else if (line.trim() !== '' && !line.startsWith('#')) commands.push({ command: line.trim(), output: '' })
  }
  return commands.map(({ command, output }) => {
    const code = /^\(exit code (\d+).*\)\n/m.exec(output)
    return { command, output: code === null ? output : output.replace(code[0], ''), exitCode: Number(code?.[1] ?? 0) }
  })
}

/** The documented output as a pattern: ids, times and numbers may differ, `…` is anything, white space is white space. */
export function patternOf(output: string): RegExp {
  const pattern = output
    .trim()
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll(/[0-9a-f]{8}-[\w-]{27}/g, '[\\w-]{36}')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+(\\\.\d+)?Z/g, '[\\dT:.Z-]+')
    .replaceAll(/(?<=[:\s(])\d+(\\\.\d+)?(?=[,}\s:])/g, '\\d+(\\.\\d+)?')
    .replaceAll(/\s+/g, '\\s+')
    .replaceAll('…', '.*')
  return new RegExp(`^${pattern}$`, 's')
}
