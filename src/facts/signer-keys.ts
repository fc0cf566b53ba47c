import type { MachineGatherer } from '../core/gatherer.ts'
import type { KeySeen, Machine } from '../core/machine.ts'
import { seen } from '../core/observation.ts'
import { keysInUse, mostSignerKeys, type SignerKey } from '../core/signing.ts'
import { leftOut } from '../mta/signing/left-out.ts'
import { joinNames, parseName } from '../records/name.ts'
import { readKey } from './dkim-keys.ts'

/** Every private key in a file that mail of some sender is signed with, and what is published for it. */
export const signerKeys: MachineGatherer<'signerKeys'> = async ({ look, world: { machine, dns } }) => {
  const signing = await look('signing')
  if (!signing.seen) return signing
  const looked = keysInUse(signing.value.signers)
    .slice(0, mostSignerKeys)
    .map(async (key): Promise<SignerKey[]> => {
      const name = joinNames(key.selector.toLowerCase(), '_domainkey', key.domain)
      if (!('name' in parseName(name))) return []
      const [half, answer] = await Promise.all([halfIn(machine, key.path), dns(name, 'TXT')])
      return [{ ...key, half, published: readKey({ selector: key.selector, name, source: 'option', answer }) }]
    })
  return seen((await Promise.all(looked)).flat())
}

async function halfIn(machine: Machine, path: string): Promise<KeySeen> {
  const half = await machine.publicKeyOf(path)
  const blind = half.kind === 'absent' ? await leftOut(machine, path) : undefined
  return blind ? { kind: 'blind', blind } : half
}
