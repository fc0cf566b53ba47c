import type { CommandOffer, Flag, Offers, Value, Word } from './offers.ts'

/** For bash 4 and newer; it uses nothing of the package bash-completion. */
export const bash = ({
  version,
  flags,
  commands,
  lists,
}: Offers): string => `# relaycheck ${version}: completion for bash

_relaycheck() {
  local IFS=$' \\t\\n' checks commands words i command ended
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  checks=${list(lists.checks)}
  commands=${list(lists.commands)}
  COMPREPLY=()
  # Of --option=value bash makes three words.
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      --) ended=1 before= ;;
      -*) ;;
      *) command=\${command:-\${COMP_WORDS[i]}} ;;
    esac
  done
  case "$command $before" in
${commands.flatMap(valueCases).join('\n')}
    *)
      if [[ $word == -* && -z $ended ]]; then
        case $command in
          '') words=${flagNames(flags)} ;;
${commands.map(({ word, flags }) => `          ${word}) words=${flagNames(flags)} ;;`).join('\n')}
        esac
      else
        case $command in
          '') words=$commands ;;
${commands.flatMap(({ word, argument }) => (argument ? `          ${word}) ${offer(argument.takes)} ;;` : [])).join('\n')}
        esac
      fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}

complete -F _relaycheck relaycheck
`

const valueCases = ({ word, flags }: CommandOffer) =>
  flags.flatMap(({ names, value }) =>
    value ? `    ${names.map((name) => `"${word} ${name}"`).join(' | ')}) ${offer(value.takes)} ;;` : [],
  )

/** For files bash itself knows best: about blanks, quotes and `~`. */
function offer(takes: Value): string {
  if (takes === 'files') return 'compopt -o default; return'
  if (typeof takes === 'string') return `words=$${takes}`
  return takes.length > 0 ? `words='${takes.join(' ')}'` : 'return'
}

const list = (words: readonly Word[]) => `'${words.map(({ word }) => word).join(' ')}'`
const flagNames = (flags: readonly Flag[]) => `'${flags.flatMap(({ names }) => names).join(' ')}'`
