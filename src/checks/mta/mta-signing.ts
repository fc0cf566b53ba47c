import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { Postfix } from '../../core/mta.ts'
import type { MailInABox } from '../../core/mta-around.ts'
import type { Inlet, MilterAsked, SenderSigned, Signer, Signing } from '../../core/signing.ts'
import { few } from '../few.ts'
import { boxNote, ordersFor, setting, shell } from '../mta-orders.ts'
import { runsPostfix } from '../mta-subjects.ts'
import {
  actionOf,
  askOrder,
  comesTo,
  coverage,
  inletNames,
  inletSetting,
  isOutOfReach,
  portOfOpenDkim,
  relaySigning,
  relayUsed,
  selectorsOf,
  signerNames,
  whoseOf,
  whyUnsigned,
} from '../signing-told.ts'

const toTables =
  'Give {domain} a line in both tables, here with the key that is there already:\n\n    echo {entry} >> {signing}\n    echo {key} >> {keys}\n    systemctl restart opendkim'

const outcomes = {
  signs: {
    verdict: 'pass',
    says: '{program} signs mail of {senders} with the selector {selectors}; Postfix hands it what comes from {ways}.{unseen}',
    brief: '{program} signs',
  },
  'no-signer': {
    verdict: 'info',
    says: 'Nothing on this machine is known to sign outgoing mail: {why}.{relay} Without a signature of the domain of From, DMARC hangs on SPF alone, which does not survive forwarding.',
  },
  'sender-not-covered': {
    verdict: 'warn',
    says: '{program} does not sign mail of {senders}: {why}. It leaves without a signature of its domain.',
    fix: 'Have {program} sign for {domain} too.',
    fixes: {
      tables: `${toTables}\n\nThen publish at {selector}._domainkey.{domain} the record that stands at {model}.`,
      published: toTables,
      first:
        'Make a key for {domain}, and give it a line in both tables:\n\n    mkdir -p {folder}\n    opendkim-genkey -b 2048 -d {domain} -s {selector} -D {folder}\n    chown -R opendkim:opendkim {folder}\n    echo {entry} >> {signing}\n    echo {key} >> {keys}\n    systemctl restart opendkim\n\nThen publish what {folder}/{selector}.txt says.',
      domains:
        'Write in {config}:\n\n    {line}\n\nThen:\n\n    systemctl restart opendkim\n\nand publish at {selector}._domainkey.{domain} the record that stands at {model}.',
      patterns:
        'Have OpenDKIM read it as patterns: write in {config}\n\n    {table}\n\nThen:\n\n    systemctl restart opendkim',
      path: 'Make a key for it, and publish the record that this shows:\n\n    rspamadm dkim_keygen -b 2048 -d {domain} -s {selector} -k {file}\n    chown _rspamd:_rspamd {file}\n    systemctl reload rspamd',
      other: 'Add {domain}, with a key, to what {config} names as its tables, and publish the public half.',
      box: 'Mail-in-a-Box signs for every domain that has a user or an alias, and writes its tables anew: add {domain} by one of these in its control panel. Where it is there already, run its setup again:\n\n    sudo mailinabox',
    },
  },
  'kept-back': {
    verdict: 'fail',
    says: '{program} has mail of {senders} kept back: {why}. It answers Postfix that there is trouble, and Postfix whoever sends (451 4.7.1): none of that mail leaves.',
    fix: 'Correct that line. The name in the last column of SigningTable has to stand in KeyTable, letter for letter, and behind it "domain:selector:/path". Then:\n\n    systemctl restart {unit}',
  },
  'socket-down': {
    verdict: 'fail',
    says: '{program} is not reached: Postfix asks at {milter} ({where}), and {down}. {comes} ({by}).',
    fix: 'Start it, and see why it stopped:\n\n    systemctl restart {unit}\n    journalctl -u {unit} -n 50',
    fixes: {
      elsewhere: 'Have Postfix ask where {program} answers ({opens}).{also}\n\n    {order}\n    {reload}',
      service:
        'Have Postfix ask where {program} answers ({opens}).{also} In {first} write\n\n    {order}\n\nThen:\n\n    {reload}',
      port: 'Postfix has {queue} for its root there, and reaches no socket outside. Have OpenDKIM answer on a port: in {config} write\n\n    Socket inet:8891@127.0.0.1\n\nThen name that for Postfix ({first}).{also}\n\n    {order}\n\nThen:\n\n    systemctl restart opendkim\n    {reload}',
    },
  },
  'not-asked': {
    verdict: 'warn',
    says: '{program} is set up to sign ({config}), but Postfix does not hand it what comes from {ways} ({where}): that mail leaves without its signature.',
    fix: 'Have Postfix ask it there too:\n\n    {order}\n    {reload}',
    fixes: {
      service: 'Have Postfix ask it there too: in {where} write\n\n    {order}\n\nThen:\n\n    {reload}',
      port: 'Postfix has {queue} for its root there, and reaches no socket outside. Have OpenDKIM answer on a port: in {config} write\n\n    Socket inet:8891@127.0.0.1\n\nThen name that for Postfix ({where}).\n\n    {order}\n\nThen:\n\n    systemctl restart opendkim\n    {reload}',
    },
  },
  'programs-not-internal': {
    verdict: 'warn',
    says: '{program} signs for clients who log in and for the hosts of {setting} ({from}), and this machine is not among these: mail of its own programs (cron, PHP, sendmail) leaves without a signature.',
    fix: 'Add 127.0.0.1 to InternalHosts in {config}, with commas between. Then:\n\n    systemctl restart opendkim',
    fixes: { file: 'Add it there:\n\n    echo 127.0.0.1 >> {file}\n    systemctl restart opendkim' },
  },
  'fails-open': {
    verdict: 'warn',
    says: 'While {program} is down, mail leaves without a signature, and nothing says so ({by}).',
    fix: 'Have Postfix ask whoever sends to come again later.{note}\n\n    {postconf} -e {tempfail}\n    {reload}',
    fixes: { own: 'Write default_action=tempfail in the braces of {milter}. Then:\n\n    {reload}' },
  },
  'fails-open-relay-signs': {
    verdict: 'info',
    says: 'While {program} is down, mail leaves without its signature ({by}); {relay}, through which it goes, signs it all the same where its records are published.',
  },
  'body-simple-through-relay': {
    verdict: 'info',
    says: '{program} signs the body as it stands ({canonicalization}), and mail goes through {hop}: a relay that wraps lines anew, recodes or rewrites links breaks that signature, and DKIM then rests on the one of the relay. Canonicalization relaxed/relaxed survives blanks at line ends, and no more than that.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-signing',
  step: 'mta',
  title: 'Outgoing mail is signed here',
  why: 'Postfix signs nothing itself. It hands mail to a filter, by way of a socket that may be another than the filter opens; and where it is told to accept mail without the filter, nobody notices.',
  refs: [
    'RFC 6376',
    'https://www.postfix.org/MILTER_README.html',
    'opendkim.conf(5)',
    'https://docs.rspamd.com/modules/dkim_signing',
  ],
  subject: runsPostfix,
  needs: ['postfix', 'signing', 'mailInABox'],
  outcomes,
  judge: ({ postfix, signing, mailInABox }): Rulings[] =>
    postfix.flatMap((one) => judgeInstance(one, signing, mailInABox)),
})

