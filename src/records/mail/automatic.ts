/** What of a message tells whether a program answered: fields by name in lower case, unfolded; subject and text decoded. */
export interface AnswerSigns {
  /** The values of that field, topmost first. */
  field(key: string): readonly string[]
  subject: string
  /** The beginning of what a reader sees. */
  text: string
  /** The mailbox in From, lower case. */
  from: string
  /** The return path is known to be the null one. */
  isNull: boolean
}

export type AnswerReason = 'absence' | 'left' | 'acknowledgement' | 'other'

/**
 * Prefixes that mail programs put before the subject that they answer (Exchange and Outlook in their languages, GroupWise,
 * Notes): with the colon, nobody types them.
 */
const prefixes = [
  'automatic reply',
  'auto(?:matic)?[ -]?(?:reply|response)',
  'out of office autoreply',
  'automatische antwort',
  'abwesenheitsnotiz',
  'réponse automatique',
  "message d'absence",
  'respuesta automática',
  'risposta automatica',
  'resposta automática',
  'automatisch antwoord',
  'afwezigheidsbericht',
  'autosvar',
  'automatiskt svar',
  'automatisk svar',
  'automaattinen vastaus',
  'odpowiedź automatyczna',
  'automatická odpověď',
  'automatikus válasz',
  'räspuns automat',
  'răspuns automat',
  'otomatik yanıt',
  'автоматический ответ',
  'автоответ',
  'автоматична відповідь',
  '自動応答',
  '自动答复',
  '自动回复',
  '自動回覆',
  '자동 회신',
]
const prefix = new RegExp(`^\\s*(?:${prefixes.join('|')})\\s*[:：]`, 'iu')

/** Words of somebody who is away, in a subject or at the beginning of a text. */
const absence =
  /away from my mail|will not be reading my (?:e-?)?mail|out of (?:the |my )?office|\booo\b|on (?:annual |maternity |paternity |sick |parental )?(?:leave|vacation|holiday)|away from (?:my|the) (?:office|desk|e-?mail)|\bvacation\b|annual leave|\bi(?:'m| am| will be) (?:currently |away|not in|out |back )|\bi(?:'ll| will) be travell?ing|(?:limited|intermittent) access to (?:my )?e-?mail|abwesen|nicht (?:im büro|am platz|im haus|erreichbar)|im urlaub|außer haus|\babsen(?:ce|t|te|cia|za)\b|en congés?|en vacances|hors du bureau|fuera de (?:la )?oficina|de vacaciones|fuori ufficio|in ferie|fora do escritório|de férias|afwezig|met vakantie|niet op kantoor|på ferie|på semester|har semester|frånvarande|fraværende|poissa|urlop|nieobecn|dovolen|mimo kancelář|szabadság|в отпуске|отсутств|不在|休暇|休假|外出|부재|휴가|不在にして|お休み/iu

/** How a subject begins that a program writes for somebody who is away, where it has no prefix of its own. */
const away =
  /^\s*(?:re:\s*)?(?:away from (?:my|the) (?:e-?mail|mail|desk|office)|(?:i'm |i am )?(?:gone )?on (?:vacation|holiday)|vacation (?:message|reply|notice)|out of (?:the )?office|ooo\b|i(?:'m| am) (?:out of|away|on (?:leave|holiday))|abwesen(?:d\b|heit)|nicht im büro|absen(?:ce|t) du bureau|fuera de la oficina|fuori ufficio|fora do escritório|afwezig|不在)/iu

