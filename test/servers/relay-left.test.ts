import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { forExim } from '../support/exim.ts'
import { forPostfix } from '../support/postfix.ts'
import { describeWith } from '../support/real-server.ts'

/** A test that is killed takes its mail servers with it. */

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).once('error', () => resolve(false))
  })

/** Whether it comes true within ten seconds. */
async function becomes(is: () => Promise<boolean> | boolean): Promise<boolean> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if (await is()) return true
  return false
}

for (const [name, start, needs] of [
  ['postfix', 'startPostfix', forPostfix],
  ['exim', 'startExim', forExim],
] as const)
  describeWith(needs, `${name} and its files go when the test is killed`, () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const)
      test(signal, async () => {
        const module = new URL(`../support/${name}.ts`, import.meta.url).href
        const script = `const { ports, folder } = await (await import('${module}')).${start}()
console.log(JSON.stringify({ port: ports.starttls, folder }))
setInterval(() => {}, 1000)`
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        const [line] = await once(createInterface(child.stdout), 'line')
        const { port, folder }: { port: number; folder: string } = JSON.parse(line)
        assert.deepEqual([await listens(port), existsSync(folder)], [true, true])
        child.kill(signal)
        await once(child, 'close')
        assert.ok(await becomes(async () => !(await listens(port))), 'it still listens')
        assert.ok(await becomes(() => !existsSync(folder)), `${folder} is still there`)
      })
  })