interface At {
  postfix: Postfix
  signer: Signer
  inlets: readonly Inlet[]
  box: MailInABox | undefined
}

function judgeInstance(
  postfix: Postfix,
  { signers, unread, inlets: all }: Signing,
  box: Facts['mailInABox'],
): Rulings[] {
  const inlets = all.filter(({ configDirectory }) => configDirectory === postfix.configDirectory)
  const on = signers.filter(({ off }) => off === undefined)
  const cannot = [...unread, ...on.flatMap((signer) => signer.unread ?? [])].map(
    (cannotTell): Rulings => ({ cannotTell }),
  )
  if (on.length === 0) return cannot.length > 0 ? cannot : [noSigner(postfix, signers, inlets)]
  const asked = on.filter((signer) => inlets.some(({ milters }) => milters.some(isAsked(signer))))
  const [main] = (asked.length > 0 ? asked : on) as [Signer]
  const at = { postfix, signer: main, inlets, box }
  if (asked.length === 0) return [...judgeReach(at, on), ...cannot]
  return [
    ...judgeReach(at, asked),
    ...asked.slice(1).flatMap((signer) => judgeDown({ ...at, signer })),
    ...asked.flatMap((signer) => judgeLoss({ ...at, signer })),
    ...judgeSenders(asked, at),
    ...cannot,
  ]
}

