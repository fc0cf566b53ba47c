import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Machine } from '../../src/core/machine.ts'
import { type MachineDoor, openMachine } from '../../src/net/machine.ts'

/** A folder on disk that stands for a root: text by path, links as `{ link }`. It goes when the test does. */
export function rootOf(
  t: TestContext,
  tree: Readonly<Record<string, string | Uint8Array | { link: string } | { folder: true }>>,
): string {
  const root = mkdtempSync(join(tmpdir(), 'relaycheck-root-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  chmodSync(root, 0o755)
  for (const [path, node] of Object.entries(tree)) {
    const at = join(root, path)
    mkdirSync(dirname(at), { recursive: true })
    if (typeof node === 'string' || node instanceof Uint8Array) writeFileSync(at, node, { mode: 0o644 })
    else if ('link' in node) symlinkSync(node.link, at)
    else mkdirSync(at, { recursive: true })
  }
  return root
}

/** The door to a root that is there. */
export function doorTo(options: Parameters<typeof openMachine>[0]): MachineDoor {
  const door = openMachine(options)
  if ('usage' in door) throw new Error(door.usage)
  return door
}

/** A machine on disk. */
export const machineAt = (root: string): Machine => doorTo({ root }).machine
