import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Evidence } from '../../core/finding.ts'
import type { ArcChain } from '../../core/mail-auth.ts'
import { letter } from '../message-subjects.ts'

const outcomes = {
  pass: {
    verdict: 'pass',
    says: 'The ARC chain verifies; the mail was sealed by {sealers}.',
    brief: 'sealed by {sealers}',
  },
  none: { verdict: 'skip', says: 'The mail bears no ARC seal: only lists and forwarders put one on.' },
  fail: {
    verdict: 'warn',
    says: 'The ARC chain does not verify: {problem}. What {sealers} saw when the mail came there counts for nothing, so that a list or a forwarder which broke DKIM leaves DMARC with nothing to go by.',
    fix: 'If {last} is yours, let it seal after everything else that it does to the mail, with a published key and over a chain that it verified itself; let nothing behind it change the mail. If it is not yours, tell its postmaster what is said here.',
  },
} as const

export default defineCheck({
  id: 'message-arc',
  step: 'authentication',
  title: 'The ARC chain of those who forwarded the mail verifies',
  why: 'A list or forwarder that must change the mail breaks its signature. By an unbroken ARC chain the receiver can still believe what they saw.',
  refs: ['RFC 8617 section 5.2'],
  subject: letter,
  needs: ['arc'],
  outcomes,
  judge({ arc }): Ruling<keyof typeof outcomes> {
    const { result, seals, problem = 'it is not whole', blind } = arc
    if (result === 'none') return { outcome: 'none' }
    const evidence = table(seals)
    if (result === 'temperror')
      return { cannotTell: blind ?? { reason: 'bug', detail: 'the chain was not verified' }, evidence }
    const sealers = [...new Set(seals.map(({ domain }) => domain).filter((domain) => domain !== ''))].slice(0, 12)
    const about = { sealers: sealers.length > 0 ? sealers : ['servers that are not named'] }
    if (result === 'pass') return { outcome: 'pass', about, evidence }
    return {
      outcome: 'fail',
      about: { ...about, problem, last: sealers.at(-1) ?? 'the server that sealed it' },
      evidence,
    }
  },
})

const table = (seals: ArcChain['seals']): Evidence[] =>
  seals.length === 0
    ? []
    : [
        {
          kind: 'table',
          head: ['set', 'sealed by', 'selector', 'chain before it'],
          rows: seals.map(({ instance, domain, selector, cv }) => [`i=${instance}`, domain, selector, `cv=${cv}`]),
        },
      ]
