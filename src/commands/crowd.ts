import type { Helper, Helpers } from './helpers.ts'
import type { Looker, OwnLooker } from './looker.ts'

/** All who look at the domains of one run. `close` ends whatever is on its way. */
export interface Crowd extends Looker {
  close(): Promise<void>
}
interface Member {
  looker: Looker & Partial<Pick<Helper, 'isReady'>>
  /** How many domains it has in hand. */
  busy: number
}

/** From so many domains on others help: before that they would cost more than they bring. So many are begun at once, so that help is there soon. */
const longList = 90

/** This thread looks at domains, and once there are many of them helpers do too: whoever has the fewest in hand gets the next. */
export function openCrowd(own: Looker & Pick<OwnLooker, 'share'>, helpers?: Helpers, isLong = longList): Crowd {
  const members: Member[] = [{ looker: own, busy: 0 }]
  let met = 0
  let closed = false
  let started: Helper[] = []
  const call = ({ parts, start }: Helpers) => {
    own.share(parts)
    started = Array.from({ length: parts - 1 }, start)
    members.push(...started.map((looker) => ({ looker, busy: 0 })))
  }
  return {
    async look(target) {
      met++
      if (met === isLong && helpers && !closed) call(helpers)
      const free = members.filter(({ looker }) => looker.isReady?.() !== false)
      const member = free.reduce((least, one) => (one.busy < least.busy ? one : least))
      member.busy++
      try {
        return await member.looker.look(target)
      } finally {
        member.busy--
      }
    },
    async close() {
      closed = true
      own.close()
      await Promise.all(started.map((helper) => helper.close()))
    },
  }
}
