import { fieldsOf, type Mail, type MailPart } from '../../core/mail.ts'
import { parseParameterised } from '../../records/mail/content-type.ts'
import { decodeWords } from './decode.ts'
import { ownParts } from './text-parts.ts'

const most = 10
/** What is read of a name, and what is kept: its end, which tells what opens it. */
const longest = 2000
const kept = 200

/** What a message holds besides text. */
export interface Attached {
  /** Types of the parts that are no text to be read, each once; at most ten. */
  types: readonly string[]
  /** Names of files, as they are shown; at most a hundred. */
  names: readonly string[]
}

/** Looks at every part; a message within is one of them, and what it holds itself is not looked at. */
export function attachedTo(mail: Pick<Mail, 'parts' | 'fields'>): Attached {
  const own = ownParts(mail).filter(({ type }) => !type.startsWith('multipart/'))
  const others = own.filter(({ octets, ...part }) => octets > 0 && !isText(part))
  return {
    types: [...new Set(others.map(({ type }) => type))].slice(0, most),
    names: own.flatMap((part) => namesOf(part, mail)).slice(0, 100),
  }
}

const isText = ({ type, disposition }: Pick<MailPart, 'type' | 'disposition'>): boolean =>
  (type === 'text/plain' || type === 'text/html') && disposition !== 'attachment'

/** `filename` of Content-Disposition, and `name` of Content-Type where it is another: programs show the one or the other. */
function namesOf({ path, fields, parameters }: MailPart, mail: Pick<Mail, 'fields'>): string[] {
  const own = path === '1' ? mail : { fields }
  const said = fieldsOf(own, 'content-disposition')[0]?.value ?? ''
  const names = [parseParameterised(said).parameters.filename, parameters.name]
  const shown = names.flatMap((name) => (name === undefined ? [] : decodeWords(name.slice(-longest)).slice(-kept)))
  return [...new Set(shown)]
}