function noSigner(postfix: Postfix, signers: readonly Signer[], inlets: readonly Inlet[]): Rulings {
  const others = [...new Set(inlets.flatMap(({ milters }) => milters.map(({ written }) => written)))]
  const off = signers.map((signer) => `${signerNames[signer.kind]} is there, but ${signer.off}`)
  const filters =
    others.length > 0
      ? `of the filters that Postfix asks (${few(others).join(', ')}) none is one of these`
      : 'Postfix asks no filter'
  const why = [...(off.length > 0 ? off : ['neither OpenDKIM nor Rspamd is set up for it']), filters].join('; ')
  const relay = relaySigning(postfix)
  return {
    outcome: 'no-signer',
    about: {
      why,
      relay: relay === undefined ? '' : ` ${relay}, through which it goes, signs it where its records are published.`,
    },
  }
}

const isAsked = (signer: Signer) => (milter: MilterAsked) => milter.signer === signer.kind

interface Down {
  inlet: Inlet
  milter: MilterAsked
}

/** Where nobody answers whom Postfix asks for a signer. */
const downOf = ({ signer, inlets }: Pick<At, 'signer' | 'inlets'>): Down[] =>
  inlets.flatMap((inlet) => {
    const milter =
      inlet.milters.find((one) => isAsked(signer)(one) && one.state.kind === 'silent') ??
      inlet.milters.find((one) => one.meant === signer.kind)
    return milter ? [{ inlet, milter }] : []
  })

/** What is told of the first of them holds for all: they hang on one socket. */
function judgeDown(at: At): Rulings[] {
  const [first, ...others] = downOf(at)
  return first ? [socketDown(at, first, others)] : []
}

/** The ways on which mail does not come to a signer. */
function judgeReach(at: At, all: readonly Signer[]): Rulings[] {
  const lost = downOf(at).map(({ inlet }) => inlet)
  const past = at.inlets.filter(
    (inlet) => !lost.includes(inlet) && !all.some((signer) => inlet.milters.some(isAsked(signer))),
  )
  return [...judgeDown(at), ...grouped(past).map((ways) => notAsked(ways, at))]
}

/** Ways that hang on one setting are one. */
const grouped = (inlets: readonly Inlet[]): Inlet[][] =>
  Object.values(Object.groupBy(inlets, (inlet) => inletSetting(inlet))).flatMap((group) => (group ? [group] : []))

function socketDown({ signer, postfix }: At, { inlet, milter }: Down, others: readonly Down[]): Rulings {
  const orders = ordersFor(postfix)
  const settings = [...new Set([inlet, ...others.map((one) => one.inlet)].map(inletSetting))]
  const isMeant = milter.signer === undefined
  const [opens = 'nowhere that it says'] = signer.sockets
  const onPort = isOutOfReach(signer, inlet)
  const right = onPort ? portOfOpenDkim : (signer.postfixSocket ?? milter.written)
  const list = inlet.milters.map(({ written }) => (written === milter.written ? right : written))
  const { fixFor, order } = askOrder(inlet, list, orders.postconf)
  const { action, by } = actionOf(milter, postfix)
  const about = {
    ...orders,
    program: signerNames[signer.kind],
    milter: milter.written,
    where: few(settings),
    first: settings[0] ?? '',
    also: settings.length > 1 ? ` Where ${settings.slice(1).join(', ')} names it by itself, change that likewise.` : '',
    unit: signer.kind,
    config: signer.path,
    queue: inlet.queueDirectory,
    opens,
    comes: comesTo(action),
    by,
    down: downBy(milter, { path: signer.path, opens }),
    order,
  }
  const elsewhere = onPort ? 'port' : fixFor === 'service' ? 'service' : 'elsewhere'
  return { outcome: 'socket-down', about, ...(isMeant && { fixFor: elsewhere }) }
}

