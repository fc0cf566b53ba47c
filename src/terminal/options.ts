import { type Argument, type Command, Option } from 'commander'
import { listTiers } from '../core/lists.ts'
import { viaWays } from '../core/probe.ts'
import { type FormatName, failOnNames, formatNames } from '../core/request.ts'
import { mechanisms, tlsWays } from '../core/smtp.ts'
import { present, type Writing } from './values.ts'

/** What commander gathers of the options below, before the values are looked at. */
export interface Typed {
  ip?: string[]
  sender?: string
  helo?: string
  selector?: string[]
  relay?: string
  returnPath?: string
  user?: string
  passwordFile?: string
  auth?: string
  tls?: string
  ca?: string
  clientCert?: string
  clientKey?: string
  servername?: string
  from?: string[]
  to?: string[]
  openRelayTest?: true
  bind?: string
  ipv4?: true
  ipv6?: true
  mtaRoot?: string
  via?: string
  envelopeFrom?: string[]
  message?: string
  dkimKey?: string
  dkimSelector?: string
  imap?: string
  imapPasswordFile?: string
  maildir?: string
  listen?: string
  wait?: string
  cleanUp?: true
  yes?: true
  receivedAt?: string
  authservId?: string
  bulk?: true
  targets?: string
  parked?: true
  lists?: string
  askDeadLists?: true
  fromSpf?: string[]
  neighbours?: true
  pool?: true
  resolver?: string[]
  authoritative?: true
  zone?: string[]
  timeout?: string
  deadline?: string
  at?: string
  only?: string[]
  skip?: string[]
  verbose?: true
  quiet?: true
  failOn?: string
  allowUnknown?: true
  writeFix?: string
  record?: string
  replay?: string
  color: boolean
}

/** Gives a command its options: fresh ones each time, since they carry what was typed. */
export const add = (command: Command, options: readonly Option[]) => {
  for (const option of options) command.addOption(option)
}

const subject = 'What to judge:'
const letter = 'What to send:'
const mailbox = 'Where to watch for it:'
const session = 'How to talk to the relay:'
const answers = 'Where answers come from:'
const report = 'The report:'

function option(group: string, flags: string, says: string): Option {
  const made = new Option(flags, says).helpGroup(group)
  return made.required ? made.argParser((value) => present(made.long ?? flags, value)) : made
}
/** What takes one of a few words. They are for completion: anything else is refused where the request is made, in our own words. */
export function oneOf<Made extends Option | Argument>(words: readonly string[], made: Made): Made {
  made.argChoices = [...words]
  return made
}
/** An option that may be given several times. */
function many(group: string, flags: string, says: string): Option {
  const made = option(group, flags, says)
  return made.argParser((value, before: readonly string[] = []) => [...before, present(made.long ?? flags, value)])
}

export const subjectOptions = () => [
  many(subject, '--ip <address>', 'an address that sends for the domain; repeatable'),
  option(subject, '--sender <address>', 'the envelope sender: user@example.com, or "<>"'),
  option(subject, '--helo <name>', 'the name that the sending server gives'),
  ...recordOptions(),
  option(subject, '--targets <file>', 'also the domains in this file, one a line'),
  option(subject, '--parked', 'the domain is meant to send and receive no mail'),
  bulkOption(),
  ...listOptions(),
]

export const addressOptions = () => [
  many(subject, '--from-spf <domain>', "also the addresses that a domain's SPF record names itself; repeatable"),
  option(subject, '--targets <file>', 'also the addresses in this file, one a line'),
  option(subject, '--helo <name>', 'the name that the server gives at this address'),
  ...listOptions(),
  option(subject, '--neighbours', 'ask ZEN about a sample of the /24 too; needs a Spamhaus key'),
  option(subject, '--pool', 'a line for each address: ADDRESS, fit, pull or unknown, and why'),
]

/** What is known of a relay's records. */
const nameOptions = () => [
  many(subject, '--selector <name>', 'a DKIM selector: what s= says in a signature; repeatable'),
  option(subject, '--return-path <name>', 'the name that bounces go to: em4711, or em4711.example.com'),
]
const recordOptions = () => [
  ...nameOptions(),
  option(subject, '--relay <relay>', 'whose records the domain should have: an id (smtp2go), or a host of the relay'),
]

const bulkOption = () => option(subject, '--bulk', 'judge as one who sends a receiver more than 5,000 a day')

/** What is known of a message as it was received. */
const arrivalOptions = () => [
  many(subject, '--ip <address>', 'the address that sent it, where Received does not tell'),
  option(subject, '--sender <address>', 'the envelope sender: user@example.com, or "<>"'),
  option(subject, '--authserv-id <name>', 'whose Authentication-Results to believe'),
]

export const messageOptions = () => [
  ...arrivalOptions(),
  option(subject, '--helo <name>', 'the name that its server gave'),
  option(subject, '--received-at <time>', 'when it was received: keys and signatures are judged by that clock'),
  bulkOption(),
  ...listOptions(),
]

export const relayOptions = () => [
  many(subject, '--from <address>', 'a sender that the relay should take: me@example.com, or "<>"; repeatable'),
  many(subject, '--to <address>', 'a recipient; without it the sender itself; repeatable'),
  openRelayOption(),
  ...recordOptions(),
  ...sessionOptions(),
]

const openRelayOption = () =>
  option(
    subject,
    '--open-relay-test',
    'also try, without a login, whether the relay takes mail from anybody to anybody',
  )

