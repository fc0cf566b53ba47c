import { Argument, Command, type CommanderError } from 'commander'
import { nearest } from '../core/nearest.ts'
import { type Request, type Show, shellNames, type Usage, usage, wholeFormats } from '../core/request.ts'
import {
  add,
  addressOptions,
  answerOptions,
  authoritativeOption,
  choiceOptions,
  colorOptions,
  fixOption,
  messageOptions,
  oneOf,
  outputOptions,
  probeOptions,
  relayOptions,
  runOptions,
  subjectOptions,
  type Typed,
  verbosityOptions,
} from './options.ts'
import { probeRequest } from './probe-request.ts'
import {
  domainRequest,
  ipRequest,
  messageRequest,
  readChoice,
  readShown,
  relayRequest,
  verbosityOf,
} from './requests.ts'
import { choice, type Writing, WrongValue } from './values.ts'

/**
 * The command line, without the program's own name, as a request. Nothing is printed and nothing is looked at: what
 * is asked wrongly comes back as a usage error, what only wants words as those words.
 */
export function readArguments(argv: readonly string[], { version }: { version: string }): Request | Usage | Show {
  const said = { out: '', err: '' }
  let request: Request | undefined
  const program = grammar(version, (asked) => {
    request = asked
  })
  for (const command of [program, ...program.commands])
    command
      .exitOverride((error) => {
        throw new Refusal(command, error)
      })
      .configureOutput({
        writeOut: (text) => (said.out += text),
        writeErr: (text) => (said.err += text),
        outputError: () => {},
        getOutHelpWidth: () => 80,
        getErrHelpWidth: () => 80,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
      })
      .configureHelp({
        subcommandTerm: (sub) => sub.name(),
        optionDescription: ({ description }) => description,
        argumentDescription: ({ description }) => description,
      })
  try {
    const [first, second] = argv
    if (first === 'help' && second && !isCommand(program, second)) return usage(noCommand(program, second))
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof WrongValue) return usage(error.message)
    if (!(error instanceof Refusal)) throw error
    if (error.cause.exitCode === 0) return { show: said.out, exitCode: 0 }
    if (error.cause.code !== 'commander.help') return usage(sentence(error, argv))
  }
  return request ?? { usage: said.err, exitCode: 2 }
}

/** Commander's refusal, and the command that refused. */
class Refusal extends Error {
  readonly command: Command
  override readonly cause: CommanderError
  constructor(command: Command, cause: CommanderError) {
    super(cause.message)
    this.command = command
    this.cause = cause
  }
}

const isCommand = (program: Command, word: string) =>
  word === 'help' || word.startsWith('-') || program.commands.some((command) => command.name() === word)

/** What to change, in one sentence. */
function sentence({ command, cause }: Refusal, argv: readonly string[]): string {
  const said = cause.message.replace(/^error: /, '')
  const [, quoted = ''] = /'(.+)'/s.exec(said) ?? []
  switch (cause.code) {
    case 'commander.missingArgument':
      return quoted === 'shell' || quoted === 'file' ? wanted[quoted] : said
    case 'commander.unknownCommand':
      return noCommand(command, quoted)
    case 'commander.unknownOption':
      return noOption(command, quoted, argv)
    case 'commander.optionMissingArgument': {
      const [, name, value] = /(--[\w-]+) (<.+>)/.exec(quoted) ?? []
      return `${name} wants a value: ${name} ${value}`
    }
    case 'commander.excessArguments':
      return tooMany[command.name()] ?? said
    default:
      return said.replace(/^./, (letter) => letter.toUpperCase())
  }
}

/** What to say where an argument is missing, by its name. */
const wanted = {
  shell: 'Which shell? relaycheck completion bash, zsh or fish.',
  file: 'Which message? relaycheck message mail.eml, or - for standard input.',
}

