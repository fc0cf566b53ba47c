import { defineCheck, type Ruling } from '../../core/check.ts'
import { type DmarcLeg, unjudged } from '../../core/mail-auth.ts'
import type { Blind } from '../../core/observation.ts'
import {
  type Authored,
  authorName,
  bestLeg,
  isAuthored,
  isGood,
  legsEvidence,
  mending,
  mendingFix,
  mendingFixes,
  shortcoming,
  vouches,
} from '../dmarc-legs-told.ts'
import { claim } from '../message-subjects.ts'

const outcomes = {
  aligned: {
    verdict: 'pass',
    says: 'SPF and DKIM both pass in the name of {author}, the domain in From: {spf}, and {dkim}.',
    brief: 'SPF and DKIM aligned',
  },
  'one-leg': {
    verdict: 'info',
    says: 'Of SPF and DKIM only one passes in the name of {author}, the domain in From: {good}. As to the other, {shortcoming}. That is enough for DMARC, and {reserve}.',
    brief: 'aligned by {kind} alone',
  },
  unaligned: {
    verdict: 'fail',
    says: 'Nothing passes in the name of {author}, the domain in From: {dkim}, and {spf}. So the message cannot pass DMARC.',
    fix: mendingFix,
    fixes: { ...mendingFixes, dmarc: 'Do what message-dmarc says: then SPF or DKIM speaks for {author}.' },
  },
  'no-author': { verdict: 'skip', says: 'there is no one domain in From that SPF or DKIM could be aligned with' },
} as const

/** Which of SPF and DKIM vouches for the domain that people see. */
export default defineCheck({
  id: 'message-alignment',
  step: 'authentication',
  title: 'SPF and DKIM speak for the domain in From',
  why: 'A relay that passes SPF and DKIM in its own name does nothing for yours: DMARC counts only what is aligned with the domain in From.',
  refs: ['RFC 9989 section 4.4', 'RFC 9989 section 4.10.2'],
  subject: claim,
  needs: ['mailDmarc', 'mailSpf'],
  outcomes,
  judge({ mailDmarc, mailSpf }) {
    if (isAuthored(mailDmarc)) return judgeLegs(mailDmarc, unjudged(mailSpf))
    return mailDmarc.blind ? { cannotTell: mailDmarc.blind } : { outcome: 'no-author' }
  },
})

/** `noSpf`: why SPF could not be judged. */
function judgeLegs(dmarc: Authored, noSpf: Blind | undefined): Ruling<keyof typeof outcomes> {
  const { author } = dmarc
  const about = { author: authorName(dmarc), domain: author.domain }
  const evidence = legsEvidence(dmarc)
  const [spf, dkim] = [goodLeg(dmarc, 'spf'), goodLeg(dmarc, 'dkim')]
  if (spf && dkim) return { outcome: 'aligned', about: { ...about, spf: vouches(spf), dkim: vouches(dkim) }, evidence }
  const unseen = unseenOf(dmarc, spf ? 'dkim' : dkim ? 'spf' : undefined)
  if (unseen) return { cannotTell: unseen, about, evidence }
  const good = spf ?? dkim
  if (good) {
    const lacking = good.kind === 'spf' ? 'dkim' : 'spf'
    const reserve =
      lacking === 'spf' && noSpf ? 'whether there is anything in reserve is not known' : 'there is nothing in reserve'
    const told = {
      kind: good.kind.toUpperCase(),
      good: vouches(good),
      shortcoming: shortcoming(dmarc, lacking),
      reserve,
    }
    return { outcome: 'one-leg', about: { ...about, ...told }, evidence }
  }
  if (noSpf) return { cannotTell: noSpf, about, evidence }
  const mend = mending(dmarc)
  const legsSay = { spf: shortcoming(dmarc, 'spf'), dkim: shortcoming(dmarc, 'dkim') }
  const fixFor = dmarc.result === 'fail' ? 'dmarc' : mend.fixFor
  const follows = dmarc.result === 'fail' ? { follows: ['message-dmarc'] } : {}
  return { outcome: 'unaligned', about: { ...mend.about, ...legsSay }, evidence, ...(fixFor && { fixFor }), ...follows }
}

/** Where the record was not seen, its tags were not: then only the very same domain is sure to be aligned. */
function goodLeg(dmarc: Authored, kind: DmarcLeg['kind']): DmarcLeg | undefined {
  const leg = bestLeg({ ...dmarc, legs: dmarc.walk.policy.seen ? dmarc.legs : dmarc.legs.filter(isSame(dmarc)) }, kind)
  return leg && isGood(leg) ? leg : undefined
}
const isSame =
  ({ author }: Authored) =>
  ({ domain }: DmarcLeg): boolean =>
    domain === author.domain

/** What was not seen and could decide; with `kind`, of that leg alone. */
function unseenOf(dmarc: Authored, kind: DmarcLeg['kind'] | undefined): Blind | undefined {
  const legs = dmarc.legs.filter((leg) => kind === undefined || leg.kind === kind)
  const blind = legs.find((leg) => leg.blind)?.blind
  if (blind) return blind
  if (dmarc.leftOut && kind !== 'spf') return dmarc.leftOut
  const { policy } = dmarc.walk
  if (!policy.seen && legs.some(({ passed, related }) => passed && related)) return policy.blind
  return undefined
}
