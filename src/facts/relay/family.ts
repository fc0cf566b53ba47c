import type { SessionAsked } from '../../core/target.ts'
import { parseAddress } from '../../records/address.ts'

/** The family of an address in canonical text. */
export const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4)

/** The one family that was asked for: by itself, or with an address of this machine to connect from. */
export const wantedFamily = (asked: SessionAsked | undefined): 4 | 6 | undefined =>
  asked?.family ?? (asked?.source === undefined ? undefined : parseAddress(asked.source)?.family)
