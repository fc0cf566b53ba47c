import type { Machine } from '../../core/machine.ts'
import type { Postfix } from '../../core/mta.ts'
import type { Blind } from '../../core/observation.ts'
import type { Inlet, MilterAsked, Signer, SignerKind } from '../../core/signing.ts'
import { visible } from '../../records/visible.ts'
import { groupedWords, logicalLines } from '../postfix/lines.ts'
import { readMainCf } from '../postfix/main-cf.ts'
import { readMasterCf } from '../postfix/master-cf.ts'
import {
  isHere,
  isSame,
  listeningPaths,
  listeningPorts,
  placesOf,
  readBindSocket,
  readMilterSocket,
  readPostfixSocket,
  type Socket,
} from './sockets.ts'

/** The ways by which outgoing mail comes into an instance of Postfix, and the filters that it is handed to on each. */
export async function readInlets(machine: Machine, postfix: Postfix, signers: readonly Signer[]): Promise<Inlet[]> {
  const { configDirectory, milters } = postfix
  const [main, master] = await Promise.all([
    textOf(machine, `${configDirectory}/main.cf`),
    textOf(machine, `${configDirectory}/master.cf`),
  ])
  const directory = readMainCf(main, '').settings.get('queue_directory')?.value
  const queueDirectory = directory?.startsWith('/') && !directory.includes('$') ? directory : '/var/spool/postfix'
  const roots = chrootsIn(master)
  const { services } = readMasterCf(master, `${configDirectory}/master.cf`)
  const listeners = services.filter(
    ({ name, type, program }) => type === 'inet' && program === 'smtpd' && !takesBack(name),
  )
  const forClients = listeners.filter(({ name }) => !isForOthers(name))
  const named = [...new Set((forClients.length > 0 ? forClients : listeners).map(({ name }) => name))]
  const hear = openEar(machine)
  const asked = async (list: readonly string[], chrooted: boolean | undefined): Promise<MilterAsked[]> =>
    Promise.all(list.map((written) => readMilter(written, { signers, queueDirectory, chrooted, hear })))
  const ofService = async (service: string): Promise<Inlet> => {
    const own = milters.services.find((one) => one.service === service)
    const chrooted = roots.get(`inet ${service}`)
    return {
      configDirectory,
      service,
      parameter: 'smtpd_milters',
      ...(own && { own: own.from }),
      ...(chrooted !== undefined && { chrooted }),
      queueDirectory,
      milters: await asked(own?.milters ?? milters.smtpd, chrooted),
    }
  }
  const cleanup = roots.get('unix cleanup')
  return [
    ...(await Promise.all(named.map(ofService))),
    {
      configDirectory,
      parameter: 'non_smtpd_milters',
      ...(cleanup !== undefined && { chrooted: cleanup }),
      queueDirectory,
      milters: await asked(milters.nonSmtpd, cleanup),
    },
  ]
}

/** Where mail of others comes in, beside that of clients where these have no port of their own. */
const isForOthers = (name: string): boolean => /(?:^|:)(?:smtp|25)$/.test(name)
/** Where a content filter hands mail back. */
const takesBack = (name: string): boolean => /:100\d\d$/.test(name)

/** Which services have the queue directory for their root (master(5), the fifth column), where that is said plainly. */
function chrootsIn(master: string): Map<string, boolean> {
  const roots = new Map<string, boolean>()
  for (const { text } of logicalLines(master)) {
    const [name = '', type = '', , , chroot = ''] = groupedWords(text, ' \t\r\n')
    if (chroot === 'y' || chroot === 'n') roots.set(`${type} ${name}`, chroot === 'y')
  }
  return roots
}

async function textOf(machine: Machine, path: string): Promise<string> {
  const file = await machine.read(path)
  return file.kind === 'file' ? file.text : ''
}

interface Around {
  signers: readonly Signer[]
  queueDirectory: string
  chrooted: boolean | undefined
  hear: Ear
}

