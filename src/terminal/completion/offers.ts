import type { Argument, Command, Option } from 'commander'

/** What may stand somewhere: a file, one of a list, one of a few words; no words where only the user can know. */
export type Value = 'files' | ListName | readonly string[]
/** The lists that several places share, and that each script gives a name. */
export type ListName = 'checks' | 'commands'

/** A word to complete, and what it stands for. */
export interface Word {
  word: string
  says: string
}
/** A place on the command line for what the user gives. */
export interface Place {
  name: string
  takes: Value
}
export interface Flag {
  /** As typed, dashes and all: `-v`, `--verbose`. */
  names: readonly string[]
  says: string
  value?: Place
}
export interface CommandOffer extends Word {
  flags: readonly Flag[]
  argument?: Place
}
/** All that can be completed. */
export interface Offers {
  version: string
  /** What may stand before a command. */
  flags: readonly Flag[]
  commands: readonly CommandOffer[]
  lists: Readonly<Record<ListName, readonly Word[]>>
}

/** What stands in a place, by what the grammar calls it: `<file>`. */
const meanings: Readonly<Record<string, Value>> = {
  file: 'files',
  id: 'checks',
  pattern: 'checks',
  command: 'commands',
}

/** Reads all there is to complete out of the grammar: what its help shows. */
export function readOffers(program: Command, checks: readonly Word[]): Offers {
  const help = program.createHelp()
  const flags = (command: Command) => help.visibleOptions(command).map(readFlag)
  const commands = help.visibleCommands(program).map((command) => ({
    word: command.name(),
    says: command.description(),
    flags: flags(command),
    ...readArgument(command.registeredArguments[0]),
  }))
  return { version: program.version() ?? '', flags: flags(program), commands, lists: { checks, commands } }
}

function readFlag(option: Option): Flag {
  const { flags, short, long, description } = option
  const [, name] = /<(.+)>/.exec(flags) ?? []
  return {
    names: [short, long].filter((one) => one !== undefined),
    says: description,
    ...(name !== undefined && { value: placeOf(name, option) }),
  }
}

const readArgument = (argument?: Argument) => argument && { argument: placeOf(argument.name(), argument) }

const placeOf = (name: string, { argChoices }: Option | Argument): Place => ({
  name,
  takes: argChoices ?? meanings[name] ?? [],
})
