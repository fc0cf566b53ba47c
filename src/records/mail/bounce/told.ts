/** What a bounce says in words alone: to whom mail failed, and why, as it stands. */
export interface ToldRecipient {
  /** May be empty. */
  recipient: string
  /** May be empty. */
  reason: string
  /** `5.1.1`, where it stands beside the reason. */
  status?: string
  /** The server that said it, by name (lower case) or address, and its address. */
  host?: string
  hostIp?: string
}

const longestReason = 4000

/** An address as it stands in a text; without brackets. */
export const address = '[^\\s<>"(),;:@\\[\\]]{1,64}@[\\w-][\\w.-]{0,252}\\w'
const wholeAddress = new RegExp(`^${address}$`)
export const isAddress = (text: string): boolean => wholeAddress.test(text)

/** `mx.rcpt.example [203.0.113.5]:` alone on a line, as Courier has it; `Server mx.rcpt.example[203.0.113.5] failed with:`. */
const servers: readonly RegExp[] = [
  /^(?:host |server )?([A-Za-z0-9][\w.-]{0,252}?)\.? ?[[(]([0-9A-Fa-f.:]{2,45})[\])]:?\s?(?:failed with:|did not like our [A-Z ]{1,20}:|(?=>>>|<<<)|$)/i,
  /\brecipient domain \S{1,253} by ([A-Za-z0-9][\w-]{0,62}\.[\w.-]{1,190}?)\.? [[(]([0-9A-Fa-f.:]{2,45})[\])]/i,
  /\bRemote Server at ([A-Za-z0-9][\w.-]{0,252}?) [[(]([0-9A-Fa-f.:]{2,45})[\])]/i,
  /^SMTP:\w{2,10} host ([A-Za-z0-9][\w.-]{0,252}): /,
  /^Connected to ([0-9A-Fa-f.:]{2,45}) but\b/im,
  /^host: ([A-Za-z0-9][\w.-]{0,252})/im,
  /^\[([0-9A-Fa-f.:]{2,45})\], (?=[45]\d\d)/,
]

/** The server that a text names as the one that answered. */
export function serverIn(text: string): Pick<ToldRecipient, 'host' | 'hostIp'> {
  for (const pattern of servers) {
    const [, host, hostIp] = pattern.exec(text.slice(0, 1000)) ?? []
    if (host !== undefined)
      return { host: host.toLowerCase(), ...(hostIp !== undefined && { hostIp: hostIp.toLowerCase() }) }
  }
  return {}
}

/** What the server answered within a session: the lines behind `<<<`, or MDaemon's `<--`; of several answers the refusals. */
function answersIn(lines: readonly string[]): string[] {
  const answers: string[][] = []
  let isWithin = false
  for (const line of lines) {
    const [, said] = /^(?:\w{3} [\d-]{10} [\d:]{8}: )?(?:<<<|<--) ?(.*)$/.exec(line) ?? []
    if (said !== undefined && isWithin) answers.at(-1)?.push(said)
    else if (said !== undefined) answers.push([said])
    else if (isWithin && isContinued(line)) answers.at(-1)?.push(line)
    isWithin = said !== undefined || (isWithin && isContinued(line))
  }
  const refusals = answers.filter(([first = '']) => /^[45]\d\d/.test(first))
  return (refusals.length > 0 ? refusals : answers).flat()
}
const isContinued = (line: string): boolean => !/(?:>>>|-->)|^[45]\d\d |^\w{3} [\d-]{10} /.test(line)

/** One recipient, and the lines that say why: those that say nothing of it are taken out, those of a session are read. */
export function told(recipient: string, lines: readonly string[]): ToldRecipient {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !isIdle(line))
  const answers = answersIn(said)
  const server = serverIn(said.join('\n'))
  const others = server.host === undefined ? said : said.filter((line) => !isServerAlone.test(line))
  const reason = (answers.length > 0 ? answers : others.length > 0 ? others : said)
    .join(' ')
    // Yahoo's way, and Zoho's.
    .replace(/^([45]\d\d): (?=[45]\.)/, '$1 ')
    .replace(/ERROR_CODE ?: ?(?=[45])/g, '')
    .replace(/^ResponseCode ([45]\d\d), ,? ?/, '$1 ')
    .replace(/^(?:Invalid Address|[\w ]{1,40}), (?=[45]\d\d, )/, '')
    .replace(/^([45]\d\d), (?=[45][.\d ])/, '$1 ')
    .replace(/^\[[0-9A-Fa-f.:]{2,45}\], (?=[45]\d\d)/, '')
    .replace(/^.{0,160}? responded as follows: \[(.*?)\]?$/, '$1')
    .replace(ofHeader, '')
    .replace(/\s[*=_-]{5,}(?:\s.*)?$/, '')
    .slice(0, longestReason)
  return { recipient, reason, ...server }
}

/** Fields of the original message that no line end parts from the reply any more. */
const ofHeader =
  /\s(?:(?:ARC-)?Authentication-Results|Received-SPF|DKIM-Signature|X-MS-Exchange-[\w-]{1,60}|Return-Path|Received(?=: (?:from|by) )): .*$/
const isServerAlone =
  /^(?:server )?[\w.-]{1,253} ?[[(][0-9A-Fa-f.:]{2,45}[\])]:?(?: did not like our [A-Z ]{1,20}:)?$|^host: \S{1,253}$|^SMTP error from remote server after \w{1,20} command:$/i
const isIdle = (line: string): boolean =>
  /^Giving up on |^[-=*_~]{2,}$|^(?:generated|expanded) (?:by|from) /.test(line) ||
  /^Please (?:reply|respond) to \S{1,320}$|^if you feel this message to be in error\b/i.test(line) ||
  /^\(?(?:unrecoverable error|transient failure)\)?$|^-{3} Message non-deliverable\b/.test(line) ||
  /^The MTS-ID of the original message is|^;l=|^(?:See|For)\b.{0,60}https?:\/\/\S{1,300}$/.test(line)

/** Each recipient once, in order: what stands first, but for one without a reason. */
export function eachOnce(all: readonly ToldRecipient[]): ToldRecipient[] {
  const known = new Map<string, ToldRecipient>()
  for (const one of all) {
    const key = one.recipient === '' ? `\n${one.reason}` : one.recipient.toLowerCase()
    const before = known.get(key)
    if (!before || (before.reason === '' && one.reason !== '')) known.set(key, one)
  }
  return [...known.values()]
}
