import { type DmarcLeg, leftOutOf, type MailDmarc, type MailSignatures, type MailSpf } from '../../core/mail-auth.ts'
import type { Observation } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import { type Leg, type Legs, notSeen } from './legs.ts'

const longestName = 60
/** What a message calls itself or another: made visible, and cut where nobody would read on. */
export const cut = (text: string): string =>
  visible(text.length > longestName ? `${text.slice(0, longestName)}…` : text)

/** SPF and DKIM of the message, each with what DMARC found of its alignment. */
export function messageLegs(
  spf: Observation<MailSpf>,
  signed: Observation<MailSignatures>,
  dmarc: Observation<MailDmarc>,
): Legs {
  return {
    spf: { ...spfLeg(spf), ...alignedBy(dmarc, 'spf') },
    dkim: { ...alignedBy(dmarc, 'dkim'), ...dkimLeg(signed) },
    wayOut: 'Say who sent it: --ip ADDRESS and --sender USER@DOMAIN.',
  }
}

/** Nothing where From names nobody to be aligned with, or where it was not seen. */
function alignedBy(dmarc: Observation<MailDmarc>, kind: DmarcLeg['kind']): { aligned?: boolean } {
  if (!dmarc.seen || !dmarc.value.author) return {}
  const legs = dmarc.value.legs.filter((leg) => leg.kind === kind)
  if (legs.some(({ passed, aligned }) => passed && aligned)) return { aligned: true }
  return legs.some(({ blind }) => blind) ? {} : { aligned: false }
}

function spfLeg(spf: Observation<MailSpf>): Leg {
  if (!spf.seen) return notSeen('SPF was not seen', spf.blind)
  if ('why' in spf.value) return { state: 'unobservable', says: `SPF cannot be judged: ${spf.value.why}` }
  const { verdict, domain } = spf.value
  const { result } = verdict
  if (result === 'temperror' || verdict.doubt) return notSeen('SPF was not seen', verdict.blind ?? verdict.doubt)
  return result === 'pass'
    ? { state: 'holds', says: `SPF passes for ${cut(domain)}` }
    : {
        state: 'broken',
        says: `SPF gives ${result} for ${cut(domain)}`,
        fix: `Let SPF pass for the return path at ${cut(domain)}: its record has to name whoever sends.`,
      }
}

/**
 * Gmail, Microsoft, Yahoo and Apple take such a signature for none that they know (RFC 8463 is of 2018; reports of 2026
 * still say so).
 */
const isEd25519 = (algorithm: string): boolean => algorithm.startsWith('ed25519')

function dkimLeg(signed: Observation<MailSignatures>): Leg {
  if (!signed.seen) return notSeen('DKIM was not seen', signed.blind)
  const { signatures, count } = signed.value
  const passing = signatures.filter(({ result }) => result === 'pass')
  const pass = passing.find(({ algorithm }) => !isEd25519(algorithm))
  if (pass) return { state: 'holds', says: `the signature of ${cut(pass.domain)} passes` }
  const unseen = signatures.find(({ result }) => result === 'temperror')
  if (unseen) return notSeen('a DKIM key was not seen', unseen.blind)
  const left = leftOutOf(signed.value)
  if (left) return notSeen('not all signatures were looked at', left)
  if (passing.length > 0)
    return {
      state: 'broken',
      says: 'the only signatures that pass are Ed25519, which large receivers do not verify',
      fix: 'Sign with an RSA key of 2048 bits as well.',
      wasAligned: true,
    }
  if (count === 0)
    return {
      state: 'broken',
      says: 'it has no DKIM signature',
      fix: 'Sign outgoing mail in the name of the domain in From, with a key that is published.',
    }
  const own = signatures.find(({ whose }) => whose === 'author')
  const domain = cut((own ?? signatures[0])?.domain ?? '')
  return {
    state: 'broken',
    says: `no DKIM signature passes (${domain})`,
    fix: `Let the signature of ${domain} verify when the mail arrives: its key published, and nothing behind the signer that changes the mail.`,
    ...(own && { wasAligned: true }),
  }
}