async function readMilter(written: string, { signers, queueDirectory, chrooted, hear }: Around): Promise<MilterAsked> {
  const socket = readPostfixSocket(written)
  if (!socket) {
    const detail = `${visible(written.slice(0, 200))} is no socket as Postfix writes one`
    return { written, state: { kind: 'unseen', blind: { reason: 'not-attempted', detail } } }
  }
  const places = socket.kind === 'unix' ? placesOf(socket.path, queueDirectory, chrooted) : []
  const state = await hear(socket, places)
  const meant = meantFor(socket, signers)
  // Where it is not said where a signer answers, or something does here, what is meant for it is taken for it.
  const isLikely = meant && (state.kind === 'listens' || meant.elsewhere || opened(meant).length === 0)
  const owner =
    signers.find((signer) => opened(signer).some((one) => isSame(socket, one, places))) ??
    (isLikely ? meant : undefined)
  return { written, ...(owner ? { signer: owner.kind } : meant && { meant: meant.kind }), state }
}

/** Where a signer answers. */
export const opened = ({ kind, sockets }: Pick<Signer, 'kind' | 'sockets'>): Socket[] =>
  sockets.flatMap((one) => (kind === 'rspamd' ? readBindSocket(one) : readMilterSocket(one)) ?? [])

/** The ports that every guide gives them; in a path, their names. */
function meantFor(socket: Socket, signers: readonly Signer[]): Signer | undefined {
  const is = (kind: SignerKind): boolean => {
    if (socket.kind === 'unix') return socket.path.toLowerCase().includes(kind)
    return isHere(socket.host) && (kind === 'rspamd' ? [11_332] : [8891, 12_301]).includes(socket.port)
  }
  return signers.find(({ kind }) => is(kind))
}

type Ear = (socket: Socket, places: readonly string[]) => Promise<MilterAsked['state']>

/** Whether anything listens, without a word to it: by the kernel's tables, and by the socket's file. */
function openEar(machine: Machine): Ear {
  const unseen = (blind: Blind): MilterAsked['state'] => ({ kind: 'unseen', blind })
  const cannot = (detail: string) =>
    unseen({ reason: 'not-attempted', detail, wayOut: 'Look on that machine: ss -lnpt, ss -lnpx.' })
  return async (socket, places) => {
    const what = socket.kind === 'unix' ? socket.path : `${socket.host}:${socket.port}`
    if (machine.root !== undefined) return { kind: 'files' }
    if (socket.kind === 'unix') return hearUnix(machine, places, cannot)
    if (!isHere(socket.host)) return cannot(`${visible(what)} is another machine, which was not asked`)
    const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => machine.read(path)))
    const [first] = tables
    if (first?.kind !== 'file') return cannot(`whether anything listens at ${what} cannot be seen here`)
    const texts = tables.map((table) => (table.kind === 'file' ? table.text : ''))
    const listens = texts.some((text) => listeningPorts(text).has(socket.port))
    if (listens) return { kind: 'listens' }
    // Without IPv6 there is no second table; one that may not be read could name it.
    if (tables.some(({ kind }) => kind !== 'file' && kind !== 'absent'))
      return cannot(`whether anything listens at ${what} cannot be seen here`)
    return { kind: 'silent', says: `nothing listens on port ${socket.port} of this machine` }
  }
}

async function hearUnix(
  machine: Machine,
  places: readonly string[],
  cannot: (detail: string) => MilterAsked['state'],
): Promise<MilterAsked['state']> {
  const looked = await Promise.all(places.map((place) => machine.look(place)))
  const hidden = looked.find(({ kind }) => kind === 'blind')
  const at = looked.findIndex((one) => one.kind === 'other' && one.what === 'socket')
  const shown = places.map((place) => visible(place)).join(' or ')
  if (at < 0 && hidden?.kind === 'blind') return { kind: 'unseen', blind: hidden.blind }
  if (at < 0) return { kind: 'silent', says: `there is no socket at ${shown}` }
  const table = await machine.read('/proc/net/unix')
  if (table.kind !== 'file') return cannot(`whether anything listens at ${shown} cannot be seen here`)
  const name = (path: string) => path.slice(path.lastIndexOf('/') + 1)
  const listening = [...listeningPaths(table.text)].map(name)
  // The kernel knows it by the path that its program gave, which may be another way to the same file.
  if (listening.includes(name(places[at] ?? ''))) return { kind: 'listens' }
  // Some containers show no paths at all.
  if (listening.length === 0) return cannot(`whether anything listens at ${shown} cannot be seen here`)
  return { kind: 'silent', says: `nothing listens at ${visible(places[at] ?? '')}, though its file is there` }
}
