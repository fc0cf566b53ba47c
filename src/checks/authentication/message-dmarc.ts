import { defineCheck, type Ruling } from '../../core/check.ts'
import { joinNames } from '../../records/name.ts'
import {
  type Authored,
  authorName,
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
import { claim } from '../message-subjects.ts'

const outcomes = {
  pass: { verdict: 'pass', says: 'DMARC passes for {author}, by {by}.', brief: 'DMARC pass' },
  none: {
    verdict: 'fail',
    says: '{author}, the domain in From, has no DMARC record, and inherits none: receivers are not told what to do with mail forged in its name, and large ones refuse or hide bulk mail without one.',
    fix: 'Publish a TXT record at {home} that begins with v=DMARC1. "v=DMARC1; p=none" is the way to begin: it changes nothing in what is delivered.',
    leadsTo: ['dmarc-policy/monitor-only', 'dmarc-reports/none'],
  },
  fail: {
    verdict: 'fail',
    says: 'DMARC fails for {author}, the domain in From: {dkim}, and {spf}. Its record asks receivers {asks}.',
    fix: mendingFix,
    fixes: mendingFixes,
  },
  'broken-record': {
    verdict: 'fail',
    says: 'The DMARC record at {home} that applies to {author}, the domain in From, holds no policy that can be read, so receivers act as if there were none.',
    fix: 'Put the record at {home} right: relaycheck domain {domain} says how.',
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
  needs: ['mailDmarc'],
  outcomes,
  judge({ mailDmarc }) {
    if (!isAuthored(mailDmarc)) return { outcome: 'no-author' }
    return judgeAuthored(mailDmarc)
  },
})

function judgeAuthored(dmarc: Authored): Ruling<keyof typeof outcomes> {
  const { author, walk, legs, result, disposition = 'none', blind } = dmarc
  const { domain } = author
  const holder = walk.policy.seen ? walk.policy.value?.domain : undefined
  const about = { author: authorName(dmarc), domain, home: joinNames('_dmarc', holder ?? domain) }
  const evidence = [...legsEvidence(dmarc), ...walkEvidence(walk)]
  switch (result) {
    case 'pass':
      return { outcome: 'pass', about: { ...about, by: legs.filter(isGood).slice(0, 3).map(vouches) }, evidence }
    case 'none':
      return { outcome: 'none', about, evidence }
    case 'permerror':
      return { outcome: 'broken-record', about, evidence }
    case 'temperror':
      return {
        cannotTell: blind ?? { reason: 'bug', detail: 'DMARC ended in temperror without a cause' },
        about,
        evidence,
      }
    case 'fail': {
      const mend = mending(dmarc)
      const legsSay = { spf: shortcoming(dmarc, 'spf'), dkim: shortcoming(dmarc, 'dkim') }
      return {
        outcome: 'fail',
        ...mend,
        about: { ...mend.about, ...legsSay, disposition, asks: asks[disposition] },
        evidence,
      }
    }
  }
}

const asks = {
  none: 'to do nothing about it (p=none), yet they trust such mail less',
  quarantine: 'to take such mail for spam (quarantine)',
  reject: 'to refuse such mail (reject)',
} as const
