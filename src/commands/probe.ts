import { isDeepStrictEqual } from 'node:util'
import { checksAboutMessage } from '../checks/about-message.ts'
import { checksAboutProbe } from '../checks/about-probe.ts'
import { relayRecordChecks } from '../checks/relay-records/index.ts'
import relayClosed from '../checks/session/relay-closed.ts'
import type { Arrival } from '../core/probe.ts'
import type { ExitCode } from '../core/report.ts'
import { type ProbeRequest, type Usage, usage } from '../core/request.ts'
import type { World } from '../core/world.ts'
import { withDoors } from '../net/doors.ts'
import { openLetters } from '../net/letter.ts'
import { userTold } from '../net/secrets.ts'
import type { VeilOfRun } from '../net/veil-of-run.ts'
import type { OpenWorld } from '../net/world.ts'
import { type ProbeChecks, type ProbePlan, planProbe } from '../plan-probe.ts'
import { consent } from '../terminal/consent.ts'
import { complain, type Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'
import { keysAtHand } from './keys.ts'
import { known } from './known.ts'
import type { Looked } from './look.ts'
import { openPublicWorld } from './open-world.ts'
import { type DoorKeys, doorKeys, openDoors } from './probe-doors.ts'
import { fates } from './probe-fate.ts'
import { probeHere } from './probe-here.ts'
import { learnedFrom } from './probe-learned.ts'
import { type LetterFiles, letterFiles } from './probe-letter.ts'
import { veilFor } from './probe-veil.ts'
import { proofs } from './proofs.ts'
import { cannotShow } from './show.ts'
import { type Later, whole } from './whole.ts'

const checksFor = ({ openRelayTest }: ProbeRequest): ProbeChecks => ({
  probe: checksAboutProbe,
  message: checksAboutMessage,
  records: relayRecordChecks,
  stranger: openRelayTest ? [relayClosed] : [],
})

interface Ready {
  opened: OpenWorld
  planned: ProbePlan
}

/** `relaycheck probe`: plan, ask, send, follow, fetch; then the same for what arrived, as it arrived. */
export async function probe(request: ProbeRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const files = letterFiles(request)
  if ('usage' in files) return complain(files, io)
  const keys = doorKeys(request, io)
  if ('usage' in keys) return complain(keys, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const held = keysAtHand(request, io)
  if ('usage' in held) return complain(held, io)
  const proof = proofs(request, io)
  if ('usage' in proof) return complain(proof, io)
  const user = request.user === undefined ? undefined : userTold(request.user, proof.smtp.password)
  const { resolvers, zones, replay, at, mtaRoot, timeoutMs, deadlineMs } = request
  const asked = {
    ...{ resolvers, zones, timeoutMs, deadlineMs },
    ...(replay !== undefined && { replay }),
    ...(at && { at }),
    ...(mtaRoot !== undefined && { mtaRoot }),
  }
  const open = () =>
    makeReady({ ...request, ...(user !== undefined && { user }) }, files, () =>
      openPublicWorld({ ...asked, ...where, ...held, ...proof, authoritative: [], sends: true, signal: io.signal }),
    )
  const ready = await agreed(request, io, open)
  if (ready === 'interrupted') return stopped(io)
  if ('usage' in ready) return complain(ready, io)
  const { password, authorities } = proof.smtp
  const { clean } = ready.opened
  const veil = veilFor(request, { password, keys, lists: held.keys, planned: ready.planned, user, clean })
  const opened = await equipped(request, io, ready, { where, files, keys, password, authorities, veil })
  if ('usage' in opened) {
    ready.opened.close()
    return io.signal.aborted ? stopped(io) : complain(opened, io)
  }
  const probed: Looked[] = []
  const { plan, arrived, stranger, records } = ready.planned
  const tell = () => {
    for (const line of fates(probed)) io.stderr.write(`relaycheck: ${line}\n`)
  }
  const running = whole(request, io, {
    plans: [plan],
    next(looked) {
      probed.push(...looked)
      return [
        ...looked.flatMap((one) => arrivalOf(one, arrived)),
        ...strangerAfter(looked, stranger),
        ...recordsAfter(looked, records),
      ]
    },
    chosen: [plan, arrived, stranger, records].flatMap((one) => one?.checks ?? []).length,
    registry: Object.values(checksFor(request)).flat(),
    opened,
    ...(typed && user === request.user && { typed }),
  })
  const code = await running.catch((error: unknown) => {
    if (probed.length > 0) tell()
    throw error
  })
  // A report that could not be written tells nobody.
  if (io.signal.aborted || (code === 2 && replay === undefined)) tell()
  return code
}

function stopped({ stderr }: Io): ExitCode {
  for (const line of fates([])) stderr.write(`relaycheck: ${line}\n`)
  return 130
}

/** The world, and what is to be done in it; closed again where that cannot be. */
async function makeReady(
  request: ProbeRequest,
  files: LetterFiles,
  open: () => OpenWorld | Usage,
): Promise<Ready | Usage> {
  const opened = open()
  if ('usage' in opened) return opened
  const here = await probeHere(request, files.from === undefined ? {} : { from: files.from }, opened.world)
  const planned = 'usage' in here ? here : planProbe(request, checksFor(request), { ...known, ...here })
  if (!('usage' in planned)) return { opened, planned }
  opened.close()
  return planned
}

/** The same with the word of whoever asked that it may be sent. A replay sends nothing. */
async function agreed(
  request: ProbeRequest,
  io: Io,
  open: () => Promise<Ready | Usage>,
): Promise<Ready | Usage | 'interrupted'> {
  const ready = await open()
  if ('usage' in ready || request.yes || request.replay !== undefined) return ready
  const what = whatIsSent(ready.planned)
  ready.opened.close()
  if (io.signal.aborted) return 'interrupted'
  const said = await consent(`Send ${what}?`, io)
  // The time that somebody took to answer is not the run's.
  if (said === 'yes') return asAgreed(ready.planned, await open())
  if (said === 'interrupted') return said
  return said === 'nobody'
    ? usage(`This sends ${what}, and there is no terminal to ask on: with --yes it is sent unasked.`)
    : usage('No message went out.')
}

/** What this machine's mail server has may have changed meanwhile. */
function asAgreed(agreed: ProbePlan, ready: Ready | Usage): Ready | Usage {
  if ('usage' in ready || isDeepStrictEqual(sendingIn(agreed), sendingIn(ready.planned))) return ready
  ready.opened.close()
  return usage(
    `No message went out: meanwhile the settings of this machine's mail server have changed, and this would send ${whatIsSent(ready.planned)}. Run it again to be asked about that.`,
  )
}

const sendingIn = ({ plan: { targets, asked }, probe, through }: ProbePlan) => ({
  targets,
  probe,
  through,
  session: asked.session,
})

function whatIsSent({ plan, probe, through }: ProbePlan): string {
  const recipients = plan.targets.map(({ display }) => display)
  const [one = ''] = recipients
  return recipients.length === 1
    ? `one message from ${probe.from} to ${one} through ${through}`
    : `${recipients.length} messages from ${probe.from} through ${through}, one each to ${recipients.join(', ')}`
}

interface Equipment {
  where: Omit<Where, 'typed'>
  files: LetterFiles
  keys: DoorKeys
  password: string | undefined
  authorities: string | undefined
  veil: VeilOfRun
}

/** The world with all that a probe takes: what is sent, the mailbox that it should come to, and who knows of its way. */
async function equipped(
  request: ProbeRequest,
  io: Io,
  { opened, planned }: Ready,
  around: Equipment,
): Promise<OpenWorld | Usage> {
  const { replay } = request
  const { hide } = around.veil
  if (replay !== undefined)
    return opened.world.letter
      ? { ...opened, world: { ...opened.world, hide } }
      : usage(`${replay} holds no probe: give the recording of one.`)
  const { probe, selector, plan } = planned
  const { key, given, marks } = around.files
  const letter = openLetters({
    from: probe.from,
    bulk: probe.bulk,
    ...(given && { given }),
    ...(key && selector !== undefined && { dkim: { ...key, selector } }),
  })
  if ('usage' in letter) return letter
  const doors = await openDoors(request, io, {
    ...around,
    world: opened.world,
    recipients: plan.targets.map(({ name }) => name),
    given: marks,
  })
  return 'usage' in doors ? doors : withDoors(opened, { letter, ...doors }, around.veil)
}

/** What arrived, or the report about it, to be judged as a message that somebody received. */
function arrivalOf({ target, gathered: { probeArrival } }: Looked, { checks, plan }: ProbePlan['arrived']): Later[] {
  if (checks.length === 0 || !probeArrival?.seen) return []
  const came = probeArrival.value
  const arrival = came.kind === 'arrived' || came.kind === 'bounced' ? came.arrival : undefined
  if (!arrival) return []
  const name =
    came.kind === 'arrived'
      ? `the message as it arrived at ${target.display}`
      : `the report about the message to ${target.display}`
  return [{ behind: target, plan: plan(name), world: (world) => withMessage(world, arrival) }]
}

/** Only once all is sent, for a server that takes it ill may take no message after it; in clear where the message went so. */
function strangerAfter(looked: readonly Looked[], stranger: ProbePlan['stranger']): Later[] {
  const last = looked.at(-1)
  if (!stranger || !last) return []
  const { session } = stranger.asked
  const sent = looked.flatMap(({ gathered: { probeSent } }) => (probeSent?.seen ? probeSent.value.sessions : []))
  const way = sent.at(-1)?.tls
  const asked = { ...stranger.asked, ...(session && way && { session: { ...session, tls: way } }) }
  return [{ behind: last.target, plan: { ...stranger, asked }, world: (world) => world }]
}

/** The relay's records at the domain of the sender, with what a message that arrived shows of them. */
function recordsAfter(looked: readonly Looked[], records: ProbePlan['records']): Later[] {
  const [domain] = records?.targets ?? []
  const last = looked.at(-1)
  if (!records || !domain || !last || records.checks.length === 0) return []
  const came = looked.map(({ gathered: { probeArrival } }) => probeArrival?.seen && probeArrival.value)
  const arrived = came.flatMap((one) => (one && one.kind === 'arrived' ? [one.arrival.octets] : []))
  const asked = arrived.reduce((known, octets) => learnedFrom(octets, domain.name, known), records.asked)
  return [{ behind: last.target, plan: { ...records, asked }, world: (world) => world }]
}

const withMessage = (world: World, { octets, veiled }: Arrival): World => ({
  ...world,
  message: once(octets),
  ...(veiled && { veiled }),
})

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}
