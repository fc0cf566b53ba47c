import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { About, Evidence } from '../../core/finding.ts'
import type { Blind } from '../../core/observation.ts'
import type { NameServers } from '../../core/zone.ts'
import { few } from '../few.ts'
import { hostsOf, looksOf, named, type ServerLook } from '../name-server-states.ts'
import { domain } from '../subjects.ts'

const unseen = 'name servers'

const outcomes = {
  healthy: { verdict: 'pass', says: 'The name servers of {zone} answer for it: {servers}.' },
  single: {
    verdict: 'warn',
    says: 'All of {zone} hangs on one name server: {servers}. While that is down or out of reach, no receiver can read SPF, DKIM and DMARC, and mail waits or is refused.',
    fix: 'Add a second name server at another place, to the NS records of {zone} and at the registrar. Most DNS hosts give two or more.',
  },
  'single-silent': {
    verdict: 'warn',
    says: 'All of {zone} hangs on one name server, and that does not answer this machine: {servers}. Either it is down, and receivers read SPF, DKIM and DMARC only as long as resolvers remember them, or a firewall on the way lets DNS out to the resolver only.',
    fix: 'See that the name server runs, and lets port 53 in over UDP and TCP. Then add a second one at another place, to the NS records of {zone} and at the registrar.',
  },
  lame: {
    verdict: 'warn',
    says: '{zone} is delegated to name servers that do not answer for it: {servers}. Resolvers that try them lose time, and now and then the answer, and mail checks with it.',
    fix: 'Load the zone {zone} on them, or take them out of its NS records and out of the delegation at the registrar.',
    leadsTo: ['zone-name-servers/single'],
  },
  'all-lame': {
    verdict: 'fail',
    says: 'None of the name servers of {zone} answers for it: {servers}. What resolvers still know runs out with its TTL; then receivers can check nothing, and mail is deferred or refused.',
    fix: 'Load the zone {zone} on its name servers, or enter at the registrar the name servers that have it. Some networks answer DNS in place of the servers that are asked: if resolvers elsewhere see nothing wrong, run this again from another network.',
  },
  'all-unreachable': {
    verdict: 'fail',
    says: 'None of the name servers of {zone} can be reached (nothing listens there, or they have no address): {servers}. The resolver gets no new answer of the zone either. What resolvers still know runs out with its TTL; then receivers can check nothing, and mail is deferred or refused.',
    fix: 'Start the name servers and let port 53 in, over UDP and TCP; or enter at the registrar name servers that have the zone {zone}.',
  },
  unreachable: {
    verdict: 'warn',
    says: 'These name servers of {zone} cannot be reached (nothing listens there, or they have no address): {servers}. Resolvers that try them lose time, and now and then the answer, and mail checks with it.',
    fix: 'Start the name server there and let port 53 in, over UDP and TCP; publish its address if it has none; or take it out of the NS records of {zone} and out of the delegation at the registrar.',
    leadsTo: ['zone-name-servers/single'],
  },
  unlisted: {
    verdict: 'info',
    says: '{zone} answers, but lists no name servers of its own (no NS records), so they were not asked. Publish in the zone the same ones as at the registrar.',
  },
  silent: {
    verdict: 'skip',
    says: 'The resolver has answers of {zone}, but its name servers do not answer this machine: {servers}. Either a firewall here lets DNS out to the resolver only, or they are down and the resolver tells what it remembers: another network shows which.',
    brief: 'its name servers do not answer this machine',
    unseen,
  },
  'silent-family': {
    verdict: 'skip',
    says: 'Over {families} no name server of {zone} answered this machine ({servers}); over the other family they did. Probably the way there is shut or broken from here.',
  },
  intercepted: {
    verdict: 'skip',
    says: 'The name servers of {zone} were asked, but every answer came without the AA bit: something between here and them seems to answer in their place.',
    brief: 'its name servers cannot be asked from here',
    unseen,
  },
  'no-route': {
    verdict: 'skip',
    says: 'This machine has no route to these addresses of name servers, so they were not asked: {servers}.',
  },
  'out-of-reach': {
    verdict: 'skip',
    says: 'This machine has no route to any name server of {zone}, so none was asked: {servers}.',
    brief: 'its name servers cannot be asked from here',
    unseen,
  },
  'not-asked': { verdict: 'skip', says: 'The answers come from {server}, not from name servers.' },
} as const

