import { defineCheck, type Ruling } from '../../core/check.ts'
import type { ArcChain } from '../../core/mail-auth.ts'
import type { Blind } from '../../core/observation.ts'
import { joinNames } from '../../records/name.ts'
import { showName } from '../../records/presentation.ts'
import {
  type Authored,
  authorName,
  freemailFix,
  isAuthored,
  isGood,
  legsEvidence,
  mending,
  mendingFix,
  mendingFixes,
  shortcoming,
  vouches,
} from '../dmarc-legs-told.ts'
import { walkEvidence } from '../dmarc-walk-told.ts'
import { few } from '../few.ts'
import { claim } from '../message-subjects.ts'

const outcomes = {
  pass: { verdict: 'pass', says: 'DMARC passes for {author}, by {by}.', brief: 'DMARC pass' },
  'ed25519-alone': {
    verdict: 'fail',
    says: 'DMARC passes for {author} by a signature with Ed25519 alone, {by}. Receivers that do not verify that yet, large ones among them, see it fail: {dkimless}.',
    fix: 'Sign with an RSA key of 2048 bits as well, under a selector of its own, and publish that.',
    refs: ['RFC 8463 section 5'],
  },
  none: {
    verdict: 'fail',
    says: '{author}, the domain in From, has no DMARC record, and inherits none: receivers are not told what to do with mail forged in its name, and large ones refuse or hide bulk mail without one.',
    fix: 'Publish a DMARC record. This is the way to begin: it changes nothing in what is delivered.\n    {line}',
    fixes: { freemail: freemailFix },
    leadsTo: ['dmarc-policy/monitor-only', 'dmarc-reports/none'],
  },
  fail: {
    verdict: 'fail',
    says: 'DMARC fails for {author}, the domain in From: {dkim}, and {spf}. Its record asks receivers {asks}.{arc}',
    fix: mendingFix,
    fixes: mendingFixes,
  },
  'broken-record': {
    verdict: 'fail',
    says: 'The DMARC record at {home} that applies to {author}, the domain in From, holds no policy that can be read, so receivers act as if there were none.',
    fix: 'Put the record at {home} right: relaycheck domain {domain} says how.',
    fixes: { freemail: freemailFix },
  },
  'no-author': {
    verdict: 'fail',
    says: 'DMARC goes by the one domain in From, and the message has none, or more than one: it cannot pass, and large receivers refuse such mail.',
    fix: 'Write exactly one From field with exactly one address, at a full domain name: message-from says what is there now.',
  },
} as const

/** DMARC as a receiver would judge it. */
export default defineCheck({
  id: 'message-dmarc',
  step: 'authentication',
  title: 'DMARC passes for the domain in From',
  why: 'DMARC ties what SPF and DKIM vouch for to the address that people see. Large receivers refuse or hide mail that does not pass.',
  refs: ['RFC 9989 section 5.3', 'RFC 9989 section 4.4'],
  subject: claim,
  needs: ['mailDmarc', 'arc'],
  outcomes,
  judge({ mailDmarc, arc }) {
    if (isAuthored(mailDmarc)) return judgeAuthored(mailDmarc, arc)
    return mailDmarc.blind ? { cannotTell: mailDmarc.blind } : { outcome: 'no-author', follows: ['message-from'] }
  },
})

function judgeAuthored(dmarc: Authored, arc: ArcChain): Ruling<keyof typeof outcomes> {
  const { author, walk, legs, result, disposition = 'none', blind } = dmarc
  const { domain } = author
  const holder = walk.policy.seen ? walk.policy.value?.domain : undefined
  const home = joinNames('_dmarc', holder ?? domain)
  const mend = mending(dmarc)
  const about = {
    ...mend.about,
    author: authorName(dmarc),
    domain,
    home,
    line: `${showName(home)} 3600 IN TXT ${begin}`,
  }
  const fixFor = mend.about.provider ? { fixFor: 'freemail' } : {}
  const evidence = [...legsEvidence(dmarc), ...walkEvidence(walk)]
  switch (result) {
    case 'pass': {
      const good = legs.filter(isGood)
      const by = good.slice(0, 3).map(vouches)
      if (!good.every(({ ed25519 }) => ed25519)) return { outcome: 'pass', about: { ...about, by }, evidence }
      const other = unseenBeside(dmarc)
      return other
        ? { cannotTell: other, about: { ...about, by }, evidence }
        : { outcome: 'ed25519-alone', about: { ...about, by, dkimless: shortcoming(dmarc, 'spf') }, evidence }
    }
    case 'none':
      return { outcome: 'none', about, evidence, ...fixFor }
    case 'permerror':
      return { outcome: 'broken-record', about, evidence, ...fixFor }
    case 'temperror':
      return {
        cannotTell: blind ?? { reason: 'bug', detail: 'DMARC ended in temperror without a cause' },
        about,
        evidence,
      }
    case 'fail': {
      const legsSay = { spf: shortcoming(dmarc, 'spf'), dkim: shortcoming(dmarc, 'dkim') }
      return {
        outcome: 'fail',
        ...mend,
        about: { ...mend.about, ...legsSay, disposition, asks: asks[disposition], arc: sealed(arc) },
        evidence,
      }
    }
  }
}

/** What was not seen and might pass where Ed25519 is not verified. */
function unseenBeside({ legs, leftOut }: Authored): Blind | undefined {
  const hidden = legs.find((leg) => leg.blind && !leg.ed25519)?.blind ?? leftOut
  if (hidden || legs.some(({ kind }) => kind === 'spf')) return hidden
  return {
    reason: 'not-attempted',
    detail: 'SPF was not judged, and a signature with Ed25519, which alone passes, is not verified by all receivers',
    wayOut: 'Sign with an RSA key of 2048 bits as well, or say who sent it: --ip ADDRESS, --sender USER@DOMAIN.',
  }
}

const begin = '"v=DMARC1; p=none"'

/** RFC 8617 section 7.2: a receiver may go by the chain against the policy. */
function sealed({ result, seals }: ArcChain): string {
  if (result !== 'pass') return ''
  const sealers = few([...new Set(seals.map(({ domain }) => domain))]).join(', ')
  return ` The ARC chain of ${sealers} verifies: a receiver that trusts those may take the mail all the same (RFC 8617).`
}

const asks = {
  none: 'to do nothing about it (p=none), yet they trust such mail less',
  quarantine: 'to take such mail for spam (quarantine)',
  reject: 'to refuse such mail (reject)',
} as const
