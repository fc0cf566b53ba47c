/** What the files of a queue tell of one message, as far as that matters: its text is never looked at. */
export interface QueueFile {
  /** Seconds since 1970. */
  arrived?: number
  /** `''` is the null sender. */
  sender: string
  recipients: readonly string[]
  frozen?: true
}
/** Why mail for one recipient was put off. */
export interface PutOff {
  recipient: string
  reason: string
}

const most = { records: 2000, recipients: 200, lines: 5000, line: 2000 }

/**
 * The envelope at the beginning of a queue file of Postfix (record(3)): a letter for the type, a length of seven bits an octet,
 * the lowest first, and the data, up to the record that begins the message.
 */
export function readPostfixEnvelope(octets: Uint8Array): QueueFile | undefined {
  const recipients: string[] = []
  let [sender, arrived]: [string | undefined, number | undefined] = [undefined, undefined]
  let at = 0
  for (let count = 0; at < octets.length && count < most.records; count++) {
    const type = String.fromCharCode(octets[at++] ?? 0)
    let length = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const octet = octets[at++] ?? 0
      length |= (octet & 0x7f) << shift
      if (octet < 0x80) break
    }
    if (count === 0 && type !== 'C' && type !== 'T') return undefined
    if (type === 'M' || at + length > octets.length) break
    const text = () => latin1(octets.subarray(at, at + length)).slice(0, most.line)
    if (type === 'T') arrived = secondsIn(text()) ?? arrived
    else if (type === 'S') sender = text()
    else if (type === 'R' && recipients.length < most.recipients) recipients.push(text())
    at += length
  }
  return sender === undefined ? undefined : { sender, recipients, ...(arrived !== undefined && { arrived }) }
}

const latin1 = (octets: Uint8Array): string => String.fromCharCode(...octets.subarray(0, most.line))

/** Seconds, until the year 9999, from the beginning of a text. */
function secondsIn(text: string): number | undefined {
  const [, digits] = /^(\d{1,12})(?!\d)/.exec(text) ?? []
  return digits === undefined || Number(digits) >= 253_402_300_800 ? undefined : Number(digits)
}

/** A file of Postfix's queue `defer` (bounce(8)): a paragraph for each recipient, a `name=value` in each line. */
export function readDeferFile(text: string): PutOff[] {
  const found: PutOff[] = []
  for (const paragraph of text.split('\n\n').slice(0, most.recipients)) {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(paragraph)?.[1]
    const [, former, said] = /^<([^<>\n]*)>: (.*)$/m.exec(paragraph) ?? []
    const recipient = value('recipient') ?? former
    const reason = value('reason') ?? said
    if (recipient !== undefined && reason !== undefined) found.push({ recipient: cut(recipient), reason: cut(reason) })
  }
  return found
}

const cut = (text: string): string => text.slice(0, most.line)

/** A file `ID-H` of Exim's spool (Exim specification, chapter "Format of spool files"); those that got it already are left out. */
export function readEximEnvelope(text: string): QueueFile | undefined {
  const lines = text.split('\n').slice(0, most.lines)
  const [first = '', , sender = '', times = ''] = lines
  if (!/-H$/.test(first) || !/^<.*>$/.test(sender)) return undefined
  const arrived = secondsIn(times)
  const start = lines.findIndex((line, i) => i > 3 && /^\d{1,6}$/.test(line))
  const options = lines.slice(4, Math.max(4, start))
  // A tree of addresses, each behind two letters that tell whether branches follow.
  const done = new Set(options.flatMap((line) => /^[YN][YN] (\S+)$/.exec(line)?.[1] ?? []))
  const count = start < 0 ? 0 : Math.min(Number(lines[start]), most.recipients)
  const all = lines.slice(start + 1, start + 1 + count).map((line) => cut(line.split(' ')[0] ?? ''))
  return {
    sender: cut(sender.slice(1, -1)),
    recipients: all.filter((one) => one !== '' && !done.has(one)),
    ...(arrived !== undefined && { arrived }),
    ...(options.some((line) => /^-frozen\b/.test(line)) && { frozen: true as const }),
  }
}

/**
 * A file of Exim's `msglog`: the last reason for each recipient. Before it stands the host that it is of (`H=name [address]: `),
 * or the router that got no further (`R=name: `). That a time to try again has not come tells nothing behind another reason.
 */
export function readEximLog(text: string): PutOff[] {
  const found = new Map<string, string>()
  let host: { named: string; said: string } | undefined
  for (const line of text.split('\n').slice(-most.lines)) {
    const said = stamped.exec(line.slice(0, most.line))?.[1] ?? ''
    const [, named, why] = /^(H=\S+ \[[^\]]+\]):? (.*)$/.exec(said) ?? []
    if (named !== undefined) host = { named, said: why ?? '' }
    const at = said.search(/ defer \(-?\d+\)/)
    if (at < 0) continue
    const [recipient = ''] = said.split(' ')
    const [, behind, reason = ''] = /^ defer \(-?\d+\)(?: (H=\S+ \[[^\]]+\]))?[^:]*: ?(.*)$/.exec(said.slice(at)) ?? []
    if (/^retry time not reached/.test(reason) && found.has(recipient)) continue
    const of = behind ?? originIn(said.slice(0, at)) ?? (host?.said.includes(reason) ? host.named : undefined)
    if (found.has(recipient) || found.size < most.recipients)
      found.set(recipient, of === undefined ? reason : `${of}: ${reason}`)
  }
  return [...found].map(([recipient, reason]) => ({ recipient, reason }))
}

const stamped = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})? (.*)$/

/** The host in what stands before a reason; the router where no transport had begun. */
function originIn(before: string): string | undefined {
  const host = / (H=\S+ \[[^\]]+\])/.exec(before)?.[1]
  return host ?? (/ T=\S/.test(before) ? undefined : / (R=\S+)/.exec(before)?.[1])
}
