import { type KeyName, keyNames, keyVariable } from '../core/lists.ts'
import { type Usage, usage } from '../core/request.ts'
import { readSmallFile } from './files.ts'

/** The keys at hand, as they go on the wire. They belong in this room alone. */
export type Keys = ReadonlyMap<KeyName, string>

type Env = Readonly<Record<string, string | undefined>>

/** The keys of lists from the environment, or one sentence on the first that cannot be used; it never quotes the key. */
export function readKeys(env: Env): { keys: Map<KeyName, string> } | Usage {
  const keys = new Map<KeyName, string>()
  for (const name of keyNames) {
    const read = readKey(keyVariable[name], env)
    if (typeof read === 'string') keys.set(name, read)
    else if (read) return read
  }
  return { keys }
}

function readKey(variable: string, env: Env): string | Usage | undefined {
  const file = `${variable}_FILE`
  const [held, path] = [env[variable], env[file]]
  if (held !== undefined && path !== undefined) return usage(`${variable} and ${file} are both set: keep one of them.`)
  if (held !== undefined) return keyIn(held, variable)
  if (path === undefined) return undefined
  const read = readSmallFile(path)
  if ('text' in read) return keyIn(read.text.replace(/\s+$/, ''), `The file that ${file} names`)
  // The path is not said: it may be the key itself, put in the wrong variable.
  return usage(`${file} names a file that cannot be read (${read.trouble}): give the path of a file with the key.`)
}

/** Shorter ones are words: whatever holds them would be blacked out. */
const shortest = 6

function keyIn(text: string, where: string): string | Usage {
  if (text === '') return usage(`${where} is empty: put the key there, or unset the variable to do without.`)
  if (!/^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/i.test(text) || text.length < shortest)
    return usage(
      `${where} holds no key: a key is one word of ${shortest} to 63 letters, digits, hyphens and underscores, with nothing around it.`,
    )
  return text
}