/** What to say where more was given than a command takes. */
const tooMany: Record<string, string> = {
  completion: 'completion takes one shell at a time: relaycheck completion bash',
  checks: "checks takes no names: --only chooses, as relaycheck checks --only 'spf-*'.",
  message: 'message takes one message at a time: relaycheck message mail.eml',
  probe: 'probe takes its recipients by --to: relaycheck probe --to me@example.net',
  demo: 'demo takes no names: it shows a built-in domain. For your own: relaycheck domain example.com',
  relay: 'relay takes one relay at a time: relaycheck relay mail.example.com:587',
}

/** A reply is many words, quoted or not; a check is one. */
function explainable(words: readonly string[]): string {
  const what = words.join(' ').trim()
  if (what === '')
    throw new WrongValue(
      "Explain what? A check (relaycheck explain spf-lookups), a reply (relaycheck explain '550 5.7.1 ...'), or - for standard input.",
    )
  const isId = (word: string) => /^[a-z]+(?:-[a-z]+)+(?:\/[a-z0-9-]*)?$/.test(word)
  if (words.length > 1 && words.every(isId)) throw new WrongValue(manyChecks)
  return what
}
const manyChecks = 'explain takes one check or finding at a time: relaycheck explain spf-lookups'

function noCommand(program: Command, typed: string): string {
  const meant = nearest(typed, [...program.commands.map((command) => command.name()), 'help'])
  if (meant) return `There is no command "${typed}". Did you mean ${meant}?`
  if (/^[\d.]+$|:.*:/.test(typed)) return `To check an address, say so: relaycheck ip ${typed}`
  if (/^\S+\.\S+$/.test(typed)) return `To check a domain, say so: relaycheck domain ${typed}`
  return `There is no command "${typed}": relaycheck help lists them all.`
}

function noOption(command: Command, typed: string, argv: readonly string[]): string {
  if (!command.parent && argv.some((word) => isCommand(command, word) && !word.startsWith('-')))
    return `Options stand after the command: relaycheck domain example.com ${typed}`
  const name = typed.replace(/=.*$/s, '')
  const known = command.options.flatMap(({ long }) => long ?? [])
  if (known.includes(name)) return `${name} takes no value.`
  const meant = nearest(name, known)
  const help = `relaycheck ${command.parent ? `${command.name()} --help` : 'help'} lists what there is.`
  // What stands behind it may be a password: it is not said again.
  const shown = /^-[a-z]/i.test(name) ? name.slice(0, 2) : name
  return `There is no option "${shown}"${meant ? `. Did you mean ${meant}?` : `: ${help}`}`
}

