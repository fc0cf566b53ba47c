import { defineCheck, type Ruling } from '../../core/check.ts'
import { leftOutOf, type MailSignature } from '../../core/mail-auth.ts'
import { few } from '../few.ts'
import { letter } from '../message-subjects.ts'
import { serversSince, type WayFacts, whereabouts } from '../signature-way.ts'
import {
  aboutBroken,
  breakageFix,
  breakageFixes,
  failing,
  faultOf,
  isBroken,
  isSpent,
  isVouchedFor,
  leftOut,
  named,
  signatureTable,
  trouble,
  unseenOf,
} from '../signatures-told.ts'

const outcomes = {
  both: {
    verdict: 'info',
    says: 'The mail bears a signature of its author, {own}, and one of those who carried it, {others}.{remark}',
    brief: 'the relay signed too',
  },
  one: { verdict: 'info', says: 'The mail is signed by {signers} alone.', brief: 'nobody else signed' },
  none: { verdict: 'skip', says: 'The mail bears no signature: see message-dkim.' },
  broken: {
    verdict: 'warn',
    says: 'The mail did not come as {signers} signed it: {why}. {where}',
    fix: breakageFixes.changed,
    fixes: {
      ...breakageFixes,
      told: 'Do what message-dkim says.',
    },
  },
} as const
type Outcome = keyof typeof outcomes

export default defineCheck({
  id: 'message-signatures',
  step: 'authentication',
  title: 'The signatures of author and relay came through whole',
  why: 'Whatever a server changes after a signature was made breaks it. Which part, and who had the mail since, shows where to look.',
  refs: ['RFC 6376 sections 3.4 and 5.3', 'RFC 6377'],
  subject: letter,
  needs: ['signatures', 'receiversWord', 'arc', 'mail', 'mailPath'],
  outcomes,
  judge(facts): Ruling<Outcome> {
    const { signatures: all, receiversWord } = facts
    const { signatures } = all
    if (signatures.length === 0) return { outcome: 'none' }
    const evidence = signatureTable(all)
    const own = signatures.filter(({ whose }) => whose === 'author')
    const others = signatures.filter(({ whose }) => whose !== 'author')
    const hasOwn = own.some(({ result }) => result === 'pass')
    // Else message-dkim finds fault with it, and shows the table.
    const isShownHere = own.some((each) => each.result === 'pass' && faultOf(each) === 0)
    // Where the author's own came through, a broken one of somebody else does no harm.
    const concerned = hasOwn ? own : signatures
    const damaged = concerned.filter((each) => isBroken(each) && !isVouchedFor(each, receiversWord))
    const broken = damaged.find(({ whose }) => whose === 'author') ?? damaged[0]
    const left = hasOwn ? undefined : leftOut(all)
    if (left) return { cannotTell: left, evidence }
    if (broken) return brokenBy(broken, facts)
    const hidden = unseenOf(signatures)
    if (hidden) return { cannotTell: hidden, evidence }
    const [carried, authored] = [signatures.filter(isOfCarrier), signatures.filter((each) => !isOfCarrier(each))]
    const isOne = authored.length === 0 || carried.length === 0
    const more = isOne ? leftOutOf(all) : undefined
    if (more) return { cannotTell: more, evidence }
    if (isOne) return { outcome: 'one', about: { signers: few(named(signatures)) }, ...(isShownHere && { evidence }) }
    const about = { own: few(named(authored)), others: few(carried.flatMap(carrierOf)), remark: remarkOn(others) }
    return { outcome: 'both', about, ...(isShownHere && { evidence }) }
  },
})

/** A relay signs in its own name, or for the author with a key that it keeps itself. */
const isOfCarrier = ({ whose, key }: MailSignature): boolean => whose !== 'author' || key?.provider !== undefined

function carrierOf(signature: MailSignature): string[] {
  const keeper = signature.whose === 'author' ? signature.key?.provider : signature.relay
  return named([signature]).map((name) => (keeper === undefined ? name : `${name} of ${keeper}`))
}

function remarkOn(others: readonly MailSignature[]): string {
  if (others.some(isSpent)) return ' The latter has expired, as it is made to: that is no fault.'
  const broken = others.find(isBroken)
  return broken ? ` The latter does not verify (${trouble(broken)}), which does no harm beside the former.` : ''
}

/** Where message-dkim tells the same of it, there is only to add who had it. */
function brokenBy(signature: MailSignature, facts: WayFacts): Extract<Ruling<Outcome>, { outcome: Outcome }> {
  const { signatures: all, receiversWord } = facts
  const since = serversSince(signature, facts)
  const about = { ...aboutBroken(signature), place: signature.broke?.place ?? 'body', where: whereabouts(since) }
  const fails = failing(all, receiversWord)
  if (fails?.isOwn && fails.signature.place === signature.place)
    return {
      outcome: 'broken',
      about,
      fixFor: 'told',
      follows: ['message-dkim'],
    }
  return { outcome: 'broken', about, fixFor: breakageFix(signature), evidence: signatureTable(all) }
}
