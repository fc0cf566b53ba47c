import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { MtaFound, Smarthost } from '../../core/mta.ts'
import { few } from '../few.ts'
import { ordersFor, setting } from '../mta-orders.ts'
import { mtaNames } from '../mta-subjects.ts'

const outcomes = {
  found: {
    verdict: 'pass',
    says: 'The mail server of {machine} is {called}, as configured in {directories}.',
    brief: '{called}',
  },
  other: {
    verdict: 'info',
    says: 'The mail server of {machine} is {called} ({files}). {does} Only the settings of Postfix are read in full, so no more is said of it here.',
    brief: '{called}',
  },
  configured: {
    verdict: 'info',
    says: 'No mail server was found on {machine}, but {files} configures {called}: its program stands elsewhere, or is gone. {does}',
    brief: '{called} by its configuration, the program is not here',
  },
  several: {
    verdict: 'info',
    says: '{machine} has several programs that take outgoing mail: {all}. Which of them a program uses hangs on whom it calls: /usr/sbin/sendmail is {sendmail}.',
  },
  none: {
    verdict: 'info',
    says: 'No mail server was found on {machine}, and no program that only hands mail on: nothing that calls sendmail here can send mail.',
  },
  unconfigured: {
    verdict: 'fail',
    says: 'Postfix is installed on {machine}, but has no /etc/postfix/main.cf: it does not start, and what programs here hand to sendmail goes nowhere.',
    fix: 'Put the main.cf there that Debian brings, and start with it:\n\n    cp /usr/share/postfix/main.cf.debian /etc/postfix/main.cf\n    postconf -e {aliases}\n    touch /etc/aliases && newaliases\n    systemctl restart postfix\n\nThen choose what this machine is to do with mail (through a relay: "Satellite system" or "Internet with smarthost"):\n\n    dpkg-reconfigure postfix\n\nWhere that is not Debian, install the package anew, which brings its own main.cf.',
  },
  broken: {
    verdict: 'fail',
    says: 'Postfix stumbles over its own configuration: {faults}. Until that is mended it does not start, or keeps all mail that needs the setting.',
    fix: 'Mend that line. Postfix says the same, and names all others:\n\n    {check}',
    fixes: {
      protocols:
        'Name all, ipv4, ipv6 or both of these, in small letters:\n\n    {postconf} -e {protocols}\n    {reload}',
    },
  },
  'partly-read': {
    verdict: 'info',
    says: 'Of the configuration of Postfix this was not read or not followed: {unread}. What is said of routes and logins does not count it.',
  },
} as const

export default defineCheck({
  id: 'mta-found',
  step: 'mta',
  title: 'The mail server of this machine',
  why: 'Programs, cron and PHP hand their mail to whatever answers as sendmail here; what that does with it decides whether it arrives.',
  refs: ['https://www.postfix.org/postconf.5.html', 'postfix(1)'],
  needs: ['machine', 'mta', 'postfix'],
  outcomes,
  judge({ machine: { display: machine }, mta, postfix }): Ruling<keyof typeof outcomes>[] {
    const [first] = mta
    if (!first) return [{ outcome: 'none', about: { machine } }]
    const all = mta.map(called)
    const sendmail = mta.find(({ files }) => files.includes('/usr/sbin/sendmail')) ?? first
    if (first.noProgram)
      return mta.map((one) => {
        const about = { machine, called: called(one), kind: one.kind, files: one.files }
        return { outcome: 'configured', about: { ...about, does: doesWith(one, false) } } as const
      })
    const several = { outcome: 'several', about: { machine, all, sendmail: mtaNames[sendmail.kind] } } as const
    return [...judgeFirst(first, { machine, postfix }), ...(mta.length > 1 ? [several] : [])]
  },
})

function judgeFirst(
  first: MtaFound,
  { machine, postfix }: { machine: string; postfix: Facts['postfix'] },
): Ruling<keyof typeof outcomes>[] {
  const about = { machine, called: called(first), kind: first.kind, files: first.files }
  if (first.kind !== 'postfix')
    return [{ outcome: 'other', about: { ...about, does: doesWith(first, postfix.length === 0) } }]
  if (postfix.length === 0)
    return [{ outcome: 'unconfigured', about: { ...about, aliases: setting('alias_maps', '$alias_database') } }]
  const faulty = postfix.filter(({ faults }) => faults.length > 0)
  const unread = few([...new Set(postfix.flatMap(({ unread }) => unread))])
  const broken = faulty.map((one) => {
    const isProtocols = one.faults.every((fault) => fault.startsWith('inet_protocols '))
    const orders = { ...ordersFor(one), protocols: setting('inet_protocols', 'all') }
    return {
      outcome: 'broken',
      about: { ...about, ...orders, faults: few(one.faults) },
      ...(isProtocols && { fixFor: 'protocols' }),
    } as const
  })
  const directories = postfix.map(({ configDirectory }) => configDirectory)
  return [
    ...(broken.length > 0 ? broken : [{ outcome: 'found', about: { ...about, directories } } as const]),
    ...(unread.length > 0 ? [{ outcome: 'partly-read', about: { ...about, unread } } as const] : []),
  ]
}

const called = ({ kind, version }: MtaFound): string => mtaNames[kind] + (version === undefined ? '' : ` ${version}`)

/** What it does with outgoing mail, a sentence. Its relays are tried where Postfix has none. */
function doesWith({ smarthost, otherSmarthosts = [], local, unread }: MtaFound, isTried: boolean): string {
  if (unread !== undefined) return `It was not seen: ${unread}.`
  if (local) return 'It delivers on this machine alone: nothing goes out.'
  if (!smarthost) return 'It hands mail directly to the servers of each recipient.'
  const { host, port } = smarthost
  const others = few(otherSmarthosts.map(atPort))
  const next = others.length > 0 ? `, and to ${others.join(', ')} when that does not answer` : ''
  const order = `relaycheck relay ${host}${port === undefined ? '' : `:${port}`}`
  return `It hands all mail to ${atPort(smarthost)}${next}${isTried ? '' : `: try that with ${order}`}.`
}

const tlsNames = { starttls: 'STARTTLS', implicit: 'implicit TLS' } as const

/** `mail.example.com port 587 (STARTTLS, with a login)`, as far as its configuration says. */
function atPort({ host, port, tls, login }: Smarthost): string {
  const how = [...(tls ? [tlsNames[tls]] : []), ...(login ? ['with a login'] : [])]
  const behind = how.length > 0 ? ` (${how.join(', ')})` : ''
  return `${host}${port === undefined ? '' : ` port ${port}`}${behind}`
}