const downBy = ({ signer, state }: MilterAsked, { path, opens }: { path: string; opens: string }): string =>
  signer === undefined || state.kind !== 'silent' ? `${path} has it answer at ${opens}` : state.says

function notAsked(ways: readonly Inlet[], at: At): Rulings {
  const { signer, postfix } = at
  const orders = ordersFor(postfix)
  const [first] = ways as [Inlet]
  const onPort = movesToPort(at, first)
  const right = onPort ? portOfOpenDkim : signer.postfixSocket
  const own = first.milters.map(({ written }) => written)
  const asClients = first.service === undefined && own.length === 0 && clientsAskAlone(at)
  const list = asClients ? ['$smtpd_milters'] : [...own, ...(right === undefined ? [] : [right])]
  const { fixFor, order } = askOrder(first, list, orders.postconf)
  const about = {
    ...orders,
    program: signerNames[signer.kind],
    config: signer.path,
    ways: inletNames(ways),
    where: inletSetting(first),
    queue: first.queueDirectory,
    order,
  }
  const how = onPort && !asClients ? 'port' : fixFor
  return { outcome: 'not-asked', about, ...(how !== 'fix' && { fixFor: how }) }
}

/** It answers on a port once its order is followed: another way has it move, or nobody reaches it where it is. */
function movesToPort(at: At, way: Inlet): boolean {
  const { signer, inlets } = at
  const [down] = downOf(at)
  if (down) return down.milter.signer === undefined && isOutOfReach(signer, down.inlet)
  return isOutOfReach(signer, way) && !inlets.some(({ milters }) => milters.some(isAsked(signer)))
}

/** What clients send is handed to this signer and to no other filter, now or once its order is followed. */
const clientsAskAlone = ({ signer, inlets }: At): boolean =>
  inlets.some(
    ({ parameter, own, milters: [one, ...others] }) =>
      parameter === 'smtpd_milters' &&
      own === undefined &&
      one !== undefined &&
      others.length === 0 &&
      (isAsked(signer)(one) || one.meant === signer.kind),
  )

/** What becomes of mail while the signer is down, and of its signature on the way. */
function judgeLoss({ signer, inlets, postfix, box }: At): Rulings[] {
  const milter = inlets
    .flatMap(({ milters }) => milters.filter(isAsked(signer)))
    .find((one) => actionOf(one, postfix).action === 'accept')
  const hop = relayUsed(postfix)
  const program = signerNames[signer.kind]
  const { value, from } = signer.canonicalization
  const canonicalization =
    from === 'default' ? `Canonicalization is ${value} unless it is set` : `Canonicalization ${value}, ${from}`
  return [
    ...notInternal(signer, inlets),
    ...(milter ? [failsOpen(milter, { program, postfix, box })] : []),
    ...(signer.simpleBody && hop !== undefined
      ? [{ outcome: 'body-simple-through-relay', about: { program, hop, canonicalization } } as const]
      : []),
  ]
}

function notInternal(signer: Signer, inlets: readonly Inlet[]): Rulings[] {
  const isHanded = inlets.some(({ service, milters }) => service === undefined && milters.some(isAsked(signer)))
  if (!signer.strange || !isHanded) return []
  const { value, from, path } = signer.strange
  const about = { program: signerNames[signer.kind], setting: `InternalHosts ${value}`, from, config: signer.path }
  return [
    {
      outcome: 'programs-not-internal',
      about: { ...about, ...(path !== undefined && { file: shell(path) }) },
      ...(path !== undefined && { fixFor: 'file' }),
    },
  ]
}

