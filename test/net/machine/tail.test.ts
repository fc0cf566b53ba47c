import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'
import { openFiles } from '../../../src/net/machine/files.ts'
import { rootOf } from '../../support/machine-tree.ts'

/** The end of a file, without what is known of it. */
async function endOf(root: string, path: string, most: number) {
  const seen = await openFiles(root).tail(path, most)
  return seen.kind === 'file' ? seen.octets.toString('latin1') : 'what' in seen ? seen.what : seen.kind
}

test('the end of a file, from the beginning of a line on', async (t) => {
  const root = rootOf(t, { '/log': 'first\nsecond\nthird\n', '/link': { link: 'log' } })
  assert.equal(await endOf(root, '/log', 1000), 'first\nsecond\nthird\n')
  assert.equal(await endOf(root, '/link', 1000), 'first\nsecond\nthird\n')
  assert.equal(await endOf(root, '/log', 19), 'first\nsecond\nthird\n')
  assert.equal(await endOf(root, '/log', 15), 'second\nthird\n')
  assert.equal(await endOf(root, '/log', 8), 'third\n')
})

test('a file of any size, with NUL in it, of which no more is held than was asked for', async (t) => {
  const root = rootOf(t, { '/log': Buffer.concat([Buffer.alloc(5_000_000, 'x\n'), Buffer.from('\0last\n')]) })
  assert.equal(await endOf(root, '/log', 7), '\0last\n')
  assert.ok((await endOf(root, '/log', 1_000_000)).length <= 1_000_000)
})

test('what is no file is none, and nothing outside the root is opened', { timeout: 10_000 }, async (t) => {
  const root = rootOf(t, { '/folder': { folder: true }, '/out': { link: '../../../../etc/hostname' } })
  execFileSync('mkfifo', [join(root, 'fifo')])
  assert.equal(await endOf(root, '/folder', 100), 'folder')
  assert.equal(await endOf(root, '/fifo', 100), 'fifo')
  assert.equal(await endOf(root, '/none', 100), 'absent')
  assert.equal(await endOf(root, '/out', 100), 'absent')
})
