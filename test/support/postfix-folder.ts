import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram, startProgram } from './real-server.ts'

const owned = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'private',
  'saved',
  'trace',
]

/** Makes `queue` and `data` in the folder, as `postfix check` would somewhere below /var. Needs root. */
export function makeQueue(folder: string): void {
  const names = ['pid', 'public', 'maildrop', ...owned].map((name) => join('queue', name))
  for (const name of ['data', 'queue', ...names]) mkdirSync(join(folder, name))
  const queues = owned.map((name) => join('queue', name))
  runProgram('chown', ['postfix', 'data', 'queue/public', 'queue/maildrop', ...queues], folder)
  runProgram('chgrp', ['postdrop', 'queue/public', 'queue/maildrop'], folder)
  runProgram('chmod', ['700', 'data', ...queues], folder)
  chmodSync(join(folder, 'queue/maildrop'), 0o730)
}

/** Starts Postfix with the configuration in the folder. */
export function startMaster(folder: string, ready: (child: ChildProcess) => Promise<void>) {
  const daemons = runProgram('postconf', ['-d', '-h', 'daemon_directory'], folder).trim()
  return startProgram(join(daemons, 'master'), ['-c', folder, '-s'], { folder, ready })
}
