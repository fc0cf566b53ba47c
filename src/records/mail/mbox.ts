/** A message, and where it stands with its `From ` line. */
export interface Boxed {
  text: string
  from: number
  to: number
}

/**
 * The messages of an mbox file, or of a part of one that begins where a message does (RFC 4155), one octet a character: each
 * without its `From ` line and the empty line behind it, and with one `>` less before `From ` (mboxrd). Where the last one
 * may still be written (`isWhole` is false) it is left out; `used`: how many octets were read.
 */
export function messagesIn(text: string, isWhole: boolean): { messages: Boxed[]; used: number } {
  const starts: number[] = []
  for (let at = nextStart(text, 0); at >= 0; at = nextStart(text, at + 1)) starts.push(at)
  const ends = [...starts.slice(1), text.length]
  const count = isWhole ? starts.length : starts.length - 1
  const messages = starts.slice(0, Math.max(count, 0)).map((from, i) => {
    const to = ends[i] as number
    return { text: messageOf(text.slice(from, to)), from, to }
  })
  return { messages, used: isWhole ? text.length : (starts.at(-1) ?? 0) }
}

/**
 * The line that begins a message in an mbox, behind an empty one (RFC 4155): `From sender Thu Nov 26 06:00:00 2026`;
 * Thunderbird names no sender (`From - Thu …`), and some write a zone beside the year.
 */
export const postmark = /From \S{1,320} +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ ,][^\r\n]{8,50}\d[^\r\n]{0,10}/
const separator = new RegExp(`^${postmark.source}\\r?$`)

function nextStart(text: string, from: number): number {
  for (let at = from; ; at++) {
    at = text.indexOf('From ', at)
    if (at < 0) return -1
    const end = text.indexOf('\n', at)
    const line = text.slice(at, Math.min(end < 0 ? text.length : end, at + 400))
    if ((at === 0 || /\n\r?\n$/.test(text.slice(Math.max(0, at - 3), at))) && separator.test(line)) return at
  }
}

const messageOf = (text: string): string =>
  text
    .slice(text.indexOf('\n') + 1 || text.length)
    .replace(/\r?\n\r?\n$/, (end) => end.slice(0, end.indexOf('\n') + 1))
    .replace(/^>(>*From )/gm, '$1')
