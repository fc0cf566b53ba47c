import type { CommandOffer, ListName, Offers, Value, Word } from './offers.ts'

/** For fish 3 and newer. */
export const fish = ({
  version,
  flags,
  commands,
  lists,
}: Offers): string => `# relaycheck ${version}: completion for fish

# Whether this command was typed; with '': none yet.
function __relaycheck_at
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        string match -q -- '-*' $word; and continue
        test "$word" = "$argv[1]"
        return
    end
    test -z "$argv[1]"
end

${lister('checks', lists.checks)}

${lister('commands', lists.commands)}

complete -c relaycheck -e
complete -c relaycheck -f
${offerOf({ word: '', flags, argument: { name: 'command', takes: 'commands' } })}
${commands.map(offerOf).join('\n')}
`

/** A function that prints the words of a list, each with what it stands for. */
const lister = (name: ListName, words: readonly Word[]) => `function __relaycheck_${name}
    printf '%s\\t%s\\n' ${words.map(({ word, says }) => `\\\n        ${word} ${quoted(says)}`).join(' ')}
end`

/** What may stand after a command; after none yet, where that is ''. */
function offerOf({ word, flags, argument }: Pick<CommandOffer, 'word' | 'flags' | 'argument'>): string {
  const lines = [
    ...flags.map(({ names, says, value }) =>
      [...names.map(dashed), ...(value ? ['-r', offered(value.takes)] : []), '-d', quoted(says)].join(' '),
    ),
    ...(argument ? [offered(argument.takes)] : []),
  ]
  return lines.map((line) => `complete -c relaycheck -n '__relaycheck_at ${word || '""'}' ${line}`).join('\n')
}

const dashed = (name: string) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)

function offered(takes: Value): string {
  if (takes === 'files') return '-F'
  if (typeof takes === 'string') return `-f -a '(__relaycheck_${takes})'`
  return takes.length > 0 ? `-f -a '${takes.join(' ')}'` : '-f'
}

const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