type Rulings = Ruling<keyof typeof outcomes>[]

export default defineCheck({
  id: 'zone-name-servers',
  step: 'zone',
  title: 'Every name server of the zone answers for it',
  why: 'Receivers read SPF, DKIM and DMARC from the name servers: one that is lame or dead makes those checks fail now and then.',
  refs: ['RFC 1034 section 4.1', 'RFC 2182 section 5', 'RFC 1912 section 2.8'],
  subject: domain,
  needs: ['nameServers'],
  outcomes,
  judge({ nameServers: { zone, answer, servers, file, unresolved } }): Rulings {
    if (file !== undefined) return [{ outcome: 'not-asked', about: { server: file } }]
    if (!servers.length) return [{ outcome: 'unlisted', about: { zone }, evidence: dnsEvidence(answer) }]
    const { looks, table } = looksOf(servers)
    const evidence = [...dnsEvidence(answer), table]
    const about = (which: readonly ServerLook[]): About => ({
      zone,
      servers: few(which.map(named)),
      families: [...new Set(which.map((look) => `IPv${familyOf(look)}`))],
    })
    const without = looks.filter((look) => look.state === 'no-route')
    const asked = without.length > 0 ? looks.filter((look) => look.state !== 'no-route') : looks
    const isWell = asked.length > 0 && asked.every(({ state }) => state === 'answers')
    const found = isWell ? [] : judgeAsked(asked, unresolved, penFor(about, evidence))
    const single = judgeSingle(servers)
    if (single === true)
      found.push({ outcome: isShut(asked) ? 'single-silent' : 'single', about: about(looks), evidence })
    else if (single && !found.some((ruling) => 'cannotTell' in ruling))
      found.push({ cannotTell: single, about: about(looks), evidence })
    if (without.length)
      found.push({ outcome: asked.length ? 'no-route' : 'out-of-reach', about: about(without), evidence })
    if (found.some((ruling) => 'cannotTell' in ruling || isFault(ruling.outcome))) return found
    const healthy = looks.filter((look) => look.state === 'answers')
    if (!healthy.length) return found
    return [{ outcome: 'healthy', about: { zone, servers: hostsOf(healthy) }, evidence }, ...found]
  },
})

/** Nobody was heard, though somebody was asked. */
const isShut = (asked: Which): boolean =>
  asked.length > 0 && asked.every(({ state }) => state === 'silent' || state === 'unreachable')

const isFault = (outcome: keyof typeof outcomes): boolean => outcomes[outcome].verdict !== 'skip'

type Which = readonly ServerLook[]
/** Makes the rulings of one check: about these looks, with this evidence. */
interface Pen {
  rule(outcome: keyof typeof outcomes, which: Which): Rulings
  cannotTell(which: Which): Rulings
}
const penFor = (about: (which: Which) => About, evidence: readonly Evidence[]): Pen => ({
  rule: (outcome, which) => (which.length ? [{ outcome, about: about(which), evidence }] : []),
  cannotTell: (which) =>
    which.flatMap(({ blind }) => (blind ? [{ cannotTell: blind, about: about(which), evidence }] : [])).slice(0, 1),
})

