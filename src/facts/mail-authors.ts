import type { MessageGatherer } from '../core/gatherer.ts'
import { fieldsOf, type Mail, type MailAuthor, type MailAuthors } from '../core/mail.ts'
import { seen } from '../core/observation.ts'
import { parseDomain } from '../records/domain.ts'
import { type Mailbox, parseAddresses } from '../records/mail/addresses.ts'
import { isDelegatedName, suffixOf } from './dmarc/suffix-list.ts'
import { decodeWords } from './mail/decode.ts'

const mostAuthors = 50
const mostShown = 10

export const mailAuthors: MessageGatherer<'mailAuthors'> = async ({ look }) => {
  const mail = await look('mail')
  return mail.seen ? seen(authorsOf(mail.value)) : mail
}

function authorsOf(mail: Mail): MailAuthors {
  const fields = fieldsOf(mail, 'from')
  const { addresses, groups, fault } = parseAddresses(fields[0]?.value ?? '')
  return {
    fields: fields.length,
    authors: addresses.slice(0, mostAuthors).map(authorOf),
    count: addresses.length,
    groups: groups.length,
    ...(fault !== undefined && { fault }),
  }
}

function authorOf(mailbox: Mailbox): MailAuthor {
  const { display, ...address } = mailbox
  const name = display === undefined ? undefined : decodeWords(display)
  const registered = address.domain === undefined ? undefined : suffixOf(address.domain).below
  return {
    ...address,
    ...(name !== undefined && { display: name }),
    ...(registered !== undefined && { registered }),
    shown: shownIn(name ?? ''),
  }
}

/**
 * What reads as an address, or as the name of a host: its last label in lower case, and one that is delegated from the
 * root (`ASP.NET` and `Anna.Li` are names of other things).
 */
function shownIn(display: string): MailAuthor['shown'] {
  const words = display.slice(0, 1000).match(/[\p{L}\p{N}@._-]+/gu) ?? []
  const shown = words.flatMap((word) => {
    const host = word.slice(word.lastIndexOf('@') + 1).replace(/^[._-]+|[._-]{1,20}$/g, '')
    if (!/[^.]\.[\p{Ll}\p{Lo}]{2,}$/u.test(host)) return []
    const parsed = parseDomain(host)
    if ('fault' in parsed || !isDelegatedName(parsed.name)) return []
    const registered = suffixOf(parsed.name).below
    return registered === undefined ? [] : [{ domain: parsed.name, registered }]
  })
  return shown.slice(0, mostShown)
}
