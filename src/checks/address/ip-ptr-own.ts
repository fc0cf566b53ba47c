import type { NetworkFact, ReverseName } from '../../core/address.ts'
import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { hostingByName } from '../../knowledge/hosting.ts'
import { genericName } from '../../records/generic-name.ts'
import { howToSetReverse, named } from '../address-subjects.ts'

export default defineCheck({
  id: 'ip-ptr-own',
  step: 'address',
  title: 'The name is your own, not the one the network gave',
  why: 'A name made of the address marks a line of a customer, not a mail server: Outlook.com, T-Online and Comcast refuse mail from those.',
  refs: ['RFC 8601 section 2.7.3', 'https://sendersupport.olc.protection.outlook.com/pm/troubleshooting'],
  subject: named,
  needs: ['reverse', 'network', 'address'],
  outcomes: {
    own: { verdict: 'pass', says: '{name} is a name that somebody chose for {ip}.' },
    generic: {
      verdict: 'warn',
      says: '{ip} has the name {name}, which {why}. Outlook.com, T-Online and Comcast refuse mail from addresses with such names, and filters count it against others.',
      fix: 'Set the reverse DNS of {ip} to the name that the server gives in HELO, such as mail.example.com, once that name leads to {ip}. {how}',
    },
    unconfirmed: { verdict: 'skip', says: '{name} does not lead back to {ip}, so nobody believes it' },
  },
  judge({ reverse, network, address }) {
    if (reverse.answer.kind === 'blind') return { cannotTell: reverse.answer.blind }
    const evidence = dnsEvidence(reverse.answer)
    const looks = reverse.names.map((name) => ({ name, why: whyGeneric(name, address.name, network) }))
    const ip = address.display
    const chosen = looks.filter(({ why }) => why === undefined).map(({ name }) => name)
    const own = chosen.find(({ confirmed }) => confirmed)
    if (own) return { outcome: 'own', about: { ip, name: own.display }, evidence }
    const unseen = chosen.find(({ forward }) => forward.kind === 'blind')
    if (unseen?.forward.kind === 'blind') return { cannotTell: unseen.forward.blind, evidence }
    const believed = looks.find(({ name }) => name.confirmed) ?? (chosen.length === 0 ? looks[0] : undefined)
    if (!believed) return { outcome: 'unconfirmed', about: { ip, name: chosen[0]?.display ?? '' }, evidence }
    const { name, why = '' } = believed
    const about = { ip, name: name.display, why, how: howToSetReverse(network, address.family) }
    return { outcome: 'generic', about, evidence }
  },
})

/** A clause about the name; nothing where somebody chose it. */
function whyGeneric({ name }: ReverseName, ip: string, network: NetworkFact): string | undefined {
  const host = hostingByName(name) ?? ('known' in network ? network.known.hosting : undefined)
  if (host?.defaultNames.some((pattern) => pattern.test(name))) return `is what ${host.name} gives every address`
  return genericName(name, ip)?.replace(/^it /, '')
}
