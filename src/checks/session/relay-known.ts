import { defineCheck } from '../../core/check.ts'
import type { RelayProfile } from '../../core/relay.ts'
import { octetsAs } from '../session-size.ts'

export default defineCheck({
  id: 'relay-known',
  step: 'session',
  title: 'Whose relay it is',
  why: 'Of a relay that is known, its documents say which ports it has, what it limits, and what no session can show before a message is sent.',
  refs: [],
  needs: ['relay', 'relayProfile'],
  outcomes: {
    known: { verdict: 'info', says: '{host} is a relay of {name}.', brief: '{name}' },
    'not-known': {
      verdict: 'skip',
      says: 'nobody here knows whose relay {host} is, so only what it says itself is judged',
    },
  },
  judge({ relay: { host }, relayProfile }) {
    if (!relayProfile) return { outcome: 'not-known', about: { host } }
    const { id, name, ports, sources } = relayProfile
    const about = { host, relay: id, name }
    const numbers = { starttls: ports.starttls.map(String), implicit: ports.implicit.map(String) }
    const notes = [...factsOf(relayProfile), ...sources.map((source) => `documented at ${source}`)]
    const evidence = notes.map((text) => ({ kind: 'note', text }) as const)
    return { outcome: 'known', about: { ...about, ...numbers }, evidence }
  },
})

function factsOf({ ports, clearToo, mostOctets, limits, atData }: RelayProfile): string[] {
  const { starttls, implicit } = ports
  const ways = [
    ...(starttls.length > 0 ? [`with STARTTLS on ${portsOf(starttls)}`] : []),
    ...(implicit.length > 0 ? [`with TLS from the first octet on ${portsOf(implicit)}`] : []),
  ]
  return [
    ...(ways.length > 0 ? [`It takes mail ${ways.join(', and ')}.`] : []),
    ...(clearToo ? ['The ports with STARTTLS take mail in clear as well, so TLS has to be demanded at this end.'] : []),
    ...(mostOctets === undefined ? [] : [`A message may have ${octetsAs(mostOctets)}.`]),
    ...(limits === undefined ? [] : [limits]),
    ...(atData === undefined ? [] : [atData]),
  ]
}

const portsOf = (ports: readonly number[]): string =>
  ports.length === 1 ? `port ${ports[0]}` : `ports ${ports.slice(0, -1).join(', ')} and ${ports.at(-1)}`
