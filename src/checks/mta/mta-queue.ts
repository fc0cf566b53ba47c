import { defineCheck, defineSubject, type Ruling } from '../../core/check.ts'
import type { About, Evidence } from '../../core/finding.ts'
import type { Postfix } from '../../core/mta.ts'
import type { QueueReason, QueueState } from '../../core/queue.ts'
import { grouped } from '../../records/number.ts'
import { few, quoted } from '../few.ts'
import { ordersFor, shell } from '../mta-orders.ts'
import { type Cause, causeOf, eximCause, isSilent, type Mover } from '../mta-queue-causes.ts'
import { withoutPostfix } from '../mta-subjects.ts'

const again = 'Then have {program} try again:\n\n    {flush}'

const outcomes = {
  flowing: {
    verdict: 'pass',
    says: 'Mail flows: {state}.',
    brief: '{brief}',
  },
  deferred: {
    verdict: 'info',
    says: '{count} in the queue{instance}{oldest}, for reasons on the side of those it is for. {means} {program} comes again by itself, and gives mail back after days.',
  },
  'our-fault': {
    verdict: 'warn',
    says: '{count} in the queue{instance}{oldest}, and it is for this machine to mend that. {means} {program} writes: {reply}.',
    fix: `Look at the log of {program} for what it says before that: {log}. ${again}`,
    fixes: {
      mechanism: `See mta-login-plugin and mta-login-enabled for what to mend. ${again}`,
      password: `Correct the entry in the file of smtp_sasl_password_maps, and make the table of it with postmap: see mta-login-map and mta-login-entry. ${again}`,
      entry: `See mta-login-enabled and mta-login-entry for what keeps Postfix from logging in. ${again}`,
      table: `See mta-login-map for which table that is. If it names none, Postfix does:\n\n    grep -E 'warning|error' /var/log/mail.log | tail\n\n${again}`,
      transport: `Let Postfix look for it, and mend what it names; see mta-route and mta-found:\n\n    {check}\n\n${again}`,
      wrapper: `See mta-wrapper-mode for the settings that fit this port. ${again}`,
      certificate: `Look at its certificate: relaycheck relay {server} says what is wrong with it. Where it is right, tell Postfix whom to trust:\n\n    {trust}\n    {reload}\n\n${again}`,
      name: `See mta-relayhost for how the relay is written, and ask for its name: relaycheck relay {server} does. ${again}`,
      authentication: `Let the domain that this mail is sent from be looked at, its SPF with the address that it leaves from: relaycheck domain with both, and mta-signing for what signs here. ${again}`,
      reputation:
        'Learn who lists the address that this machine sends from, and why: relaycheck ip with that address. Where that cannot be mended soon, send through a relay.',
    },
  },
  'relay-fault': {
    verdict: 'warn',
    says: '{count} in the queue{instance}{oldest}, because of the relay. {means} {program} writes: {reply}.',
    fix: `Try the relay by hand, with its login, and do what is said there: relaycheck relay {server}. If nothing is wrong there, ask whoever runs it, with the reply above. ${again}`,
    fixes: {
      limit:
        'Look in the account at the relay at what it may send, and whether something here sends more than you know of; wait, or have the limit raised. {program} comes again by itself.',
    },
  },
  blocked: {
    verdict: 'warn',
    says: '{count} in the queue{instance}{oldest}, since no connection comes about. {means} {program} writes: {reply}.',
    fix: `See which ports the network here lets out: relaycheck relay {server} tries all that the relay has. Name one that is open in the setting that names the relay now. ${again}`,
    fixes: {
      direct:
        'The network here most likely blocks port 25 outward. Ask whoever runs it to open that port, or hand mail to a relay on port 587 (relayhost).',
      route: `Mend the routes of this machine. Where it has IPv4 alone, tell Postfix so:\n\n    {ipv4}\n    {restart}\n\n${again}`,
    },
  },
  'not-running': {
    verdict: 'warn',
    says: 'Postfix does not run{at}: what programs here hand to it lies in the queue, and nothing leaves. {lie} there now.',
    fix: "Start it:\n\n    {start}\n\nWhere it ends again, let it look for the fault; its log names it too (journalctl -u 'postfix*' or /var/log/mail.log):\n\n    {check}",
  },
  'not-taken': {
    verdict: 'warn',
    says: '{count} in the queue{instance}, and Postfix has not taken up what programs left there for a quarter of an hour: it does not run, or is overloaded.',
    fix: "See whether it runs, and start it where it does not:\n\n    {status}\n    {start}\n\nWhere it ends again, its log says why: journalctl -u 'postfix*' or /var/log/mail.log.",
  },
  held: {
    verdict: 'info',
    says: '{count} on hold in the queue{instance}: somebody, or a rule here, put it there, and it stays until it is let go (postsuper -H ALL) or removed (postsuper -d ALL hold).',
  },
  frozen: {
    verdict: 'info',
    says: '{count} frozen in the queue of Exim, which does not try again by itself: thaw what is wanted (exim -Mt ID) and remove the rest (exim -Mrm ID). Most are bounces that nobody takes.',
  },
  corrupt: {
    verdict: 'warn',
    says: '{count} in the queue corrupt{instance}: Postfix could not make sense of the file, and put it aside. It is delivered to nobody.',
    fix: "Look at each with postcat, and at the log for what was wrong with it (journalctl -u 'postfix*' or /var/log/mail.log). A full disk or a crash leaves such files. What is of use can be sent anew; then remove them:\n\n    ls -l {corrupt}",
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-queue',
  step: 'mta',
  title: 'Mail does not pile up in the queue',
  why: 'What Postfix could not hand on waits for days without a word to whoever sent it; the reason stands in the queue, and tells whose move it is.',
  refs: [
    'postqueue(1)',
    'https://www.postfix.org/QSHAPE_README.html',
    'RFC 5321 section 4.5.4.1',
    'RFC 3463 section 3',
  ],
  subject: defineSubject({
    needs: ['mta', 'postfix', 'queues'],
    absent({ mta, postfix, queues }) {
      if (queues.length > 0) return undefined
      if (postfix.length === 0) return withoutPostfix(mta)
      return 'below that root there are no files of a queue, and nothing runs that could tell what waits in it'
    },
  }),
  needs: ['postfix', 'queues'],
  outcomes,
  judge: ({ postfix, queues }): Rulings[] =>
    queues.flatMap(({ configDirectory, of, relay, state }): Rulings[] => {
      const one = postfix.find((instance) => instance.configDirectory === configDirectory)
      if (!state.seen) return [{ cannotTell: state.blind, about: { directory: configDirectory } }]
      if (of === 'exim') return judgeExim(state.value, relay)
      return one ? judgeQueue(state.value, one) : []
    }),
})

