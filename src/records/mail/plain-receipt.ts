import type { Disposition } from './disposition.ts'

/** A read receipt without a part for programs: what became of the mail, and what it repeats of it. */
export interface PlainReceipt {
  disposition: Disposition
  subject?: string
}

/** How Outlook and Exchange put it below the header of the mail that they repeat, in their languages. */
const receipts: readonly (readonly [begins: RegExp, displayed: RegExp, deleted: RegExp])[] = [
  [/^Your message\b/i, /\bwas read on\b/i, /\bwas deleted without being read on\b/i],
  [/^Ihre Nachricht\b/i, /\bwurde am .{4,60} gelesen\b|\bwurde gelesen am\b/i, /\bwurde .{0,60}ungelesen gelöscht\b/i],
  [/^Votre message\b/i, /\ba été lu(?:e)? le\b/i, /\ba été supprimé sans (?:avoir été|être) lu\b/i],
  [/^(?:Su|El) mensaje\b/i, /\bfue leído el\b|\bse leyó el\b/i, /\b(?:fue|se) eliminó? sin (?:ser leído|leer)\b/i],
  [/^Il (?:tuo )?messaggio\b/i, /\bè stato letto\b/i, /\bè stato eliminato senza essere letto\b/i],
  [/^Uw bericht\b/i, /\bis gelezen op\b/i, /\bis ongelezen verwijderd\b/i],
]
const longest = 2000
const subjectField = /^[ \t]{0,8}(?:Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp)[ \t]?:[ \t]*(\S.{0,400})$/im

/** Reads the words of a receipt; nothing where they are not all that the message says. */
export function plainReceipt(text: string): PlainReceipt | undefined {
  const whole = text.trim()
  if (whole.length > longest) return undefined
  const flat = whole.replace(/\s+/g, ' ')
  for (const [begins, displayed, deleted] of receipts) {
    if (!begins.test(flat)) continue
    const disposition = deleted.test(flat) ? 'deleted' : displayed.test(flat) ? 'displayed' : undefined
    const subject = subjectField.exec(whole)?.[1]?.trim()
    if (disposition !== undefined) return { disposition, ...(subject !== undefined && { subject }) }
  }
  return undefined
}
