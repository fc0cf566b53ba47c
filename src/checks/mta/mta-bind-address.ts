import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { Self } from '../../core/machine.ts'
import type { Postfix, Setting } from '../../core/mta.ts'
import { isLoopback, parseAddress, specialRange } from '../../records/address.ts'
import { ordersFor, removeOrder, setOrder } from '../mta-orders.ts'
import { isLocal, waysOf } from '../mta-routes.ts'
import { runsPostfix } from '../mta-subjects.ts'

const clear =
  'Take it out, so that the system chooses, or name an address of this machine there:\n\n    {remove}\n    {reload}'
const box =
  'The setup of Mail-in-a-Box sets it from PRIVATE_IP and PRIVATE_IPV6 in /etc/mailinabox.conf, and would put it back. Give it the addresses that this machine has today:\n\n    sudo mailinabox'

const outcomes = {
  fits: {
    verdict: 'pass',
    says: 'Mail over {family} leaves from {address} ({parameter}, {from}), which this machine has.',
  },
  half: {
    verdict: 'info',
    says: '{parameter} ({from}) fixes the address for {family} alone: over {otherFamily}, which this machine has too, mail leaves from whichever address the system chooses. SPF and blocklists then judge that one.',
  },
  'not-ours': {
    verdict: 'warn',
    says: '{parameter} = {address} ({from}) is no address of this machine: Postfix warns in its log each time, and mail over {family} leaves from whichever address the system chooses. With smtp_bind_address_enforce = yes it does not leave.',
    fix: clear,
    fixes: { box },
  },
  loopback: {
    verdict: 'fail',
    says: '{parameter} = {address} ({from}) binds outgoing connections to this machine itself: from there no server elsewhere can be reached, and no mail over {family} leaves.',
    fix: clear,
    fixes: { box },
  },
  'wrong-family': {
    verdict: 'warn',
    says: '{parameter} = {address} ({from}) is an address of {otherFamily}, and that setting is for {family}: Postfix warns in its log each time, and mail over {family} leaves from whichever address the system chooses.',
    fix: 'Put it where it belongs:\n\n    {remove}\n    {moved}\n    {reload}',
    fixes: { box },
  },
  'wrong-family-stops': {
    verdict: 'fail',
    says: '{parameter} = {address} ({from}) is an address of {otherFamily}, but inet_protocols = {protocols} leaves {family} alone: Postfix cannot read it, its SMTP client ends with a fatal error, and no mail leaves.',
    fix: 'Take it out:\n\n    {remove}\n    {reload}',
    fixes: { box },
  },
  malformed: {
    verdict: 'fail',
    says: '{parameter} = {address} ({from}) is no address: the SMTP client of Postfix ends with a fatal error, and no mail over {family} leaves.',
    fix: clear,
    fixes: { box },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-bind-address',
  step: 'mta',
  title: 'Mail leaves from an address of this machine',
  why: 'The address that mail leaves from decides which SPF terms and which blocklists apply; one that cannot be used is dropped with a warning, or stops all mail.',
  refs: [
    'https://www.postfix.org/postconf.5.html#smtp_bind_address',
    'https://www.postfix.org/postconf.5.html#inet_protocols',
  ],
  subject: {
    within: runsPostfix,
    needs: ['postfix'],
    absent: ({ postfix }) =>
      postfix
        .flatMap(({ routes }) => routes)
        .every(({ kind, bindAddress, bindAddress6 }) => kind !== 'unknown' && !(bindAddress || bindAddress6))
        ? 'smtp_bind_address is not set, and the system chooses the address'
        : undefined,
  },
  needs: ['postfix', 'machineSelf', 'mailInABox'],
  outcomes,
  judge: (facts): Rulings[] =>
    facts.postfix.flatMap((postfix) => {
      const ways = waysOf([postfix], ({ bindAddress, bindAddress6 }) => [bindAddress, bindAddress6])
      const bound = ways.flatMap(({ route }) => judgePair(postfix, route, facts))
      const blind = postfix.routes.find((route) => route.blind)?.blind
      if (bound.length === 0 && blind) return [{ cannotTell: blind }]
      return [
        ...new Map(
          bound.map((one) => [
            JSON.stringify([one.about?.parameter, one.about?.from, 'outcome' in one && one.outcome]),
            one,
          ]),
        ).values(),
      ]
    }),
})

