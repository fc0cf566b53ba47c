import type { LogLine } from './line.ts'

/** Which message is looked for in a log. */
export interface Sought {
  queueId?: string
  /** Its Message-ID without angle brackets; empty where it has none. */
  id: string
  recipient: string
  /** Names of messages come again: what is older is of another one. */
  since: Date
}
/** Its lines, in order of time. `ended`: no queue in the log has it any more. */
export interface Followed {
  lines: readonly LogLine[]
  ended: boolean
}
type Read = (line: string) => LogLine | undefined

/** It is handed from queue to queue of one machine no oftener. */
const mostNames = 20
/** Where the clock of the log is a little behind. */
const slackMs = 60_000

/**
 * The lines of one message, and of no other: by the name that the server gave it, by its Message-ID, and by the names that
 * it got on its way through the same machine.
 */
export function followMessage(text: string, read: Read, sought: Sought): Followed {
  const all = text.split('\n')
  const id = asLogged(sought.id)
  const named =
    id === '' ? [] : linesWith(all, id, read, sought).flatMap((line) => (line.messageId === id ? line.id : []))
  const names = [...new Set([...(sought.queueId === undefined ? [] : [sought.queueId]), ...named])]
  const known = new Map<string, readonly LogLine[]>()
  // Grows while it is gone through.
  for (const name of names) {
    if (known.size >= mostNames) break
    const lines = linesWith(all, name, read, sought).filter((line) => line.id === name)
    if (lines.length > 0) known.set(name, lines)
    for (const { next } of lines) if (next && !names.includes(next.id)) names.push(next.id)
  }
  const ours = oursAmong(known, { ...sought, id })
  return {
    lines: ours.flat().sort((a, b) => a.at.getTime() - b.at.getTime()),
    ended: ours.length > 0 && ours.every((lines) => lines.some(({ ends }) => ends)),
  }
}

/** Postfix writes `?` for what is not printable ASCII. */
const asLogged = (id: string): string => id.replace(/[^ -~]/g, '?')

function linesWith(all: readonly string[], word: string, read: Read, { since }: Sought): LogLine[] {
  const from = since.getTime() - slackMs
  return all
    .filter((line) => line.includes(word))
    .flatMap((line) => read(line) ?? [])
    .filter(({ at }) => at.getTime() >= from)
}

/** Of the names that were met those that are this message's: a copy of it for somebody else is another message. */
function oursAmong(known: ReadonlyMap<string, readonly LogLine[]>, sought: Sought): (readonly LogLine[])[] {
  const ours = new Map<string, readonly LogLine[]>()
  const isOurs = (name: string, lines: readonly LogLine[]): boolean => {
    const ids = lines.flatMap(({ messageId }) => messageId ?? [])
    const isBorne = ids.includes(sought.id)
    if (ids.length > 0 && !isBorne && sought.id !== '') return false
    if (name === sought.queueId) return true
    const next = [...ours.values()].flat().find((line) => line.next?.id === name)?.next
    if (next) return isBorne || next.here
    const recipients = lines.flatMap(({ recipients }) => recipients ?? [])
    return isBorne && (recipients.length === 0 || recipients.some((one) => isSame(one, sought.recipient)))
  }
  for (let before = -1; before !== ours.size; ) {
    before = ours.size
    for (const [name, lines] of known) if (!ours.has(name) && isOurs(name, lines)) ours.set(name, lines)
  }
  return [...ours.values()]
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