/** What is wrong with the addresses that were asked. */
function judgeAsked(asked: Which, unresolved: Blind | undefined, pen: Pen): Rulings {
  const inState = (...states: ServerLook['state'][]) => asked.filter((look) => states.includes(look.state))
  const lame = inState('lame', 'unauthoritative')
  const answered = [...inState('answers'), ...lame]
  const unheard = asked.filter((look) => !answered.includes(look))
  const inTheirPlace = answered.length > 0 && answered.every(isInPlace)
  if (inTheirPlace && (!unresolved || inState('unauthoritative').length === asked.length))
    return [...pen.rule('intercepted', answered), ...judgeUnheard(unheard, unresolved, pen)]
  if (asked.length && lame.length === asked.length) return pen.rule('all-lame', lame)
  if (inState('answers').length + lame.length === 0) return judgeUnheard(asked, unresolved, pen)
  const silent = inState('silent')
  const hushed = silent.filter((look) => familyIsHushed(look, asked))
  return [
    ...pen.rule('lame', lame),
    ...pen.rule('unreachable', inState('unreachable')),
    ...pen.rule('silent-family', hushed),
    ...pen.cannotTell([...inState('unseen'), ...silent.filter((look) => !hushed.includes(look))]),
  ]
}

/**
 * Not one of them was heard. While the resolver has their answers, that says more about the way from here than about
 * them, unless they have no address.
 */
function judgeUnheard(asked: Which, unresolved: Blind | undefined, { rule, cannotTell }: Pen): Rulings {
  const unreachable = asked.filter((look) => look.state === 'unreachable')
  const unseen = asked.filter((look) => look.state === 'unseen')
  const silent = asked.filter((look) => look.state === 'silent')
  const nowhere = unreachable.filter((look) => look.address === undefined)
  // A resolver that gives up says that the servers fail; one that is late says nothing of them.
  if (unresolved?.reason === 'timeout' && !unresolved.ownServers)
    return [...rule('unreachable', nowhere), ...cannotTell(asked.map((look) => ({ ...look, blind: unresolved })))]
  if (unresolved)
    return unreachable.length === asked.length
      ? rule('all-unreachable', unreachable)
      : [...rule('unreachable', unreachable), ...cannotTell([...unseen, ...silent])]
  const shut = asked.filter((look) => (silent.includes(look) || unreachable.includes(look)) && !nowhere.includes(look))
  return [...rule('unreachable', nowhere), ...cannotTell(unseen), ...rule('silent', shut)]
}

/** Whether what came from this address need not be of the name server that is meant: a resolver on the way answers so. */
const isInPlace = ({ state, blind }: ServerLook): boolean =>
  state === 'unauthoritative' || (state === 'lame' && blind?.recursive === true)

const familyOf = ({ address = '' }: { address?: string }) => (address.includes(':') ? 6 : 4)

/** Whether nobody was heard over the whole family of this address: then the way there is in doubt, not the server. */
const familyIsHushed = (look: ServerLook, asked: readonly ServerLook[]): boolean =>
  asked
    .filter((other) => other.address !== undefined && familyOf(other) === familyOf(look))
    .every((other) => other.state === 'silent')

/** One machine as far as addresses show: every name leads to the same one address of each family. Blind where more may be there. */
function judgeSingle(servers: NameServers['servers']): boolean | Blind {
  if (hasTwoAddresses(servers)) return false
  const sets = servers.map(({ addresses }) => addresses.map(({ address }) => address))
  const unseen = servers.flatMap(({ lookups: { A, AAAA } }) => [A, AAAA]).find((answer) => answer.kind === 'blind')
  if (unseen?.kind === 'blind') return unseen.blind
  if (servers.length > 1 && sets.some((set) => set.length === 0)) return false
  return new Set(sets.map((set) => set.join(' '))).size === 1
}

/** Whether two addresses of one family are among theirs. */
function hasTwoAddresses(servers: NameServers['servers']): boolean {
  const first: { 4?: string; 6?: string } = {}
  for (const { addresses } of servers)
    for (const one of addresses) {
      const family = familyOf(one)
      first[family] ??= one.address
      if (first[family] !== one.address) return true
    }
  return false
}
