import type { CommandOffer, Flag, ListName, Offers, Place, Word } from './offers.ts'

/** For a file `_relaycheck` in zsh's `fpath`, and to be sourced as well. */
export const zsh = ({ version, flags, commands, lists }: Offers): string => `#compdef relaycheck
# relaycheck ${version}: completion for zsh

${lister('checks', lists.checks)}

${lister('commands', lists.commands)}

_relaycheck() {
  local curcontext="$curcontext" context state state_descr line ret=1
  typeset -A opt_args
  _arguments -C -s \\
${flags
  .flatMap(flagSpecs)
  .map((spec) => `    ${spec} \\\n`)
  .join('')}    ':command:_relaycheck_commands' \\
    '*::: :->rest' && ret=0
  [[ $state == rest ]] || return ret
  local command=$line[1]
  words=($command "\${words[@]}")
  (( CURRENT++ ))
  curcontext="\${curcontext%:*:*}:relaycheck-$command:"
  case $command in
${commands.map(commandCase).join('\n')}
  esac
  return ret
}

if [[ $funcstack[1] == _relaycheck ]]; then _relaycheck "$@"
else compdef _relaycheck relaycheck
fi
`

function commandCase({ word, flags, argument }: CommandOffer): string {
  const specs = [...flags.flatMap(flagSpecs), ...(argument ? [quoted(`*:${place(argument)}`)] : [])]
  return `    ${word})
      _arguments -s -S${specs.map((spec) => ` \\\n        ${spec}`).join('')} && ret=0 ;;`
}

/** A function that shows the words of a list, each with what it stands for. */
const lister = (name: ListName, words: readonly Word[]) => `_relaycheck_${name}() {
  local -a offered=(
${words.map(({ word, says }) => `    ${quoted(`${word}:${says}`)}\n`).join('')}  )
  _describe ${name} offered
}`

/** What one flag is to `_arguments`: one that takes a value may come again, any other but once, under whichever name. */
function flagSpecs({ names, says, value }: Flag): string[] {
  const before = value ? '*' : names.length > 1 ? `(${names.join(' ')})` : ''
  return names.map((name) => {
    const joined = value && name.startsWith('--') ? '=' : ''
    return quoted(`${before}${name}${joined}[${plain(says)}]${value ? `:${place(value)}` : ''}`)
  })
}

/** What it is called, and how zsh finds what may stand there. The usual blank for "nothing is known" would keep flags from being completed there. */
function place({ name, takes }: Place): string {
  const finds = takes === 'files' ? '_files' : typeof takes === 'string' ? `_relaycheck_${takes}` : oneOf(takes)
  return `${plain(name)}:${finds}`
}
const oneOf = (words: readonly string[]) => (words.length > 0 ? `(${words.join(' ')})` : '{false}')

/** Free of what means something in a specification. */
const plain = (text: string) => text.replace(/[\\[\]:]/g, '\\$&')
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
