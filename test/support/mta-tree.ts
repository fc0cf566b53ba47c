import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { memoryMachine, type Node } from './memory-machine.ts'

/** The roots of machines that stand in fixtures/mta. */
export type MtaTree = 'debian' | 'plain-relay' | 'mailinabox' | 'sender-dependent' | 'multi-instance' | 'expansions'

export const mtaFolder = (tree: MtaTree) => join(import.meta.dirname, '../../fixtures/mta', tree)

/** A password as its machine gives it away: not at all. */
const withoutPasswords = (name: string, text: string) =>
  name.endsWith('/sasl_passwd')
    ? text.replace(/^(\S+[ \t]+[^\s:]+:)\S+$/gm, '$1[password]')
    : text
        .replace(/(smtp_sasl_password_maps *= *static:[^\s:]+:)\S+/g, '$1[password]')
        .replace(/(smtp_sasl_password_maps=inline:\{\{[^=]+=[^:]+:)[^}]+/g, '$1[password]')

/** One of them, with files in place of its own or beside them. */
export function mtaMachine(
  tree: MtaTree,
  more: Readonly<Record<string, Node>> = {},
  given: Parameters<typeof memoryMachine>[1] = {},
) {
  const folder = mtaFolder(tree)
  const files = globSync('**/*', { cwd: folder })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      return [`/${name}`, withoutPasswords(name, text)] as const
    })
  return memoryMachine({ ...Object.fromEntries(files), ...more }, given)
}