function judgeQueue(queue: QueueState, postfix: Postfix): Rulings[] {
  const { held, notTaken, down, corrupt = 0 } = queue
  const told = toldOf(queue, postfix)
  const causes = groupsOf(queue, (reason) => causeOf(reason, postfix))
  const rulings: Rulings[] = [
    ...(down ? [{ outcome: 'not-running', about: { ...told, lie: lying(queue) } } as const] : []),
    ...(notTaken > 0 && !down
      ? [{ outcome: 'not-taken', about: { ...told, count: counted(notTaken, queue) } } as const]
      : []),
    ...causes.map((group) => judgeGroup(group, { queue, told })),
    ...(held > 0 ? [{ outcome: 'held', about: { ...told, count: counted(held, queue) } } as const] : []),
    ...(corrupt > 0
      ? [
          {
            outcome: 'corrupt',
            about: { ...told, count: counted(corrupt, queue, 'lie'), corrupt: corruptIn(postfix) },
          } as const,
        ]
      : []),
  ]
  return rulings.length > 0 ? rulings : [flowing(queue, told)]
}

const corruptIn = ({ queueDirectory = '/var/spool/postfix' }: Postfix): string => shell(`${queueDirectory}/corrupt`)

function judgeExim(queue: QueueState, server = 'HOST'): Rulings[] {
  const told = {
    program: 'Exim',
    log: '/var/log/exim4/mainlog or /var/log/exim/main.log',
    instance: '',
    server,
    messages: queue.messages,
    flush: 'exim -qf',
  }
  const rulings: Rulings[] = [
    ...groupsOf(queue, eximCause).map((group) => judgeGroup(group, { queue, told })),
    ...(queue.held > 0
      ? [{ outcome: 'frozen', about: { ...told, count: counted(queue.held, queue, 'are') } } as const]
      : []),
  ]
  return rulings.length > 0 ? rulings : [flowing(queue, told)]
}

function flowing(queue: QueueState, told: { instance: string }): Rulings {
  const [state, brief] =
    queue.messages === 0
      ? ['the queue is empty', 'queue empty']
      : [`of ${queue.messages} in the queue none was put off`, 'nothing put off']
  return { outcome: 'flowing', about: { ...told, state: state + told.instance, brief } }
}

interface Reason {
  reason: QueueReason
  cause: Cause
}
/** Reasons with the same meaning, or all of receivers. */
interface Group {
  cause: Cause
  all: readonly Reason[]
}

/** More servers than these that do not answer are not all of them down. */
const mostSilent = 3