function failsOpen(
  milter: MilterAsked,
  { program, postfix, box }: Pick<At, 'postfix' | 'box'> & { program: string },
): Rulings {
  const { by } = actionOf(milter, postfix)
  const relay = relaySigning(postfix)
  if (relay !== undefined) return { outcome: 'fails-open-relay-signs', about: { program, by, relay } }
  const note = boxNote(box, 'The setup of Mail-in-a-Box puts it back to accept each time it runs.')
  const about = {
    ...ordersFor(postfix),
    program,
    by,
    note,
    milter: milter.written,
    tempfail: setting('milter_default_action', 'tempfail'),
  }
  const isOwn = postfix.milters.ownActions.some((one) => one.milter === milter.written)
  return { outcome: 'fails-open', about, ...(isOwn && { fixFor: 'own' }) }
}

/** Who is signed, by any of those that are asked. */
function judgeSenders(signers: readonly Signer[], { inlets, postfix, box }: Omit<At, 'signer'>): Rulings[] {
  const [main] = signers as [Signer]
  const own = new Set(postfix.routes.map(({ sender }) => sender))
  const best = (sender: string): SenderSigned | undefined => {
    const all = signers.flatMap(({ senders }) => senders.filter((one) => one.sender === sender))
    return all.find(({ keys }) => keys.seen && keys.value.length > 0) ?? all.find(({ keys }) => !keys.seen) ?? all[0]
  }
  const senders = main.senders.filter(({ sender }) => own.has(sender)).flatMap(({ sender }) => best(sender) ?? [])
  const bare = senders.filter(({ keys }) => keys.seen && keys.value.length === 0)
  const hidden = senders.find(({ keys }) => !keys.seen)?.keys
  return [
    ...signers.flatMap((signer) => signs(signer, { inlets, own })),
    ...notCovered(bare, { senders, signer: main, box }),
    ...(hidden && !hidden.seen ? [{ cannotTell: hidden.blind }] : []),
  ]
}

function signs(signer: Signer, { inlets, own }: { inlets: readonly Inlet[]; own: ReadonlySet<string> }): Rulings[] {
  const known = signer.senders.filter(({ sender }) => own.has(sender))
  const signed = known.filter(({ keys }) => keys.seen && keys.value.length > 0)
  const ways = inlets.filter(({ milters }) =>
    milters.some((one) => isAsked(signer)(one) && one.state.kind !== 'silent'),
  )
  if (signed.length === 0 || ways.length === 0) return []
  const states = ways.flatMap(({ milters }) => milters.filter(isAsked(signer)).map(({ state }) => state))
  const unseen = states.find((state) => state.kind === 'unseen')
  const isLive = states.every(({ kind }) => kind !== 'files')
  const program = signerNames[signer.kind]
  const about = {
    program,
    senders: whoseOf(signed, known),
    selectors: selectorsOf(signed),
    ways: inletNames(ways),
    unseen: '',
  }
  if (!unseen) return [{ outcome: 'signs', about: { ...about, unseen: isLive ? '' : onlyFiles } }]
  return [{ cannotTell: unseen.blind, about }]
}

const onlyFiles = ' Whether it runs cannot be seen in files.'

/** Those that are left out for the same reason are told together. */
function notCovered(
  bare: readonly SenderSigned[],
  { senders, signer, box }: { senders: readonly SenderSigned[]; signer: Signer; box: Facts['mailInABox'] },
): Rulings[] {
  const groups = Object.values(
    Object.groupBy(bare, (one) => (coverage(one, signer).fixFor === 'patterns' ? 'patterns' : (one.near ?? ''))),
  ).flatMap((group) => (group ? [group] : []))
  return groups.map((group): Rulings => {
    const [first] = group as [SenderSigned]
    const { about, fixFor } = coverage(first, signer)
    const why = first.near ?? whyUnsigned(signer)
    const known = { ...about, program: signerNames[signer.kind], senders: whoseOf(group, senders), why }
    if (first.stops) return { outcome: 'kept-back', about: { ...known, unit: signer.kind } }
    return {
      outcome: 'sender-not-covered',
      about: known,
      fixFor: box ? 'box' : fixFor,
    }
  })
}
