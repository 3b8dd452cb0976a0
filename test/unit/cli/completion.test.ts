import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { cli } from '../../support/cli.ts'

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0
const scriptFor = async (shell: string) => (await cli(['completion', shell])).stdout
/** Commands as the help lists them: words in small letters before an argument or the summary. */
const commands = async () =>
  (await cli(['--help'])).stdout
    .split('\n\n')[1]!
    .split('\n')
    .filter(line => /^ {2}\S/.test(line))
    .map(line => /^ {2}((?:[a-z-]+ ?)+?)(?: [A-Z…].*)?(?: {2}.*)?$/.exec(line)![1]!.trim())

describe('completion', () => {
  it('is there for three shells and says so of others', async () => {
    expect(await cli(['completion', 'tcsh'])).toMatchObject({ code: 2, stderr: expect.stringContaining('bash, zsh, fish') })
    expect(await cli(['completion', 'constructor'])).toMatchObject({ code: 2 })
  })

  it.each(['bash', 'zsh', 'fish'])('of %s knows every command and its options', async shell => {
    const script = await scriptFor(shell)
    const all = await commands()
    expect(all.length).toBeGreaterThan(25)
    for (const name of all) for (const word of name.split(' ')) expect(script, name).toMatch(new RegExp(`\\b${word}\\b`))
    for (const option of ['api-key', 'requests-per-token', 'error-type', 'split', 'addresses']) expect(script).toContain(option)
  })

  const offered = async (...words: string[]): Promise<string[]> => {
    const given = ['tokenwheel', ...words].map(word => `'${word}'`).join(' ')
    const line = `COMP_WORDS=(${given}); COMP_CWORD=${words.length}; _tokenwheel; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', `${await scriptFor('bash')}\n${line}`], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
  }

  it.runIf(has('bash'))('in bash offers what can follow, at every place', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(['jobs', 'tokens', 'usage', 'extract', 'completion', '--help']))
    expect(await offered('jobs', 'r')).toEqual(['resume', 'retry-failed', 'results'])
    expect(await offered('jobs', 'create', '--pa')).toEqual(['--parallel'])
    expect(await offered('--json', 'jobs', 'results', 'f32ae973', '--fa')).toEqual(['--failed'])
    expect(await offered('plan', '--ad')).toEqual(['--addresses'])
    expect(await offered('usage', 'ACME', '--gr')).toEqual(['--group'])
    expect(await offered('nonsense', 'x', '--')).toEqual(expect.arrayContaining(['--help']))
  })

  it.each(['zsh', 'fish'].filter(has))('of %s is a script that it reads', async shell => {
    expect(spawnSync(shell, ['-n'], { input: await scriptFor(shell), encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
})
