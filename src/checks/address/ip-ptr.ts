import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { howToSetReverse, routable } from '../address-subjects.ts'
import { few } from '../few.ts'

export default defineCheck({
  id: 'ip-ptr',
  step: 'address',
  title: 'The address has a name',
  why: 'An address without reverse DNS is taken for a hijacked machine: Gmail, Yahoo, Comcast, GMX and many others refuse its mail.',
  refs: ['RFC 1912 section 2.1', 'https://support.google.com/a/answer/81126'],
  subject: routable,
  needs: ['reverse', 'network', 'address'],
  outcomes: {
    present: { verdict: 'pass', says: '{ip} has the name {names}.' },
    none: {
      verdict: 'fail',
      says: '{ip} has no name: {question} answers that there is none. Gmail, Yahoo, Comcast, GMX and many others refuse mail from an address without one.',
      fix: 'Set the reverse DNS of {ip} to the name that the server gives in HELO, such as mail.example.com, and let that name lead back to {ip}. {how}',
      leadsTo: ['ip-ptr-own/generic'],
    },
    several: {
      verdict: 'info',
      says: '{ip} has several names: {names}. Receivers look at the first one that comes, so each has to lead back to {ip}; one name is enough.',
    },
  },
  judge({ reverse, network, address }) {
    const { answer, names, more, name } = reverse
    if (answer.kind === 'blind') return { cannotTell: answer.blind }
    const all = [...names.map(({ display }) => display), ...(more > 0 ? [`${more} more`] : [])]
    const about = { ip: address.display, names: few(all), question: `PTR ${name}` }
    const evidence = dnsEvidence(answer)
    if (names.length === 0)
      return { outcome: 'none', about: { ...about, how: howToSetReverse(network, address.family) }, evidence }
    return { outcome: all.length > 1 ? 'several' : 'present', about, evidence }
  },
})