/** How a server is talked to. */
const sessionOptions = () => [
  option(answers, '--mta-root <folder>', 'read the mail server below this folder, not that of this machine'),
  option(session, '--user <name>', 'log in as; the password is read from --password-file or RELAYCHECK_PASSWORD'),
  option(session, '--password-file <file>', 'a file that holds nothing but the password'),
  oneOf(mechanisms, option(session, '--auth <mechanism>', 'how to log in (default: the first that both know)')),
  oneOf(tlsWays, option(session, '--tls <way>', 'auto (the default: as the port is used), starttls, implicit or none')),
  option(session, '--ca <file>', 'authorities to trust beside those of this system, PEM'),
  option(session, '--client-cert <file>', 'the certificate to show, PEM, with --client-key'),
  option(session, '--client-key <file>', 'its key, PEM'),
  option(session, '--servername <name>', 'the name that the certificate should bear (default: the host)'),
  option(session, '--helo <name>', 'the name to give (default: that of this machine)'),
  option(session, '--bind <address>', 'the address of this machine to connect from'),
  option(session, '--ipv4', 'only its IPv4 addresses'),
  option(session, '--ipv6', 'only its IPv6 addresses'),
]

export const probeOptions = () => [
  many(letter, '--to <address>', 'who gets the message; repeatable: one message each'),
  many(letter, '--from <address>', "who sends it (default: who sends through this machine's relay)"),
  many(letter, '--envelope-from <address>', 'where bounces go (default: --from): me@example.com, or "<>"'),
  oneOf(
    viaWays,
    option(letter, '--via <way>', "relay (the default), local or mx: straight to the recipient's servers"),
  ),
  option(letter, '--relay <host[:port]>', "mail.example.com:587, or an id (smtp2go); without it this machine's own"),
  option(letter, '--message <file>', 'send this message as it is'),
  option(letter, '--dkim-key <file>', 'sign with this private RSA key, PEM, with --dkim-selector'),
  option(letter, '--dkim-selector <name>', 'where its public key is published'),
  option(letter, '--bulk', 'as one who sends a receiver more than 5,000 a day, with one-click unsubscribing'),
  option(letter, '--yes', 'send without asking'),
  option(mailbox, '--imap <url>', 'watch imaps://user@imap.example.com; RELAYCHECK_IMAP_PASSWORD has the password'),
  option(mailbox, '--imap-password-file <file>', 'a file that holds nothing but that password'),
  option(mailbox, '--maildir <folder>', 'watch this Maildir, or an mbox file'),
  option(mailbox, '--listen <address:port>', 'take the message in here, as an SMTP or LMTP server'),
  option(mailbox, '--wait <seconds>', 'for the message (default 60 where a mailbox is watched, else 0)'),
  option(mailbox, '--clean-up', 'delete the message from the mailbox at the end'),
  ...arrivalOptions(),
  ...nameOptions(),
  openRelayOption(),
  ...listOptions(),
  ...sessionOptions(),
]

const listOptions = () => [
  oneOf(
    listTiers,
    option(
      subject,
      '--lists <lists>',
      'blocklists to ask: core (the default), extended, all, or zones with commas between',
    ),
  ),
  option(subject, '--ask-dead-lists', 'ask also those that have ended'),
]

export const choiceOptions = () => [
  many(subject, '--only <pattern>', "only the checks so called: 'spf-*'; repeatable"),
  many(subject, '--skip <pattern>', 'all checks but those so called; repeatable'),
]

export const answerOptions = () => [
  many(
    answers,
    '--resolver <address>',
    'ask this one: 192.0.2.1, [2001:db8::1]:5353, tcp://192.0.2.1, tls://HOST, https://HOST/dns-query; repeatable',
  ),
  many(answers, '--zone <file>', 'lay this zone file over DNS; repeatable'),
  option(answers, '--replay <file>', 'answer everything from a recording'),
]

export const authoritativeOption = () =>
  option(answers, '--authoritative', "ask the domain's own name servers, each of them")

export const runOptions = (deadline = 'default 60') => [
  option(answers, '--record <file>', 'keep everything that was answered'),
  option(answers, '--timeout <seconds>', 'for one answer, with all retries (default 5)'),
  option(answers, '--deadline <seconds>', `for the whole run (${deadline}); with jsonl for each target`),
  option(answers, '--at <time>', 'judge by this clock: 2026-11-24T06:00:00Z'),
  oneOf(failOnNames, option(report, '--fail-on <verdict>', 'exit with 1 from here on: warn or fail (default fail)')),
  option(report, '--allow-unknown', 'exit with 0, not 3, where something was not seen'),
]

export const fixOption = () => option(report, '--write-fix <file>', 'write the DNS repairs as a zone file for --zone')

export const verbosityOptions = () => [
  option(report, '-v, --verbose', 'also what passed, with the evidence'),
  option(report, '-q, --quiet', 'only what did not pass'),
]

export const colorOptions = () => [
  option(report, '--no-color', 'no colours; as NO_COLOR does, unless FORCE_COLOR is set'),
]

/** `--format` and `--output` belong together by their order, so they go to one list. */
export function outputOptions(writing: Writing[], formats: readonly FormatName[] = formatNames): Option[] {
  const note = (name: Writing['option']) => (value: string) => {
    writing.push({ option: name, value: present(`--${name}`, value) })
  }
  const format = option(
    report,
    '--format <format>',
    `text (the default)${formats
      .slice(1, -1)
      .map((word) => `, ${word}`)
      .join('')} or ${formats.at(-1)}; several, each with its --output`,
  ).argParser(note('format'))
  return [
    oneOf(formats, format),
    option(report, '--output <file>', 'where the report of the format before it goes').argParser(note('output')),
  ]
}
