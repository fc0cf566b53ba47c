import type { Arrival } from '../../core/probe.ts'

/** What mail systems and programs call the folder for what they take for spam, in the languages that they speak. */
const junkNames = new Set(
  `junk|junk mail|junk e-mail|junk email|junk-e-mail|spam|spam-verdacht|spamverdacht|spam mail|bulk|bulk mail|
  unerwünscht|junk-e-mail-ordner|courrier indésirable|indésirables|pourriel|correo no deseado|correo basura|posta indesiderata|
  indesiderata|lixo eletrônico|lixo eletrónico|lixo electrónico|correio eletrónico não solicitado|ongewenste e-mail|
  ongewenste mail|skräppost|søppelpost|uønsket e-post|uønsket mail|uønsket post|roskaposti|niechciana poczta|
  wiadomości-śmieci|wiadomości śmieci|nevyžádaná pošta|nevyžiadaná pošta|levélszemét|önemsiz|önemsiz e-posta|gereksiz|
  спам|нежелательная почта|небажана пошта|ανεπιθύμητη αλληλογραφία|迷惑メール|垃圾邮件|垃圾郵件|스팸|정크 메일`
    .split('|')
    .map((name) => name.trim()),
)

/** The same of where what was sent lies, and what is not sent yet. */
const senderNames = new Set(
  `sent|sent items|sent mail|sent messages|sent-mail|drafts|draft|outbox|templates|gesendet|gesendete|gesendete objekte|
  gesendete elemente|gesendete nachrichten|entwürfe|postausgang|vorlagen|envoyés|messages envoyés|éléments envoyés|brouillons|
  boîte d'envoi|modèles|enviados|mensajes enviados|elementos enviados|correo enviado|borradores|bandeja de salida|inviata|
  inviati|posta inviata|bozze|posta in uscita|itens enviados|mensagens enviadas|rascunhos|caixa de saída|verzonden|
  verzonden items|verzonden berichten|concepten|postvak uit|skickat|skickade|utkast|sendt|sendte|sendt post|kladder|kladd|utkort|
  lähetetyt|luonnokset|wysłane|elementy wysłane|szkice|kopie robocze|odeslané|odeslaná pošta|koncepty|odoslané|rozpísané|
  elküldött|elküldött elemek|piszkozatok|trimise|ciorne|gönderilmiş|gönderilmiş öğeler|taslaklar|отправленные|черновики|
  исходящие|надіслані|чернетки|изпратени|чернови|απεσταλμένα|πρόχειρα|送信済みメール|送信済み|下書き|已发送|草稿|草稿箱|已寄出|보낸 편지함|임시 보관함`
    .split('|')
    .map((name) => name.trim()),
)

/** Whether a folder of that name is for what its user sends, which never arrives there. */
export const isOfSender = (name: string): boolean => senderNames.has(name.normalize('NFC').trim().toLowerCase())

/** Whether a folder of that name (its last part) is for what is taken for spam. */
const isJunkName = (name: string): boolean => junkNames.has(name.normalize('NFC').trim().toLowerCase())

/** What a folder is, by its whole path, its last part, and what the server says that it is for (RFC 6154: `\Junk`). */
export function kindOf(path: string, name: string, use?: string): Arrival['kind'] {
  if (path.toUpperCase() === 'INBOX') return 'inbox'
  return use?.toLowerCase() === '\\junk' || isJunkName(name) ? 'junk' : 'other'
}

const unreadable = new Set(['\\noselect', '\\nonexistent'])

/** Whether a folder of an IMAP server with these flags can be opened (RFC 3501 section 7.2.2, RFC 5258 section 3). */
export const isReadable = (flags: Iterable<string>): boolean =>
  ![...flags].some((flag) => unreadable.has(flag.toLowerCase()))

/** Where only some folders can be watched, those where mail comes first. */
export const rankOf = (kind: Arrival['kind']): number => ['inbox', 'junk', 'other'].indexOf(kind)

/** How a mailbox that is watched is called: `imap.example.com, INBOX and 4 other folders`. */
export function calledBy(where: string, folders: readonly string[]): string {
  const [first] = folders
  if (first === undefined) return where
  const others = folders.length - 1
  return `${where}, ${first}${others === 0 ? '' : ` and ${others} other folder${others === 1 ? '' : 's'}`}`
}
