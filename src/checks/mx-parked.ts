import type { Ruling } from '../core/check.ts'
import type { Facts } from '../core/facts.ts'
import { showName } from '../records/presentation.ts'

/** In place of an order that would keep a parked domain's mail servers, or ask for better ones. */
export const parkedFixes = {
  parked:
    'Nobody is to write to {domain}: take its MX records out, or publish a null MX in their place:\n    {zoneName} 3600 IN MX 0 .',
  'parked-elsewhere':
    'Nobody is to write to {domain}: take its MX records out at the alias or wildcard that they come from, or put a null MX ("0 .") in their place there.',
} as const

type Parking = Pick<Facts, 'asked' | 'mx' | 'nameSource'>

/** Which of these fixes is the one, if any: a line to be pasted goes only where the MX records are known to stand at the name itself. */
export function parkedFixFor({ asked, mx, nameSource }: Parking): keyof typeof parkedFixes | undefined {
  if (!asked.parked) return undefined
  return nameSource === 'own' && mx.answer.aliases.length === 0 ? 'parked' : 'parked-elsewhere'
}

/** The same judge, but for a parked domain, whose outcomes then have these fixes, and no repair of what is to go. */
export const unlessParked =
  <F, O extends string>(judge: (facts: F) => Ruling<O>[]) =>
  (facts: F & Parking & Pick<Facts, 'target'>): Ruling<O>[] => {
    const fixFor = parkedFixFor(facts)
    const rulings = judge(facts)
    if (!fixFor) return rulings
    return rulings.map((ruling) => {
      if ('cannotTell' in ruling) return ruling
      const { repair: _, ...rest } = ruling
      return { ...rest, about: { ...ruling.about, zoneName: showName(facts.target.name) }, fixFor }
    })
  }