/** Every command and option there is; `ask` is given the request when a command line is parsed. */
export function grammar(version: string, ask: (request: Request) => void): Command {
  const writing: Writing[] = []
  const program = new Command('relaycheck')
    .description('Will mail sent this way arrive, and if not, what exactly must change?')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', '\nExample: relaycheck domain example.com --ip 192.0.2.1')
  const command = (name: string, says: string, example: string) =>
    program
      .command(name)
      .description(says)
      .helpOption('-h, --help', 'print this help')
      .addHelpText('after', `\nExample: ${example}`)

  const domain = command(
    'domain',
    'Is the DNS of a domain ready to send and receive mail? No mail is sent.',
    "relaycheck domain example.com --ip 192.0.2.1 --only 'spf-*'",
  )
    .argument('[domain...]', 'one or more: example.com; - reads them from standard input')
    .usage('[options] <domain...>')
  add(domain, [
    ...subjectOptions(),
    ...choiceOptions(),
    ...answerOptions(),
    authoritativeOption(),
    ...runOptions(),
    fixOption(),
  ])
  add(domain, [...verbosityOptions(), ...outputOptions(writing), ...colorOptions()])
  domain.action((targets: string[], typed: Typed) => ask(domainRequest(targets, typed, writing)))

  const ip = command(
    'ip',
    'Would receivers trust this sending address? Blocklists, reverse DNS, network.',
    'relaycheck ip 192.0.2.1 --helo mail.example.com',
  )
    .argument('[address...]', 'one or more: 192.0.2.1, 2001:db8::1, 192.0.2.16/28; - reads them from standard input')
    .usage('[options] <address...>')
  add(ip, [...addressOptions(), ...choiceOptions(), ...answerOptions(), ...runOptions(), fixOption()])
  add(ip, [...verbosityOptions(), ...outputOptions(writing), ...colorOptions()])
  ip.action((targets: string[], typed: Typed) => ask(ipRequest(targets, typed, writing)))

  const relay = command(
    'relay',
    'Does the relay take mail from here, safely, and are its records published? It stops before any message.',
    'relaycheck relay mail.smtp2go.com:2525 --user shop --from me@example.com',
  )
    .argument(
      '[host:port]',
      "mail.example.com:587, an address, or an id (smtp2go); without it the one that this machine's mail server uses",
    )
    .usage('[options] [host[:port]]')
  add(relay, [...relayOptions(), ...choiceOptions(), ...answerOptions(), ...runOptions(), fixOption()])
  add(relay, [...verbosityOptions(), ...outputOptions(writing), ...colorOptions()])
  relay.action((target: string | undefined, typed: Typed) => ask(relayRequest(target, typed, writing)))

  const message = command(
    'message',
    'Did this message arrive as it should? Judges a message as it was received.',
    'relaycheck message mail.eml',
  ).argument('<file>', 'the message, header and all: a file, or - for standard input')
  add(message, [...messageOptions(), ...choiceOptions(), ...answerOptions(), ...runOptions()])
  add(message, [...verbosityOptions(), ...outputOptions(writing), ...colorOptions()])
  message.action((file: string, typed: Typed) => ask(messageRequest(file, typed, writing)))

  const probe = command(
    'probe',
    'Does a message arrive? Sends a real one, follows it, fetches it and judges it as it was received.',
    'relaycheck probe --to me@example.net --from me@example.com --imap imaps://me@imap.example.net',
  )
  add(probe, [...probeOptions(), ...choiceOptions(), ...answerOptions(), ...runOptions('default 60, and --wait')])
  add(probe, [...verbosityOptions(), ...outputOptions(writing), ...colorOptions()])
  probe.action((typed: Typed) => ask(probeRequest(typed, writing)))

  const explain = command(
    'explain',
    'What a check is about; or what the reply of a server means, and whose move it is.',
    "relaycheck explain '550 5.7.26 This mail has been blocked'",
  )
    .argument(
      '[id...]',
      'a check (spf-lookups), a finding (spf-lookups/too-many), a reply (550 5.7.1 ...), or - for standard input: replies, lines of a log, a bounce',
    )
    .usage('[options] <id | reply>')
  add(explain, [...outputOptions(writing, wholeFormats), ...colorOptions()])
  explain.action((words: string[], typed: Typed) =>
    ask({ command: 'explain', what: explainable(words), ...readShown(typed, writing, wholeFormats) }),
  )

  const list = command('checks', 'Every check there is.', "relaycheck checks --only 'mx-*'")
  add(list, [...choiceOptions(), ...outputOptions(writing, wholeFormats), ...colorOptions()])
  list.action((typed: Typed) =>
    ask({ command: 'checks', ...readChoice(typed), ...readShown(typed, writing, wholeFormats) }),
  )

  const demo = command('demo', 'A built-in domain, broken, then repaired. Needs no network.', 'relaycheck demo')
  add(demo, [...verbosityOptions(), ...colorOptions()])
  demo.action((typed: Typed) => ask({ command: 'demo', color: typed.color, verbosity: verbosityOf(typed) }))

  const completion = command(
    'completion',
    'Print what lets a shell complete commands, options and checks.',
    'source <(relaycheck completion bash)',
  ).addArgument(oneOf(shellNames, new Argument('<shell>', 'bash, zsh or fish')))
  completion.action((shell: string) => ask({ command: 'completion', shell: choice('completion', shell, shellNames) }))
  return program
}
