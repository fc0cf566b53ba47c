import type { MachineGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'

const path = '/etc/mailinabox.conf'

/** Whether Mail-in-a-Box keeps this machine: its file of settings is there, read or not. */
export const mailInABox: MachineGatherer<'mailInABox'> = async ({ world: { machine } }) => {
  const file = await machine.read(path)
  if (file.kind === 'absent') return seen(undefined)
  const hostname = file.kind === 'file' ? /^PRIMARY_HOSTNAME=(\S{1,255})$/m.exec(file.text)?.[1] : undefined
  return seen({ path, ...(hostname !== undefined && { hostname }) })
}
