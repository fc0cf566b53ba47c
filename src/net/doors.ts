import type { World } from '../core/world.ts'
import { recordingDoors } from './tape/probe.ts'
import type { OpenWorld } from './world.ts'

/** An opened world with the doors of a probe beside; what they show is recorded too. */
export function withDoors(opened: OpenWorld, doors: Pick<World, 'letter' | 'mailbox' | 'trail'>): OpenWorld {
  const { post } = opened.world
  const { doors: ears, heard } = recordingDoors({ ...doors, ...(post && { post }) })
  return {
    ...opened,
    world: { ...opened.world, ...ears },
    tape: (about) => ({ ...opened.tape(about), probe: heard() }),
    close() {
      opened.close()
      void doors.mailbox?.close()
    },
  }
}