function groupsOf({ reasons }: QueueState, causeOf: (reason: QueueReason) => Cause): Group[] {
  const isBlocked = new Set(reasons.filter(isSilent).flatMap(({ hosts }) => hosts)).size > mostSilent
  const all = reasons.map((reason) => ({
    reason,
    cause: isBlocked && isSilent(reason) ? blockedPort : causeOf(reason),
  }))
  const groups = new Map<string, Reason[]>()
  for (const one of all) {
    const key = one.cause.mover === 'receiver' ? 'receiver' : `${one.cause.mover} ${one.cause.means}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const order = (group: Group) => movers.indexOf(group.cause.mover)
  return [...groups.values()]
    .map((all) => ({ cause: (all[0] as Reason).cause, all }))
    .sort((a, b) => order(a) - order(b))
}
const movers: readonly Mover[] = ['here', 'network', 'relay', 'receiver']
const blockedPort: Cause = {
  mover: 'network',
  means: 'Many servers that do not know of each other do not answer, all on the same port.',
  fix: 'direct',
}

const outcomeOf = { here: 'our-fault', network: 'blocked', relay: 'relay-fault', receiver: 'deferred' } as const

function judgeGroup({ cause, all }: Group, { queue, told }: { queue: QueueState; told: About }): Rulings {
  const messages = all.reduce((sum, { reason }) => sum + reason.messages, 0)
  const oldest = all
    .map(({ reason }) => reason.oldest)
    .filter((time) => time !== undefined)
    .sort()[0]
  const means = [...new Set(all.map(({ cause }) => cause.means))].slice(0, 3).join(' ')
  const about = {
    ...told,
    count: counted(messages, queue),
    oldest: oldest === undefined ? '' : `, the oldest for ${age(oldest, queue.at)}`,
    means,
    reply: quoted(all[0]?.reason.reply ?? '', 300),
    domains: few([...new Set(all.flatMap(({ reason }) => reason.domains))]),
  }
  const evidence = all.length > 1 || cause.mover === 'receiver' ? [tableOf(queue, all)] : []
  return { outcome: outcomeOf[cause.mover], about, evidence, ...(cause.fix !== undefined && { fixFor: cause.fix }) }
}

/** How much there is, the beginning of a sentence. */
const lying = ({ messages }: QueueState): string =>
  messages === 1 ? 'One message is' : messages === 0 ? 'None is' : `${grouped(messages)} messages are`

function counted(count: number, { cut }: QueueState, verb: 'wait' | 'lie' | 'are' = 'wait'): string {
  const number = `${cut ? 'at least ' : ''}${grouped(count)}`
  const text = count === 1 ? `${number} message ${verb === 'are' ? 'is' : `${verb}s`}` : `${number} messages ${verb}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const minute = 60_000
const units = [
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
] as const

/** `3 days`, in the largest unit of which there is one. */
function age(since: string, at: string): string {
  const ms = Date.parse(at) - Date.parse(since)
  const [name, length] = units.find(([, length]) => ms >= length) ?? units[2]
  const count = Math.max(1, Math.floor(ms / length))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** What the sentences and orders of an instance are filled from. */
function toldOf(queue: QueueState, postfix: Postfix) {
  const { configDirectory, routes } = postfix
  const isFirst = configDirectory === '/etc/postfix'
  const config = isFirst ? '' : ` -c ${shell(configDirectory)}`
  const hop = routes.find(({ kind }) => kind === 'relay')?.hops[0]
  const { postconf, reload, check } = ordersFor(postfix)
  return {
    program: 'Postfix',
    log: "journalctl -u 'postfix*' or /var/log/mail.log",
    directory: configDirectory,
    instance: isFirst ? '' : ` of the instance in ${configDirectory}`,
    server: hop === undefined ? 'HOST' : hop.host + (hop.port === undefined ? '' : `:${hop.port}`),
    at: isFirst ? '' : ` (the instance in ${configDirectory})`,
    messages: queue.messages,
    reload,
    flush: `postqueue${config} -f`,
    check,
    status: `postfix${config} status`,
    start: `postfix${config} start`,
    restart: `postfix${config} stop && postfix${config} start`,
    trust: `${postconf} -e 'smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt'`,
    ipv4: `${postconf} -e 'inet_protocols = ipv4'`,
  }
}

const mostRows = 20
function tableOf({ at }: QueueState, reasons: readonly Reason[]): Evidence {
  const rows = reasons
    .slice(0, mostRows)
    .map(({ reason }): (string | number)[] => [
      reason.messages,
      reason.oldest === undefined ? '' : age(reason.oldest, at),
      few([...reason.domains, ...(reason.moreDomains > 0 ? [`${reason.moreDomains} more`] : [])]).join(', '),
      reason.reply,
    ])
  return { kind: 'table', head: ['messages', 'oldest', 'to', 'reason'], rows }
}
