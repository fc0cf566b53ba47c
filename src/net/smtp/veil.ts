import type { SmtpAsk } from '../../core/smtp.ts'
import { isKnownOffer } from '../../records/smtp/extensions.ts'
import { finder } from '../redact/deep.ts'
import { passwordRedactor } from '../redact.ts'

/** Stands for a text that a password cannot be cut out of. */
export const veiled = '[hidden: it holds the password]'

/** What takes secrets out of what a server sends. */
export interface Veil {
  /** One text, as it may be stored. */
  hide(text: string): string
  /** The same of a text that may end in the middle of the password. */
  hideOpen(text: string): string
  /** Whether texts that were hidden one by one hold the password all the same, when they are read as one. */
  isHeld(texts: readonly string[]): boolean
}

/** Hides nothing: where there is no password. */
export const noVeil: Veil = { hide: (text) => text, hideOpen: (text) => text, isHeld: () => false }

/**
 * Hides this password, in this session, from the greeting on: a server may know it from an earlier one. What the ask itself
 * shows stays whole, so that no hole in a name that everybody knows tells what the password is.
 */
export function veilOf(password: string, ask: SmtpAsk): Veil {
  const names = publicIn(ask)
  const redact = passwordRedactor(password, ask.login?.user ?? '', names)
  const isIn = finder(password)
  const spoken = [veiled, '[password]', '[hidden]', ...names].map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const shown = new RegExp(spoken.join('|'), 'giu')
  // One of less than four characters would be found in everything.
  const isHeld = (texts: readonly string[]) => [...password].length >= 4 && isIn(texts.join('').replace(shown, ''))
  // A line is looked through for the transcript, and again for the reply.
  const known = new Map<string, string>()
  const hide = (text: string) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const hidden = redact(text)
    const kept = isHeld([hidden]) ? veiled : hidden
    known.set(text, kept)
    return kept
  }
  return {
    isHeld,
    hide,
    hideOpen(text) {
      const hidden = hide(text)
      const begun = beginsAtEnd(hidden, password)
      return begun === 0 ? hidden : `${hidden.slice(0, -begun)}[password]`
    },
  }
}

const fewest = 4

/** How many of the first characters of a word a text ends with, where they are some. */
export function beginsAtEnd(text: string, word: string): number {
  const [end, sought] = [text.slice(-word.length).toLowerCase(), word.toLowerCase()]
  for (let length = Math.min(end.length, word.length - 1); length >= fewest; length--)
    if (end.endsWith(sought.slice(0, length))) return length
  return 0
}

const mostNames = 200

/** Names and addresses that the ask shows, and the domains that the server's name is in; the longest first. */
function publicIn({ address, servername, helo, envelopes }: SmtpAsk): string[] {
  const labels = servername?.split('.') ?? []
  const above = labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'))
  const paths = new Set(envelopes.flatMap(({ sender, recipients }) => [sender, ...recipients]))
  const domains = [...paths].map((one) => one.replace(/^.*@/s, ''))
  const all = new Set([address, servername ?? '', helo ?? '', ...above, ...domains, ...paths])
  all.delete('')
  return [...all].slice(0, mostNames).sort((a, b) => b.length - a.length)
}

/** The text of a line without its code and enhanced code, which hold no secret, and these. */
export function parted(line: string): [codes: string, text: string] {
  const [codes = ''] = /^[2-5]\d\d(?:[ -]|$)(?:[245]\.\d{1,3}\.\d{1,3}(?: |$))?/.exec(line) ?? []
  return [codes, line.slice(codes.length)]
}

/**
 * The texts of a reply as they may be stored, and whether it holds the password all the same; where they are `offers`, what
 * servers are known to offer stays whole.
 */
export function stored({ hide, isHeld }: Veil, texts: readonly string[], offers: boolean) {
  const known = texts.map((text) => offers && isKnownOffer(text))
  const lines = texts.map((text, i) => (known[i] ? text : hide(text)))
  return { lines, isHeld: isHeld(lines.filter((_, i) => !known[i])) }
}
