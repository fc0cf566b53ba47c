import { readlink } from 'node:fs/promises'
import type { Blind } from '../../core/observation.ts'
import type { TrailAsk, TrailSeen } from '../../core/probe.ts'
import { parseEximLine } from '../../records/log/exim.ts'
import { type Followed, followMessage } from '../../records/log/follow.ts'
import { type LogClock, type LogLine, longestLine } from '../../records/log/line.ts'
import { parsePostfixLine } from '../../records/log/postfix.ts'
import { stampOf } from '../../records/log/stamp.ts'
import { visible } from '../../records/visible.ts'
import { type Files, openFiles } from '../machine/files.ts'
import { runProgram } from '../machine/programs.ts'
import { textOf } from '../machine/text.ts'
import type { Redact } from '../redact.ts'
import { bounded, type Look, type SourceFor } from './source.ts'

export interface LogOptions {
  /** The folder that stands for the root, its path real; without it this machine itself. */
  root?: string | undefined
  signal?: AbortSignal | undefined
  /** Where journalctl is looked for; under another root it is run only where this is said. */
  programs?: { from?: readonly string[] }
}

interface Kind {
  name: string
  paths: readonly string[]
  parse(line: string, clock: LogClock): LogLine | undefined
}
const postfix: Kind = {
  name: 'Postfix',
  paths: ['/var/log/mail.log', '/var/log/maillog', '/var/log/mail', '/var/log/postfix.log'],
  parse: parsePostfixLine,
}
const exim: Kind = {
  name: 'Exim',
  paths: ['/var/log/exim4/mainlog', '/var/log/exim/main.log', '/var/log/exim/mainlog'],
  parse: parseEximLine,
}

/** Where clocks differ a little. */
const slackMs = 60_000
/** Of each log no more is read than its end. */
const mostOctets = 8 * 1024 * 1024
const whoMay = 'Run it as root (sudo relaycheck probe), or as a member of the group adm, which may read logs.'
const byHand = ({ id, queueId }: TrailAsk): string => {
  const name = id === '' ? (queueId ?? 'the message') : `<${id}>`
  return `Look for ${visible(name)} by hand where the mail server writes its log.`
}

/** What the logs of a machine's mail server say, in files or in the journal: lines of that message alone. */
export const logsOf = (options: LogOptions, hide: Redact): SourceFor => {
  const files = openFiles(options.root ?? '/')
  const on = options.root === undefined ? 'on this machine' : `under ${options.root}`
  return (ask) => {
    const known = new Map<string, { stamp: string; found: Followed }>()
    const read = async (kind: Kind): Promise<Seen> => {
      const clock = await clockOf(options)
      const { texts, denied } = await textsOf(kind, files, { since: ask.since, clock }, options)
      const text = texts.map((one) => one.text).join('\n')
      const stamp = `${text.length} ${text.slice(-200)}`
      const before = known.get(kind.name)
      const found = before?.stamp === stamp ? before.found : followMessage(text, (line) => kind.parse(line, clock), ask)
      known.set(kind.name, { stamp, found })
      return { name: kind.name, found, denied, any: texts.length > 0, isCut: texts.some((one) => one.isCut) }
    }
    return {
      pauseMs: (looks) => (looks === 0 ? 200 : Math.min(5000, 500 * 1.5 ** looks)),
      look: async () => told(await Promise.all([postfix, exim].map(read)), byHand(ask), on, hide),
    }
  }
}

interface Seen {
  name: string
  found: Followed
  denied: readonly Blind[]
  /** There is a log that could be read. */
  any: boolean
  /** Not all was read that was written since. */
  isCut: boolean
}
interface Text {
  text: string
  isCut: boolean
}
interface When {
  since: Date
  clock: LogClock
}

/** Files, and where none was written to since, the journal. */
async function textsOf(kind: Kind, files: Files, when: When, options: LogOptions) {
  const isAsked = options.root === undefined || options.programs !== undefined
  const texts: Text[] = []
  const denied: Blind[] = []
  const take = (seen: Text | Blind | undefined) => {
    if (seen && 'reason' in seen) denied.push(seen)
    else if (seen) texts.push(seen)
  }
  for (const path of kind.paths) take(await textAt(files, path, when))
  if (kind === postfix && isAsked && texts.every(({ text }) => text === ''))
    take(await journalSince(when.since, options))
  return { texts, denied }
}

