import type { ReverseName } from '../../core/address.ts'
import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { parseDomain } from '../../records/domain.ts'
import { neverAsk } from '../../records/name.ts'
import { howToSetReverse, named } from '../address-subjects.ts'
import { few } from '../few.ts'

export default defineCheck({
  id: 'ip-forward-confirmed',
  step: 'address',
  title: 'The name leads back to the address',
  why: 'Anybody can give an address any name; only one that leads back is believed.',
  refs: ['RFC 8601 section 2.7.3', 'RFC 1912 section 2.1', 'https://support.google.com/a/answer/81126'],
  subject: named,
  needs: ['reverse', 'network', 'address'],
  outcomes: {
    confirmed: {
      verdict: 'pass',
      says: '{ip} has the name {name}, and {name} leads back to {ip}.',
      brief: 'has a name, and the name leads back to it',
    },
    unconfirmed: {
      verdict: 'fail',
      says: '{ip} has the name {name}, but that does not lead back: {found}. Gmail, Microsoft over IPv6, Comcast, Orange and others refuse mail from such an address.',
      fix: 'Set the reverse DNS of {ip} to a name of your own that leads to {ip}. {how}',
      fixes: {
        ownable:
          'Where the zone of {owned} is yours, publish this there:\n\n    {line}\n\nElse set the reverse DNS of {ip} to a name of your own that leads to {ip}. {how}',
      },
    },
  },
  judge({ reverse, network, address }) {
    const { answer, names, more, name: question } = reverse
    if (answer.kind === 'blind') return { cannotTell: answer.blind }
    const evidence = [...dnsEvidence(answer), ...names.flatMap(({ forward }) => dnsEvidence(forward))]
    const ip = address.display
    const good = names.find(({ confirmed }) => confirmed)
    if (good) return { outcome: 'confirmed', about: { ip, name: good.display }, evidence }
    const unseen = names.find(({ confirmed }) => confirmed === undefined)
    if (unseen?.forward.kind === 'blind') return { cannotTell: unseen.forward.blind, evidence }
    if (more > 0) return { cannotTell: tooMany(names.length, `PTR ${question}`), evidence }
    const [first] = names
    const how = howToSetReverse(network, address.family)
    const about = { ip, name: first?.display ?? '', found: few(names.map(leadsTo)), how }
    const owned = names.find(isOwnable)
    if (!owned) return { outcome: 'unconfirmed', about, evidence }
    const line = `${owned.name}. 3600 IN ${address.family === 4 ? 'A' : 'AAAA'} ${address.name}`
    return { outcome: 'unconfirmed', about: { ...about, owned: owned.display, line }, fixFor: 'ownable', evidence }
  },
})

/** Whether anybody can have a zone with the name in it: not the root, nor `localhost`, nor what ends in a number (RFC 3696 section 2). */
const isOwnable = ({ name }: ReverseName): boolean =>
  name.includes('.') && 'name' in parseDomain(name) && neverAsk(name) === undefined && !/\.\d+$/.test(name)

const tooMany = (count: number, question: string) => ({
  reason: 'not-attempted' as const,
  detail: `the address has more names than are looked at, and none of the first ${count} leads back to it`,
  question,
  wayOut: 'Leave one name in the reverse DNS of the address, the one that the server gives in HELO.',
})

function leadsTo({ display, forward }: ReverseName): string {
  const type = forward.kind === 'blind' ? '' : forward.question.type
  if (forward.kind !== 'records')
    return forward.kind === 'no-such-name'
      ? `${display} does not exist`
      : `${display} has no ${type} record`.replace('  ', ' ')
  return `${display} leads to ${few(forward.records.map(({ data }) => data)).join(', ')}`
}
