import { Buffer } from 'node:buffer'
import type { Blind } from '../../core/observation.ts'
import type { Arrival, Mailbox, PostSession, ProbeLetter, TrailRead, TrailSeen } from '../../core/probe.ts'
import { largestMessage } from '../message.ts'
import { type Fields, fields, flag, list, Misshapen, number, oneOf, string } from './fields.ts'
import type { Found, ProbeTape } from './probe.ts'
import { readSaid, readSession, writeSaid, writeSession } from './session.ts'
import { sorted } from './shape.ts'

const most = { text: 20_000, events: 10_000, looks: 1000 }

type ReadBlind = (value: Fields, where: string) => Blind

/** A probe as JSON to be read: what arrived stands line by line, an octet a character. */
export function writeProbe({ letters, posts, mailbox, trails }: ProbeTape): object {
  return {
    letters: sorted(letters, (letter) => letter),
    posts: sorted(posts, writePost),
    ...(mailbox && { mailbox: { ...mailbox, found: sorted(mailbox.found, (looks) => looks.map(writeFound)) } }),
    trails: sorted(trails, writeTrail),
  }
}

function writePost({ data, withheld, sent, ...session }: PostSession): object {
  const { transcript, ...parts } = writeSession(session) as { transcript: unknown }
  return {
    ...parts,
    ...(data && { data: { go: writeSaid(data.go), ...(data.end && { end: writeSaid(data.end) }) } }),
    ...(withheld && { withheld }),
    sent,
    transcript,
  }
}

const writeFound = ({ ms, arrival, blind, removed }: Found): object => ({
  ...(ms !== undefined && { ms }),
  ...(arrival && { arrival: writeArrival(arrival) }),
  ...(blind && { blind }),
  ...(removed && { removed }),
})

const writeArrival = ({ folder, kind, at, octets, veiled }: Arrival): object => ({
  folder,
  kind,
  at: at.toISOString(),
  ...(veiled && { veiled }),
  message: Buffer.from(octets)
    .toString('latin1')
    .split(/(?<=\n)/),
})

const writeTrail = ({ events, unseen }: TrailRead): object => ({
  events: events.map(({ at, ...event }) => ({ at: at.toISOString(), ...event })),
  unseen,
})

/** A probe of somebody's JSON; a fault is thrown. */
export function readProbe(value: unknown, readBlind: ReadBlind): ProbeTape {
  const probe = fields(value, 'probe')
  const each = <V>(key: string, read: (one: unknown, where: string, name: string) => V): Record<string, V> =>
    Object.fromEntries(
      Object.entries(fields(probe[key], `probe, ${key}`)).map(([name, one]) => [
        name,
        read(one, `probe, ${key}, ${name}`, name),
      ]),
    )
  return {
    letters: each('letters', readLetter),
    posts: each('posts', (one, where, key) => readPost(one, where, key)),
    ...(probe.mailbox !== undefined && { mailbox: readMailbox(probe.mailbox, readBlind) }),
    trails: each('trails', (one, where) => readTrail(one, where, readBlind)),
  }
}

function readLetter(value: unknown, where: string): ProbeLetter {
  const letter = fields(value, where)
  return {
    token: string(letter, 'token', where, most.text),
    id: string(letter, 'id', where, most.text),
    ...(letter.from !== undefined && { from: string(letter, 'from', where, most.text) }),
    subject: string(letter, 'subject', where, most.text),
    octets: number(letter, 'octets', where),
    given: flag(letter, 'given', where),
  }
}

const sent = { no: true, yes: true, perhaps: true } as const
const reasons = { 'no-8bitmime': true } as const

function readPost(value: unknown, where: string, key: string): PostSession {
  const post = fields(value, where)
  const data = post.data === undefined ? undefined : fields(post.data, `${where}, data`)
  const said = (part: 'go' | 'end') =>
    readSaid(fields(data?.[part], `${where}, data, ${part}`), `${where}, data, ${part}`)
  return {
    ...readSession(key, value),
    ...(data && { data: { go: said('go'), ...(data.end !== undefined && { end: said('end') }) } }),
    ...(post.withheld !== undefined && { withheld: oneOf(post, 'withheld', reasons, where) }),
    sent: oneOf(post, 'sent', sent, where),
  }
}

