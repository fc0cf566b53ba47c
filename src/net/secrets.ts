import { existsSync } from 'node:fs'
import { type KeyName, keyNames, keyVariable } from '../core/lists.ts'
import { type Usage, usage } from '../core/request.ts'
import { readSmallFile } from './files.ts'
import { passwordLabel, passwordRedactor } from './redact.ts'

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

/** The key that a variable of the environment has, or the file that the one with `_FILE` behind names; none where neither is set. */
export function readKey(variable: string, env: Env): string | Usage | undefined {
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

const largestPassword = 4096

/**
 * The password of a login, from `--password-file` or the environment, or one sentence on why it cannot be used; it never
 * quotes the password. Without any there is none. Blanks at either end belong to it, one newline at the end of a file does
 * not.
 */
export function readPassword(env: Env, file?: string): { password?: string } | Usage {
  return readSecret(env, 'RELAYCHECK_PASSWORD', { option: '--password-file', file })
}

/** The same for a mailbox: its password, or a token of OAuth in the place of one. */
export function readMailboxProof(env: Env, file?: string): { password: string } | { token: string } | Usage {
  const password = readSecret(env, 'RELAYCHECK_IMAP_PASSWORD', { option: '--imap-password-file', file })
  if ('usage' in password) return password
  const token = readSecret(env, 'RELAYCHECK_IMAP_TOKEN')
  if ('usage' in token) return token
  if (password.password !== undefined && token.password !== undefined)
    return usage('A password and a token (RELAYCHECK_IMAP_TOKEN) for the mailbox are both given: keep one of them.')
  if (token.password !== undefined) return { token: token.password }
  if (password.password !== undefined) return { password: password.password }
  return usage(
    '--imap wants a password: set RELAYCHECK_IMAP_PASSWORD, or give a file that holds it: --imap-password-file FILE.',
  )
}

function readSecret(
  env: Env,
  variable: string,
  { option, file }: { option?: string; file?: string | undefined } = {},
): { password?: string } | Usage {
  const fileVariable = `${variable}_FILE`
  const [held, named] = [env[variable], env[fileVariable]]
  const given = [
    ...(file === undefined || option === undefined ? [] : [option]),
    ...(held === undefined ? [] : [variable]),
    ...(named === undefined ? [] : [fileVariable]),
  ]
  if (given.length > 1)
    return usage(`${given.join(' and ')} are ${given.length > 2 ? 'all' : 'both'} given: keep ${given[0]} alone.`)
  if (held !== undefined) return passwordIn(Buffer.from(held, 'utf8'), variable)
  if (file !== undefined && option !== undefined) return passwordFrom(file, option, said(file))
  return named === undefined ? {} : passwordFrom(named, fileVariable, '')
}

/** The path in a sentence. Where nothing is, it may be the password itself, given for the name of its file: then it is not said. */
const said = (path: string): string => (existsSync(path) ? ` (${path})` : '')

function passwordFrom(path: string, option: string, called: string): { password: string } | Usage {
  const read = readSmallFile(path)
  if ('text' in read)
    return passwordIn(Buffer.from(read.text.replace(/\r?\n$/, ''), 'latin1'), `The file that ${option} names${called}`)
  return usage(
    `${option} names a file${called} that cannot be read (${read.trouble}): give the path of a file with the password.`,
  )
}

function passwordIn(octets: Buffer, where: string): { password: string } | Usage {
  if (octets.length === 0) return usage(`${where} is empty: put the password there.`)
  if (octets.length > largestPassword)
    return usage(`${where} is larger than 4 KB, which no password is: put the password alone there.`)
  if (octets.includes(0))
    return usage(`${where} holds a NUL, as files in UTF-16 do, and no password can: write the password in UTF-8.`)
  if (/[\r\n]/.test(octets.toString('latin1')))
    return usage(`${where} holds more than one line: put the password alone there, on one line.`)
  try {
    const password = new TextDecoder('utf-8', { fatal: true }).decode(octets)
    return password === '' ? usage(`${where} is empty: put the password there.`) : { password }
  } catch {
    return usage(`${where} is not in UTF-8: write the password in it.`)
  }
}

/** The user as it is asked for and told: without the password, where it holds that outside the domain. The world says it as typed. */
export const userTold = (user: string, password: string | undefined): string =>
  password === undefined
    ? user
    : user === password
      ? passwordLabel
      : passwordRedactor(password, '', domainIn(user))(user)

const domainIn = (user: string): string[] => (user.includes('@') ? [user.slice(user.lastIndexOf('@'))] : [])
