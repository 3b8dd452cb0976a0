import { COMMON_OPTIONS, type Command, type OptionSpec } from './command.ts'

/** What may follow some words: further words, or the options of a command. */
interface Place {
  readonly words: string
  readonly next: readonly { readonly word: string; readonly summary: string }[]
  readonly options: Readonly<Record<string, OptionSpec>>
}

/** Every place of the one table of commands. `extract` and `jobs` are words at the beginning, `create` one after `jobs`. */
function placesOf(commands: readonly Command[]): Place[] {
  const first = new Map<string, string>()
  for (const { name, summary } of commands) {
    const [section = '', word] = name.split(' ')
    const others = commands.filter(each => each.name.startsWith(`${section} `)).map(each => each.name.split(' ')[1])
    first.set(section, word === undefined ? summary : others.join(', '))
  }
  const root = { words: '', next: [...first].map(([word, summary]) => ({ word, summary })), options: COMMON_OPTIONS }
  const sections = [...first.keys()].flatMap((section): Place[] => {
    const own = commands.filter(({ name }) => name.startsWith(`${section} `))
    const next = own.map(({ name, summary }) => ({ word: name.slice(section.length + 1), summary }))
    return own.length === 0 ? [] : [{ words: section, next, options: COMMON_OPTIONS }]
  })
  const leaves = commands.map(({ name, options }): Place => ({ words: name, next: [], options: { ...COMMON_OPTIONS, ...options } }))
  return [root, ...sections, ...leaves]
}

const optionWords = ({ options }: Pick<Place, 'options'>) =>
  Object.entries(options).flatMap(([name, { short }]) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])])

/** In single quotes of any of the three shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

function bash(places: readonly Place[]): string {
  const cases = places.map(place => {
    const words = [...place.next.map(({ word }) => word), ...optionWords(place)].join(' ')
    return `    ${quoted(place.words)}) words=${quoted(words)} ;;`
  })
  return `# bash completion of tokenwheel: source <(tokenwheel completion bash)
_tokenwheel() {
  local current=\${COMP_WORDS[COMP_CWORD]} given='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $word == -* ]] || given+="\${given:+ }$word"; done
  while :; do
    case $given in
${cases.join('\n')}
    esac
    # Arguments of a command: its options, and files.
    [[ -n $words || $given != *' '* ]] && break
    given=\${given% *}
  done
  [[ -n $words ]] || words=${quoted(optionWords({ options: COMMON_OPTIONS }).join(' '))}
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tokenwheel tokenwheel
`
}

function zsh(places: readonly Place[]): string {
  const described = (word: string, summary: string) => quoted(`${word.replaceAll(':', '\\:')}:${summary}`)
  const cases = places.map(place => {
    const next = place.next.map(({ word, summary }) => described(word, summary))
    const options = Object.entries(place.options).map(([name, { describe }]) => described(`--${name}`, describe))
    return `    (${quoted(place.words)}) next=(${next.join(' ')}) options=(${options.join(' ')}) ;;`
  })
  return `#compdef tokenwheel
# zsh completion of tokenwheel: source <(tokenwheel completion zsh)
_tokenwheel() {
  local -a next options given
  given=(\${\${words[2,CURRENT-1]}:#-*})
  while true; do
    case "\${(j: :)given}" in
${cases.join('\n')}
    esac
    (( \${#options} || \${#given} < 1 )) && break
    given=(\${given[1,-2]})
  done
  (( \${#next} )) && _describe command next
  [[ $PREFIX == -* ]] && _describe option options
  (( \${#next} )) || _files
}
(( \${+functions[compdef]} )) && compdef _tokenwheel tokenwheel
`
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(place => {
    const at = `__tokenwheel_at ${quoted(place.words)}`
    const next = place.next.map(
      ({ word, summary }) => `complete -c tokenwheel -f -n ${fishQuoted(at)} -a ${fishQuoted(word)} -d ${fishQuoted(summary)}`,
    )
    const own = place.next.length > 0 ? [] : Object.entries(place.options).filter(([name]) => COMMON_OPTIONS[name] === undefined)
    const under = `__tokenwheel_under ${quoted(place.words)}`
    const options = own.map(
      ([name, { describe, type }]) =>
        `complete -c tokenwheel -n ${fishQuoted(under)} -l ${name}${type === 'string' ? ' -r' : ''} -d ${fishQuoted(describe)}`,
    )
    return [...next, ...options]
  })
  const common = Object.entries(COMMON_OPTIONS).map(
    ([name, { describe, short, type }]) =>
      `complete -c tokenwheel -l ${name}${short === undefined ? '' : ` -s ${short}`}${type === 'string' ? ' -r' : ''} -d ${fishQuoted(describe)}`,
  )
  return `# fish completion of tokenwheel: tokenwheel completion fish | source
function __tokenwheel_given
  string join ' ' (string match -v -- '-*' (commandline -opc)[2..-1])
end
function __tokenwheel_at
  test (__tokenwheel_given) = "$argv[1]"
end
function __tokenwheel_under
  string match -q -- "$argv[1]*" (__tokenwheel_given)
end
${[...common, ...lines].join('\n')}
`
}

/** In fish a backslash stands before a quote within quotes. */
const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const SHELLS: Readonly<Record<string, (places: readonly Place[]) => string>> = { bash, zsh, fish }
export const SHELL_NAMES = Object.keys(SHELLS)

/** The completion of a shell, from the commands as they are; undefined for a shell that is not known. */
export function completionFor(shell: string, commands: readonly Command[]): string | undefined {
  return Object.hasOwn(SHELLS, shell) ? SHELLS[shell]!(placesOf(commands)) : undefined
}
