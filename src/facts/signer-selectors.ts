import type { Site } from '../core/gatherer.ts'
import type { Machine } from '../core/machine.ts'
import type { Observation } from '../core/observation.ts'
import type { Signer } from '../core/signing.ts'

/** More than a signer puts on one message. */
const most = 10

/**
 * The selectors that the signer of this machine has for mail of the domain, by its own files. None where it has no files, or
 * they may not be read: who asks about a domain asks nothing of this machine. No private key is opened.
 */
export async function signerSelectors({ target, world: { machine } }: Site): Promise<string[]> {
  const senders = [`postmaster@${target.name}`]
  const read = await Promise.all([byOpenDkim(machine, senders), byRspamd(machine, senders)])
  const keys = read.flatMap((signer) =>
    signer?.seen && signer.value.off === undefined
      ? signer.value.senders.flatMap(({ keys }) => (keys.seen ? keys.value : []))
      : [],
  )
  const own = keys.filter(({ domain }) => domain === target.name).map(({ selector }) => selector.toLowerCase())
  return [...new Set(own)].slice(0, most)
}

type Read = Promise<Observation<Signer> | undefined>

async function byOpenDkim(machine: Machine, senders: readonly string[]): Read {
  const looked = await Promise.all(['/etc/opendkim.conf', '/etc/opendkim'].map((path) => machine.look(path)))
  if (!looked.some(isThere)) return undefined
  const { readOpenDkim } = await import('../mta/signing/opendkim.ts')
  return readOpenDkim(machine, senders)
}

async function byRspamd(machine: Machine, senders: readonly string[]): Read {
  if (!isThere(await machine.look('/etc/rspamd'))) return undefined
  const [{ readRspamd }, { suffixOf }] = await Promise.all([
    import('../mta/signing/rspamd.ts'),
    import('./dmarc/suffix-list.ts'),
  ])
  return readRspamd(machine, senders, (name) => suffixOf(name).below)
}

const isThere = ({ kind }: { kind: string }): boolean => kind === 'file' || kind === 'folder'
