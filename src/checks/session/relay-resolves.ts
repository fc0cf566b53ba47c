import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { few } from '../few.ts'

export default defineCheck({
  id: 'relay-resolves',
  step: 'session',
  title: 'The relay has an address',
  why: 'Mail goes to an address: a name that leads to none keeps everything in the queue.',
  refs: ['RFC 5321 section 5.1'],
  needs: ['relay', 'relayHost', 'relayProfile', 'asked'],
  outcomes: {
    resolves: { verdict: 'pass', says: '{host} has {count}: {addresses}.' },
    literal: { verdict: 'skip', says: '{host} is an address, so no name is looked up' },
    no: {
      verdict: 'fail',
      says: '{host} {what}. Nothing can be sent through it: Postfix keeps the mail in its queue, and gives it back after five days.',
      fix: 'Give the full name of the server as the relay documents it, not the domain that it belongs to; in relayhost of Postfix it stands in brackets. Where the server is yours, publish its address as an A record of {host}.',
      fixes: {
        documented:
          'Ask another resolver (--resolver ADDRESS): {name} documents that name, so the one that was asked does not say what others are told. Some networks keep such names from those who are in them.',
        family:
          'Leave {option} away. Where the server is yours and is to be reached that way, publish its address as {record} record of {host}.',
      },
    },
  },
  judge({ relay: { host, literal }, relayHost: { answers, addresses, more }, relayProfile, asked }) {
    if (literal) return { outcome: 'literal', about: { host } }
    const evidence = answers.flatMap((answer) => dnsEvidence<'A' | 'AAAA'>(answer))
    if (addresses.length > 0) {
      const all = addresses.length + more
      const count = `${all} ${all === 1 ? 'address' : 'addresses'}`
      const shown = more > 0 ? [...addresses, `and ${more} more, which are not tried`] : few(addresses)
      return { outcome: 'resolves', about: { host, count, addresses: shown }, evidence }
    }
    const unseen = answers.find((answer) => answer.kind === 'blind')
    if (unseen) return { cannotTell: unseen.blind, about: { host }, evidence }
    const isNoName = answers.some(({ kind }) => kind === 'no-such-name')
    const { family: wanted, source } = asked.session ?? {}
    const family = isNoName ? undefined : (wanted ?? (source === undefined ? undefined : source.includes(':') ? 6 : 4))
    const kind = family === undefined ? 'no address' : `no IPv${family} address`
    const what = isNoName ? 'does not exist in DNS' : `has ${kind} in DNS`
    const about = { host, what }
    if (family !== undefined) {
      const record = family === 4 ? 'an A' : 'an AAAA'
      const option = wanted === undefined ? `--bind ${source}` : `--ipv${family}`
      return { outcome: 'no', about: { ...about, option, record }, evidence, fixFor: 'family' }
    }
    if (!relayProfile?.hosts.includes(host)) return { outcome: 'no', about, evidence }
    return { outcome: 'no', about: { ...about, name: relayProfile.name }, evidence, fixFor: 'documented' }
  },
})
