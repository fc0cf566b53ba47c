import type { MachineGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { readInlets } from '../mta/signing/inlets.ts'
import { readOpenDkim } from '../mta/signing/opendkim.ts'
import { readRspamd } from '../mta/signing/rspamd.ts'

/** Who signs mail of the senders whose routes are known, and by which ways it comes to them. */
export const signing: MachineGatherer<'signing'> = async ({ look, world: { machine } }) => {
  const postfix = await look('postfix')
  if (!postfix.seen) return postfix
  const routes = postfix.value.flatMap((one) => one.routes)
  const senders = [...new Set(routes.map(({ sender }) => sender))].filter(isOutside)
  // The list is large, and no command but this one needs it here.
  const { suffixOf } = await import('./dmarc/suffix-list.ts')
  const read = await Promise.all([
    readOpenDkim(machine, senders),
    readRspamd(machine, senders, (name) => suffixOf(name).below),
  ])
  const found = read.filter((one) => one !== undefined)
  const signers = found.flatMap((one) => (one.seen ? [one.value] : []))
  const unread = found.flatMap((one) => (one.seen ? [] : [one.blind]))
  const inlets = await Promise.all(postfix.value.map((one) => readInlets(machine, one, signers)))
  return seen({ signers, unread, inlets: inlets.flat() })
}

/** The null sender's mail is not filtered, and a host without a domain sends nothing that counts. */
const isOutside = (sender: string): boolean => /@[^@]*\.[^@]*$/.test(sender) && !/@localhost\.[^@]*$/.test(sender)
