import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { routable } from '../address-subjects.ts'

export default defineCheck({
  id: 'ip-network',
  step: 'address',
  title: 'Whose network the address is in',
  why: 'The network decides which ports are open to the outside, who sets reverse DNS, and whose reputation is shared.',
  refs: ['https://www.team-cymru.com/ip-asn-mapping'],
  subject: routable,
  needs: ['network', 'address'],
  outcomes: {
    known: {
      verdict: 'info',
      says: '{ip} is in {prefix} of AS{asn}, {operator}.',
      brief: 'AS{asn} {operator}',
    },
    hosted: {
      verdict: 'info',
      says: '{ip} is in {prefix} of AS{asn}, {operator}. {rules}',
      brief: 'AS{asn} {operator}',
    },
    unseen: { verdict: 'skip', says: 'whose network {ip} is in could not be learned: {why}' },
  },
  judge({ network, address }) {
    const ip = address.display
    if ('unknown' in network) return { outcome: 'unseen', about: { ip, why: network.unknown } }
    const { prefix, asn, operator, country, hosting, answers } = network.known
    const called = [operator ?? 'whose name is not known', ...(country === undefined ? [] : [country])]
    const about = { ip, prefix, asn, operator: [...new Set(called)].join(', ') }
    const evidence = answers.flatMap(dnsEvidence)
    const reverse = hosting?.reverse && `Reverse DNS: ${hosting.reverse}`
    const rules = [hosting?.ports, hosting?.unblock, reverse].filter(Boolean).join(' ')
    return rules === ''
      ? { outcome: 'known', about, evidence }
      : { outcome: 'hosted', about: { ...about, hosting: hosting?.name ?? '', rules }, evidence }
  },
})
