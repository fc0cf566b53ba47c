import { type Usage, usage } from '../../core/request.ts'
import { parseAddress } from '../../records/address.ts'
import { parseDomain } from '../../records/domain.ts'

/** Where mail is read, and by whom (RFC 5092): `imaps://user@imap.example.com/Folder`. */
export interface ImapPlace {
  /** TLS from the first octet on; else by STARTTLS. */
  secure: boolean
  user: string
  /** A name in A-labels, or an address without brackets. */
  host: string
  literal: boolean
  port: number
  /** The folder that was named, in its own characters. */
  folder?: string
}

const form = 'write imaps://user@imap.example.com (or imap://, for STARTTLS)'

/** Reads it, or says in a sentence what to change; a password in it is not said. */
export function parseImapUrl(typed: string): ImapPlace | Usage {
  const [, scheme = '', rest = ''] = /^(imaps?):\/\/(.*)$/is.exec(typed.trim()) ?? []
  if (scheme === '') return usage(`--imap takes the URL of a mailbox: ${form}.`)
  const slash = rest.indexOf('/', rest.lastIndexOf('@') + 1)
  const authority = slash < 0 ? rest : rest.slice(0, slash)
  const at = authority.lastIndexOf('@')
  if (at < 1) return usage(`--imap names no user: ${form}.`)
  const login = authority.slice(0, at)
  if (login.includes(':'))
    return usage(
      '--imap holds a password, which every user of this machine can see: leave it out, and put it into RELAYCHECK_IMAP_PASSWORD or a file that --imap-password-file names.',
    )
  const user = decoded(login)
  const folder = slash < 0 ? '' : decoded(rest.slice(slash + 1).replace(/[;?].*$/s, ''))
  if (user === undefined || folder === undefined || /[\p{Cc}]/u.test(user + folder))
    return usage(`--imap holds a character that does not belong there, or a % that escapes none: ${form}.`)
  const secure = scheme.toLowerCase() === 'imaps'
  const place = hostIn(authority.slice(at + 1), secure ? 993 : 143)
  return 'usage' in place ? place : { secure, user, ...place, ...(folder !== '' && { folder }) }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function hostIn(text: string, usual: number): Pick<ImapPlace, 'host' | 'literal' | 'port'> | Usage {
  const [, inBrackets, bare = '', digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const port = digits === undefined ? usual : Number(digits)
  const written = inBrackets ?? bare
  if (written === '' || port < 1 || port > 65_535)
    return usage(`--imap names no host, or no port from 1 to 65535: ${form}.`)
  const address = parseAddress(written)
  if (address) return { host: address.text, literal: true, port }
  // In a network of one's own a name may have no dot.
  if (/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(written)) return { host: written.toLowerCase(), literal: false, port }
  const domain = parseDomain(written)
  return 'fault' in domain ? usage(`--imap: ${domain.fault}`) : { host: domain.name, literal: false, port }
}
