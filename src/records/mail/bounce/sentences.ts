import { address, eachOnce, serverIn, type ToldRecipient, told } from './told.ts'

/** What Exchange writes above its part for administrators, in the languages that were seen. */
export const administrators =
  /\b(?:Diagnostic information for administrators|Diagnoseinformationen für Administratoren|Informations de diagnostic (?:pour les|destinées aux) administrateurs|Información de diagnóstico para (?:los )?administradores|Informazioni di diagnostica per gli amministratori|Diagnostische (?:gegevens|informatie) voor beheerders|Informações de diagnóstico para (?:os )?administradores) ?:|管理者向けの?診断情報 ?[:：]/i
const originalHeaders =
  /\b(?:Original message headers|Ursprüngliche Nachrichten(?:kopfzeilen|header)|En-têtes de message d'origine|Encabezados de mensajes originales|Intestazioni (?:del )?messaggio originali?|Cabeçalhos da mensagem original|Oorspronkelijke berichtkoppen|Message (?:Hops|headers?)) ?:?|元のメッセージ ?ヘッダー/i
/** An address, and behind it a reply in quotation marks, angle brackets or `#`. */
const diagnosedOnes = new RegExp(
  `(${address}) ?(?:<(?:mailto:)?[^<>]{0,320}>)? ?[^@'"#]{0,160}?['"]?[<#][ #<]{0,4}(?=[\\w.-]{0,253} ?#?[45]|[45])|(${address}) ?(?:<(?:mailto:)?[^<>]{0,320}>)? ?([^@'"#<]{0,160})['"](?=<?[45\\w[])`,
  'gi',
)
/** The server that made the report, which says so itself where it names no other. */
const generating =
  /\b(?:Generating server|Generierender Server|Serveur (?:de génération|générateur)|Servidor (?:de generación|generador|gerador)|Server di generazione|Genererende server|生成サーバー) ?[:：] ?([A-Za-z0-9][\w.-]{0,252})/i
const mostRecipients = 5000

/** An address, and behind it what the remote server returned; line ends are lost where it was HTML (Exchange since 2007). */
export function diagnosed(text: string): ToldRecipient[] {
  const flat = text.replace(/\s+/g, ' ')
  const marked = administrators.exec(flat)
  const from = marked ? flat.slice(marked.index + marked[0].length) : flat
  const behind = from.slice(0, originalHeaders.exec(from)?.index ?? from.length)
  const heads: RegExpExecArray[] = []
  for (const found of behind.matchAll(diagnosedOnes)) {
    if (heads.length === mostRecipients) break
    heads.push(found)
  }
  const host = generating.exec(from)?.[1]?.toLowerCase()
  const found = heads.map((head, i) => {
    const said = behind.slice(head.index + head[0].length, heads[i + 1]?.index ?? behind.length)
    const one = diagnosedOne(head[1] ?? head[2] ?? '', said.slice(0, 2500), head[0])
    return { ...(host !== undefined && { host }), ...one }
  })
  const known = eachOnce(found.filter(({ reason }) => reason !== ''))
  return known.length > 0 ? known : answered(text)
}

/** `#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##`, `< #5.1.1 smtp;550 5.1.1 User unknown> #SMTP#`, `'550 5.1.10 …'`. */
function diagnosedOne(recipient: string, text: string, before: string): ToldRecipient {
  const [, host, status, smtp] =
    /^<?([\w.-]{0,253}) ?#([45]\.\d{1,3}\.\d{1,3})(?: (?:smtp|x400); ?([\s\S]{0,2000}))?/i.exec(text) ?? []
  const isQuoted = /['"]$/.test(before)
  const whole = smtp ?? (status === undefined ? text : text.replace(/^<?[\w.-]{0,253} ?#/, ''))
  const quotation = before.at(-1) ?? ''
  const ended = isQuoted ? whole.slice(0, closing(whole, quotation)) : whole.replace(/ ?(?:>? ?#SMTP#|##|#>).*$/, '')
  const one = told(recipient, [ended.replace(/> *$/, (end) => (ended.includes('<') ? end : ''))])
  const [, remote] =
    /\s([A-Za-z0-9][\w-]{0,62}\.[\w.-]{1,190}) (?:\([0-9A-Fa-f.:]{2,45}\) )?Remote Server\b/i.exec(before) ?? []
  const named = { ...(remote !== undefined && { host: remote.toLowerCase() }), ...serverIn(before) }
  return {
    ...one,
    ...(status !== undefined && { status }),
    ...(host !== undefined && host !== '' && { host: host.toLowerCase() }),
    ...named,
  }
}

/** Where a quotation ends: at the last such mark that stands before a blank or the end, before any further sentence. */
function closing(text: string, mark: string): number {
  const end = text.search(new RegExp(`${mark === '"' ? '"' : "'"}(?=\\s|$)`))
  return end < 0 ? text.length : end
}

const labels = new RegExp(
  `(?:delivered to|delivering your message to|your message to|message to|recipients?(?: has| have)? ?(?:failed)?(?: permanently)?:?|addressee:?|failed:|groups:|following address(?:es)?:?|your mail to) ["'<*]{0,2} ?["'<]?(${address})((?:[,;]? ?[<*]? ?${address}>?){0,99})`,
  'i',
)
const responses =
  /(?:The response(?: from the remote server)? was|The error(?: that the other server)?(?: returned)? was|Reported error|Technical details of (?:permanent|temporary) failure|The reason for the problem|Reason|Error)[ \t]*:[ \t]*\n*/i
const code =
  /(?:The response(?: from the remote server)? was|The error (?:that the other server returned )?was|said|returned|reason|responded(?: with| as follows)?|error):? ?(['"[]?)((?:[45]\d\d[ -]|[45]\.\d{1,3}\.\d{1,3} ).{1,2000})/i
const anyCode = /(?<![^\s:'"(<#])[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3} .{1,2000}/
const headline =
  /\*\* ?((?:Address not found|Message (?:blocked|not delivered|too large)|Recipient inbox full|Delivery incomplete|[\w' -]{4,60})) ?\*\*\s+(.{1,600}?)(?=\s+(?:The response|LEARN MORE|Learn more|\*\*)|$)/i

/** Google's words about a group. */
const group = /\bWe're writing to let you know that (the group you tried to contact .{1,300}?)\.(?= |$)/

/** The recipients and the reply where sentences name them. */
export function answered(text: string): ToldRecipient[] {
  const flat = text.replace(/\s+/g, ' ')
  const [, first, more = ''] = labels.exec(flat) ?? []
  const recipients = first === undefined ? [] : [first, ...(more.match(new RegExp(address, 'g')) ?? [])]
  const reason = reasonIn(text, flat)
  if (recipients.length === 0 && reason === '') return []
  const server = serverIn(flat.match(/\brecipient domain \S{1,253} by .{1,320}/i)?.[0] ?? '')
  return eachOnce((recipients.length > 0 ? recipients : ['']).map((one) => ({ ...told(one, [reason]), ...server })))
}

function reasonIn(text: string, flat: string): string {
  const [, mark = '', said] = code.exec(flat) ?? []
  const isQuoted = mark === "'" || mark === '"'
  const coded = said === undefined || !isQuoted ? (said ?? anyCode.exec(flat)?.[0]) : said.slice(0, closing(said, mark))
  if (coded !== undefined) return coded.replace(/ (?:-{3,}|\*{3,}|={3,})(?: .*)?$/, '')
  const found = responses.exec(text)
  if (found) {
    const [paragraph = ''] = text
      .slice(found.index + found[0].length)
      .trim()
      .split(/\n[ \t]*\n/, 1)
    if (paragraph !== '') return paragraph
  }
  const [, title, sentence] = headline.exec(flat) ?? []
  return title === undefined ? (group.exec(flat)?.[1] ?? '') : `${title}. ${sentence}`
}