function told(seen: readonly Seen[], order: string, on: string, hide: Redact): Look {
  const events = seen.flatMap(({ name, found }) =>
    found.lines.flatMap((line): TrailSeen[] => (line.event ? [eventOf(line, `${name} ${on}`)] : [])),
  )
  const of = seen.filter(({ found }) => found.lines.length > 0)
  if (of.length > 0) return { events: bounded(events, hide), unseen: [], done: of.every(({ found }) => found.ended) }
  const unseen = (blind: Blind) => [{ by: `the log of the mail server ${on}`, blind }]
  const [denied] = seen.flatMap((one) => one.denied)
  if (denied) {
    const isForOthers = denied.reason === 'no-permission'
    return { events: [], unseen: unseen({ ...denied, wayOut: isForOthers ? whoMay : order }), done: isForOthers }
  }
  const any = seen.some((one) => one.any)
  const detail = seen.some((one) => one.isCut)
    ? `the logs of Postfix and Exim ${on} hold more than was looked through, and nothing of the message in that`
    : any
      ? `the logs of Postfix and Exim ${on} say nothing of the message so far`
      : `no log of Postfix or Exim was found ${on}`
  return { events: [], unseen: unseen({ reason: 'not-attempted', detail, wayOut: order }), done: !any }
}

const eventOf = ({ at, event, recipients, next, text }: LogLine, by: string): TrailSeen => ({
  at,
  by,
  state: 'other',
  ...event,
  ...(recipients?.[0] !== undefined && { recipient: recipients[0] }),
  ...(next?.here && { within: true }),
  text,
})

/** The end of a log, behind what was put aside since (`mail.log.1`); empty where nothing was written since, nothing where there is none. */
async function textAt(files: Files, path: string, when: When): Promise<Text | Blind | undefined> {
  const there = await files.look(path)
  if (there.kind === 'blind') return there.blind
  const parts: string[] = []
  let isCut = false
  for (const at of [`${path}.1`, path]) {
    const { kind, ...seen } = at === path ? there : await files.look(at)
    if (kind !== 'file' || !('info' in seen) || Date.parse(seen.info.modified) < when.since.getTime() - slackMs)
      continue
    const file = await files.tail(at, mostOctets)
    if (file.kind === 'blind') return file.blind
    if (file.kind !== 'file') continue
    const text = textOf(file.octets).replaceAll('\0', '')
    isCut ||= file.info.size > mostOctets && !beginsBefore(text, when)
    parts.push(text)
  }
  return there.kind === 'file' || parts.length > 0 ? { text: parts.join('\n'), isCut } : undefined
}

/** Whether what was left out before it is older than what is looked for. */
function beginsBefore(text: string, { since, clock }: When): boolean {
  const first = stampOf(text.slice(0, longestLine), clock)
  return first !== undefined && first.at < since
}

async function journalSince(
  since: Date,
  { signal, programs }: Pick<LogOptions, 'signal' | 'programs'>,
): Promise<Text | Blind | undefined> {
  const from = `--since=@${Math.floor((since.getTime() - slackMs) / 1000)}`
  const args = ['--unit=postfix*', '--unit=exim*', '--output=short-iso', from, '--no-pager']
  const said = await runProgram('journalctl', args, undefined, { ...programs, ...(signal && { signal }) })
  if (said.kind === 'absent') return undefined
  if (said.kind === 'blind') return said.blind
  if (/insufficient permissions|not seeing messages from other users/i.test(said.err))
    return { reason: 'no-permission', detail: 'the journal shows what services write to others than us alone' }
  if (said.code === 0) return { text: said.out, isCut: said.cut === true }
  if (/no journal files were found/i.test(said.err)) return undefined
  const words = visible(said.err.replace(/\s+/g, ' ').trim()).slice(0, 200)
  return { reason: 'unreachable', detail: `journalctl ended with code ${said.code}${words && ` (${words})`}` }
}

/** Local time as the machine has it, whatever this process was told. */
async function clockOf({ root = '' }: LogOptions): Promise<LogClock> {
  const link = await readlink(`${root}/etc/localtime`).catch(() => '')
  const zone = /\/zoneinfo\/(?:posix\/|right\/)?([\w+/-]{1,64})$/.exec(link)?.[1]
  return { now: new Date(), minutesEast: zoneOf(zone) ?? ((at) => -at.getTimezoneOffset()) }
}

function zoneOf(timeZone: string | undefined): LogClock['minutesEast'] | undefined {
  if (timeZone === undefined) return undefined
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    return (at) => {
      const [, sign, hours, minutes = '0'] = /GMT([+-])(\d\d):?(\d\d)?/.exec(format.format(at)) ?? []
      return hours === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
    }
  } catch {
    return undefined
  }
}