const mailboxes: Record<Mailbox['kind'], true> = { imap: true, maildir: true, mbox: true, listener: true }
const folders: Record<Arrival['kind'], true> = { inbox: true, junk: true, other: true }

function readMailbox(value: unknown, readBlind: ReadBlind): NonNullable<ProbeTape['mailbox']> {
  const where = 'probe, mailbox'
  const mailbox = fields(value, where)
  const found = Object.keys(fields(mailbox.found, `${where}, found`)).map((key) => {
    const looks = list(mailbox.found as Fields, key, `${where}, found`, most.looks)
    return [key, looks.map((look, i) => readFound(look, `${where}, found, ${key}, ${i}`, readBlind))] as const
  })
  return {
    kind: oneOf(mailbox, 'kind', mailboxes, where),
    called: string(mailbox, 'called', where, most.text),
    found: Object.fromEntries(found),
  }
}

function readFound(value: unknown, where: string, readBlind: ReadBlind): Found {
  const look = fields(value, where)
  const { arrival, blind, removed } = look
  return {
    ...(look.ms !== undefined && { ms: number(look, 'ms', where) }),
    ...(arrival !== undefined && { arrival: readArrival(arrival, `${where}, arrival`) }),
    ...(blind !== undefined && { blind: readBlind(fields(blind, `${where}, blind`), `${where}, blind`) }),
    ...(removed !== undefined && {
      removed: removed === true ? true : readBlind(fields(removed, `${where}, removed`), `${where}, removed`),
    }),
  }
}

function readArrival(value: unknown, where: string): Arrival {
  const arrival = fields(value, where)
  const lines = list(arrival, 'message', where)
  if (!lines.every((line) => typeof line === 'string' && /^[\0-\xff]*$/.test(line)))
    throw new Misshapen(`${where}: message is not all lines of octets`)
  const octets = Buffer.from(lines.join(''), 'latin1')
  if (octets.length > largestMessage) throw new Misshapen(`${where}: message is larger than 50 MB`)
  return {
    folder: string(arrival, 'folder', where, most.text),
    kind: oneOf(arrival, 'kind', folders, where),
    at: time(arrival, where),
    octets,
    ...(arrival.veiled !== undefined && flag(arrival, 'veiled', where) && { veiled: true }),
  }
}

const states: Record<TrailSeen['state'], true> = {
  queued: true,
  deferred: true,
  sent: true,
  bounced: true,
  dropped: true,
  delivered: true,
  opened: true,
  complained: true,
  other: true,
}

function readTrail(value: unknown, where: string, readBlind: ReadBlind): TrailRead {
  const trail = fields(value, where)
  return {
    events: list(trail, 'events', where, most.events).map((one, i) => readEvent(one, `${where}, events, ${i}`)),
    unseen: list(trail, 'unseen', where, most.events).map((one, i) => {
      const place = `${where}, unseen, ${i}`
      const unseen = fields(one, place)
      const blind = readBlind(fields(unseen.blind, `${place}, blind`), `${place}, blind`)
      return { by: string(unseen, 'by', place, most.text), blind }
    }),
  }
}

function readEvent(value: unknown, where: string): TrailSeen {
  const event = fields(value, where)
  const text = (key: string) => string(event, key, where, most.text)
  return {
    at: time(event, where),
    by: text('by'),
    state: oneOf(event, 'state', states, where),
    ...(event.within !== undefined && flag(event, 'within', where) && { within: true as const }),
    ...(event.recipient !== undefined && { recipient: text('recipient') }),
    ...(event.to !== undefined && { to: text('to') }),
    ...(event.answer !== undefined && { answer: text('answer') }),
    text: text('text'),
  }
}

function time(value: Fields, where: string): Date {
  const at = new Date(string(value, 'at', where))
  if (Number.isNaN(at.getTime())) throw new Misshapen(`${where}: at is not a time`)
  return at
}