type Known = Pick<Facts, 'machineSelf' | 'mailInABox'>
type Bound = Pick<Postfix['routes'][number], 'bindAddress' | 'bindAddress6' | 'transport'>
const names = { 4: 'smtp_bind_address', 6: 'smtp_bind_address6' } as const

function judgePair(postfix: Postfix, route: Bound, known: Known): Rulings[] {
  const { bindAddress, bindAddress6 } = route
  const four = bindAddress ? judgeOne(4, bindAddress, { postfix, route, known }) : []
  const six = bindAddress6 ? judgeOne(6, bindAddress6, { postfix, route, known }) : []
  const other = bindAddress && bindAddress6 ? undefined : bindAddress ? 6 : 4
  const isHalf = other !== undefined && uses(postfix, other) && hasWayOut(known.machineSelf, other)
  const fit = [...four, ...six].find((one) => 'outcome' in one && one.outcome === 'fits')
  return [...four, ...six, ...(isHalf && fit ? [{ outcome: 'half', about: fit.about ?? {} } as const] : [])]
}

interface Bindings {
  postfix: Postfix
  route: Bound
  known: Known
}

/** Without that family the setting is never looked at. */
function judgeOne(family: 4 | 6, { value, from }: Setting, { postfix, route, known }: Bindings): Rulings[] {
  if (!uses(postfix, family)) return []
  const other = family === 4 ? 6 : 4
  const place = { from, transport: route.transport }
  const literal = parseAddress(value.replace(/^\[(.*)\]$/, '$1'))
  const about = {
    ...ordersFor(postfix),
    parameter: names[family],
    address: literal?.text ?? value,
    from,
    family: `IPv${family}`,
    otherFamily: `IPv${other}`,
    protocols: postfix.inetProtocols.value,
    remove: removeOrder(postfix, names[family], place),
    moved: setOrder(postfix, names[other], value, place),
  }
  const fixFor = known.mailInABox && from.includes('main.cf') ? { fixFor: 'box' } : {}
  if (!literal) return [{ outcome: 'malformed', about, ...fixFor }]
  if (literal.family !== family)
    return [{ outcome: uses(postfix, other) ? 'wrong-family' : 'wrong-family-stops', about, ...fixFor }]
  if (isLoopback(literal.text))
    return goesOut(postfix) ? [{ outcome: 'loopback', about, ...fixFor }] : [{ outcome: 'fits', about }]
  if (!known.machineSelf)
    return [
      {
        cannotTell: {
          reason: 'not-attempted',
          detail: 'the addresses of that machine are not known here',
          wayOut: 'Run it on that machine itself, without --mta-root.',
        },
        about,
      },
    ]
  return [
    {
      outcome: known.machineSelf.addresses.includes(literal.text) ? 'fits' : 'not-ours',
      about,
      ...(!known.machineSelf.addresses.includes(literal.text) && fixFor),
    },
  ]
}

/** Whether some mail goes to a server that is not on this machine. */
const goesOut = ({ routes }: Postfix): boolean =>
  routes.some(({ kind, hops: [hop] }) => kind === 'direct' || (kind === 'relay' && hop !== undefined && !isLocal(hop)))

/** `all`, `ipv4`, `ipv6`, or both of these by name (postconf(5), inet_protocols). */
function uses({ inetProtocols: { value } }: Postfix, family: 4 | 6): boolean {
  const words = value.toLowerCase().split(/[\s,]+/)
  return words.includes('all') || words.includes(`ipv${family}`)
}

/** Whether this machine gets out by it: over IPv4 from private addresses too, behind NAT. */
const hasWayOut = (self: Self | undefined, family: 4 | 6): boolean =>
  self?.addresses.some(
    (address) =>
      parseAddress(address)?.family === family && !isLoopback(address) && (family === 4 || !specialRange(address)),
  ) ?? false
