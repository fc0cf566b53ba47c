import type { MachineGatherer } from '../core/gatherer.ts'
import type { EntrySeen, Machine } from '../core/machine.ts'
import type { MtaFound } from '../core/mta.ts'
import { type Blind, blind, seen } from '../core/observation.ts'
import { type KindFiles, kinds } from '../mta/kinds.ts'
import type { Outgoing } from '../mta/outgoing.ts'
import { visible } from '../records/visible.ts'

/** Which mail servers are there, by their files. One whose program is gone, and only its configuration stayed, is none. */
export const mta: MachineGatherer<'mta'> = async ({ world: { machine } }) => {
  const programs = await machine.look('/usr/sbin')
  if (programs.kind === 'blind') return blind(programs.blind)
  const sendmail = await machine.look('/usr/sbin/sendmail')
  const found = await Promise.all(kinds.map((kind) => find(machine, kind, { programs, sendmail })))
  const there = found.filter((one) => one !== undefined)
  if (there.length > 0) return seen(there)
  if (programs.kind === 'folder') return seen(await configuredAlone(machine))
  const hidden = await hiddenOf(machine)
  return hidden ? blind(hidden) : seen([])
}

/** Programs that only hand mail on, by configurations alone. */
async function configuredAlone(machine: Machine): Promise<MtaFound[]> {
  const found = await Promise.all(
    kinds.map(async (kind): Promise<MtaFound[]> => {
      const path = kind.byConfiguration && (await configurationOf(machine, kind, false))
      if (!path) return []
      return [{ kind: kind.kind, files: [path], noProgram: true, ...(await outgoing(machine, kind, path)) }]
    }),
  )
  return found.flat()
}

/** Where nothing is found, but a folder of configurations may not be looked into, nobody can tell. */
async function hiddenOf(machine: Machine): Promise<Blind | undefined> {
  const paths = kinds.flatMap(({ configurations }) => configurations.map(({ path }) => path))
  const looked = await Promise.all(paths.map((path) => machine.look(path)))
  return looked.flatMap((one) => (one.kind === 'blind' ? one.blind : []))[0]
}

interface Around {
  /** The folder in which programs stand: where it is absent, as in a backup of /etc, configurations alone tell. */
  programs: EntrySeen
  sendmail: EntrySeen
}

async function find(machine: Machine, kind: KindFiles, around: Around): Promise<MtaFound | undefined> {
  const installed = await programsOf(machine, kind, around)
  const configured = await configurationOf(machine, kind, installed.length > 0)
  if (installed.length === 0 && (around.programs.kind === 'folder' || configured === undefined)) return undefined
  const files = [...installed, ...(configured === undefined ? [] : [configured])]
  if (kind.kind === 'postfix') return { kind: kind.kind, files, ...(await postfixVersion(machine)) }
  return { kind: kind.kind, files, ...(await outgoing(machine, kind, configured)) }
}

/** Its programs; and /usr/sbin/sendmail, where that is a link to one of them: then it is the same file. */
async function programsOf(machine: Machine, kind: KindFiles, { sendmail }: Around): Promise<string[]> {
  const there = await existing(machine, kind.programs)
  const looked = await Promise.all(there.map((path) => machine.look(path)))
  const isSame = looked.some((one) => isFile(one) && isFile(sendmail) && sameFile(one, sendmail))
  return [...there.slice(0, 1), ...(isSame ? ['/usr/sbin/sendmail'] : [])]
}

const isFile = (entry: EntrySeen) => entry.kind === 'file'
const sameFile = (one: EntrySeen, other: EntrySeen): boolean =>
  one.kind === 'file' &&
  other.kind === 'file' &&
  one.info.size === other.info.size &&
  one.info.modified === other.info.modified

const existing = async (machine: Machine, paths: readonly string[]): Promise<string[]> => {
  const looked = await Promise.all(paths.map((path) => machine.look(path)))
  return paths.filter((_, i) => looked[i]?.kind === 'file')
}

/** The first that is there. Of what is installed, one that cannot be looked at may be there too. */
async function configurationOf(machine: Machine, { kind: mta, configurations }: KindFiles, installed: boolean) {
  // What stands in the place of main.cf and is no file is told when it is read.
  const mayBe = ({ kind }: EntrySeen) =>
    kind === 'file' || (installed && kind === 'blind') || (mta === 'postfix' && (kind === 'folder' || kind === 'other'))
  const paths = configurations.map(({ path }) => path)
  const looked = await Promise.all(paths.map((path) => machine.look(path)))
  const found = looked.findIndex(mayBe)
  return paths[found]
}

async function postfixVersion(machine: Machine): Promise<Pick<MtaFound, 'version'>> {
  const ran = await machine.run('postconf', ['-dh', 'mail_version'])
  const version = ran.kind === 'ran' && ran.code === 0 ? ran.out.trim() : ''
  return /^\d[\w.-]{0,30}$/.test(version) ? { version } : {}
}

async function outgoing(machine: Machine, kind: KindFiles, path: string | undefined): Promise<Outgoing> {
  if (path === undefined) return kind.bare ?? { unread: 'what it does with outgoing mail: it has no configuration' }
  const file = await machine.read(path)
  if (file.kind === 'file') return kind.configurations.find((one) => one.path === path)?.read?.(file.text) ?? {}
  const why = file.kind === 'blind' ? file.blind.detail : `${visible(path)} is no file to be read`
  return { unread: `what it does with outgoing mail: ${why}` }
}