/** Words by which an address is given up. The person or the mailbox says so of itself, and nobody else of a third. */
const left =
  /\b(?:i am|i'm) no longer (?:working |employed )?(?:with|at|for|here)\b|\bi (?:have )?(?:left|no longer work (?:for|at|with)) (?:the company|this company|\w)|\bthis (?:e-?mail (?:address|account)|mailbox|account|address) (?:is|has been) (?:no longer (?:in use|active|valid|used|monitored|available)|discontinued|deactivated|closed)|\bdiese (?:e-?mail-?)?adresse (?:ist|wird) nicht mehr (?:gültig|aktiv|verwendet|benutzt|gelesen)|\bich (?:arbeite|bin) nicht mehr (?:bei|für|im)\b|\bcette (?:adresse|boîte)[^.\n]{0,40} n'est plus (?:active|utilisée|valide)|\besta dirección[^.\n]{0,40} ya no (?:está|es)\b/iu

/** Headers of programs that keep tickets. */
const ticketFields = [
  'rt-ticket',
  'x-rt-loop-prevention',
  'x-otrs-loop',
  'x-otrs-priority',
  'x-znuny-loop',
  'x-zammad-ticket-id',
  'x-zendesk-from-account-id',
  'x-freshdesk-ticket',
  'x-fd-ticket-id',
  'x-help-scout',
  'x-jira-fingerprint',
  'x-redmine-issue-id',
  'x-glpi-item-id',
  'x-ticket-id',
  'x-ticket-number',
]
const acknowledgement =
  /\[(?:ticket|case|request|issue)?\s?#?:?\s?[A-Z-]{0,12}\d{3,20}\]|\b(?:ticket|case|request)\s?(?:number|no\.?|id|#)|\b(?:ticket|request|message|e-?mail|inquiry|enquiry) (?:has been |was )?(?:received|created|opened)|we(?:'ve| have) received (?:your|a)\b|thank(?:s| you) for (?:contacting|your (?:e-?mail|message|inquiry|enquiry|request))|empfangsbestätigung|eingangsbestätigung|(?:ihre|deine) (?:anfrage|nachricht|e-?mail) (?:ist|wurde|haben wir)|vielen dank für ihre (?:anfrage|nachricht|e-?mail)|accusé de réception|nous avons bien reçu|hemos recibido|abbiamo ricevuto|recebemos (?:a )?sua|お問い合わせ(?:を)?(?:いただき|受け付け)|受け付けました/iu

const mostText = 3000

const says = (value: string): boolean => !/^\s*(?:no|false|0)\s*$/i.test(value)

/** Whose answers are bounces, however little of them could be read. */
const isSystem = (from: string): boolean =>
  /^(?:mailer-?daemon|postmaster|microsoftexchange\w{0,40})(?:@|\s|$)/i.test(from)

const isOfList = ({ field }: AnswerSigns): boolean =>
  ['list-id', 'list-unsubscribe', 'list-post', 'mailing-list', 'x-mailinglist'].some((key) => field(key).length > 0) ||
  field('precedence').some((value) => /^\s*list\b/i.test(value))

/** Says of itself that it answers by itself: RFC 3834 section 5, and what programs wrote before it. */
function isDeclared({ field }: AnswerSigns): boolean {
  return (
    field('auto-submitted').some((value) => /^\s*auto-replied\b/i.test(value)) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-autoreply-from', 'x-mail-autoreply'].some((key) =>
      field(key).some(says),
    ) ||
    // The programs of the eighties and nineties, and what BSD's wrote beside its subject.
    field('delivered-by-the-graces-of').some((value) => /\bvacation\b/i.test(value)) ||
    ['precedence', 'x-precedence'].some((key) => field(key).some((value) => /^\s*auto[_-]reply\b/i.test(value))) ||
    field('delivered-to').some((value) => /^\s*autoresponder\s*$/i.test(value))
  )
}

/** What every program writes that does not want an answer: by itself it says nothing, as newsletters bear it, too. */
const isByProgram = ({ field, isNull }: AnswerSigns): boolean =>
  isNull ||
  field('auto-submitted').some((value) => /^\s*auto-(?:generated|notified)\b/i.test(value)) ||
  field('x-auto-response-suppress').length > 0 ||
  field('precedence').some((value) => /^\s*(?:bulk|junk)\b/i.test(value))

const isAnswer = ({ field }: AnswerSigns): boolean => field('in-reply-to').length + field('references').length > 0

/**
 * Why a program answered, where one did. A message of a list, a ticket without an answer's marks, and what only asks not to
 * be answered are none.
 */
export function automaticReply(signs: AnswerSigns): AnswerReason | undefined {
  if (isSystem(signs.from)) return undefined
  const declared = isDeclared(signs)
  if (!declared && isOfList(signs)) return undefined
  const { subject } = signs
  const byPrefix = prefix.test(subject)
  const byWords = isByProgram(signs) && saysAway(signs)
  if (!declared && !byPrefix && !byWords) return undefined
  return reasonOf(signs)
}

function reasonOf({ field, subject, text }: AnswerSigns): AnswerReason {
  const beginning = text.slice(0, mostText)
  if (left.test(beginning)) return 'left'
  if (ticketFields.some((key) => field(key).length > 0)) return 'acknowledgement'
  const isVacation = field('auto-submitted').some((value) => /\bvacation\b/i.test(value))
  if (isVacation || absence.test(subject)) return 'absence'
  if (acknowledgement.test(subject)) return 'acknowledgement'
  if (absence.test(beginning)) return 'absence'
  if (acknowledgement.test(beginning)) return 'acknowledgement'
  // The prefix of Exchange stands before what people set as their absence, whatever they write in it.
  return prefix.test(subject) && /office|abwesen|absen/i.test(subject) ? 'absence' : 'other'
}

/** By the subject and the fields of an answer; or without these, as the programs of the eighties and nineties send it, where a person says so. */
function saysAway(signs: AnswerSigns): boolean {
  const { subject, isNull } = signs
  if (away.test(subject)) return isAnswer(signs) || isInFirstPerson(signs)
  const isBulk = signs.field('precedence').some((value) => /^\s*(?:bulk|junk)\b/i.test(value))
  return isBulk && (isNull || /^\s*re:/i.test(subject)) && isInFirstPerson(signs)
}

const isInFirstPerson = ({ text }: AnswerSigns): boolean =>
  /\bi will not be reading my (?:e-?)?mail\b|(?:^|\s)(?:i'm|i am|i will be|i'll be|ich bin|je suis|estoy|sono|estou|ik ben) [^.]{0,80}\b(?:away|out of|on (?:vacation|leave|holiday)|not (?:here|be reading)|im urlaub|abwesend|nicht im|absent|en vacances|en congé|de vacaciones|in ferie|de férias|fuera|fuori|fora|met vakantie|afwezig)\b/iu.test(
    text.slice(0, mostText),
  )

/** The subject that is answered: without the prefixes of programs. */
export const answeredSubject = (subject: string): string =>
  subject
    .replace(prefix, '')
    .replace(/^\s*(?:(?:re|aw|sv|antw|out of (?:the )?office)\s*[:：]\s*)/i, '')
    .trim()
