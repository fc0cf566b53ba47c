import { posix } from 'node:path'
import type { PasswordRef } from '../../core/machine.ts'
import { passwordsRedactor, type Redact } from '../redact.ts'
import { isDestination } from './destination.ts'
import { type Hidden, hide } from './hide.ts'
import { loginsIn, loginValue, shapeByName, toldLogins } from './logins.ts'
import { parameterPasswords } from './parameters.ts'
import { secretsIn } from './settings.ts'

/** Takes passwords out of what is read, and keeps them. */
export interface Keeper {
  /** The text of a file as it may be seen; `logins` where it is known to hold them. */
  file(path: string, text: string, logins: boolean): string
  /** What a program said, as it may be seen. */
  program(program: string, args: readonly string[], text: string, input?: string): string
  /** The text without any password that is known by now, however it is written. */
  clean(text: string): string
  passwordFor(ref: PasswordRef): string | undefined
  /** The files that are known by now to hold logins. */
  files(): readonly string[]
}

/** More logins than these are hidden where they stand, and not looked for elsewhere. */
const mostLogins = 1000
const mostHosts = 200
const longest = 1024

/** Keeps the passwords of one run; `held` are those that were given to it otherwise. */
export function openKeeper(held: readonly string[]): Keeper {
  const logins = new Map<string, { user?: string | undefined; password: string }>()
  const byRef = new Map<string, string>()
  /** Files that a configuration calls maps of passwords. */
  const files = new Set<string>()
  /** The hosts that a configuration names, in small letters: what is part of one is shown, whoever has it for a password. */
  const hosts = new Set<string>()
  const isHost = (word: string) => hosts.has(word.toLowerCase())
  const isShown = (password: string) =>
    isDestination(password) || [...hosts].some((host) => host.includes(password.toLowerCase()))
  let redact: Redact | undefined
  let cleaned = new Map<string, string>()
  const keep = (user: string | undefined, password: string) => {
    const id = JSON.stringify([user, password])
    if (password === '' || password.length > longest || logins.size >= mostLogins || logins.has(id)) return
    logins.set(id, { user, password })
    forget()
  }
  const forget = () => {
    redact = undefined
    cleaned = new Map()
  }
  for (const password of held) keep(undefined, password)
  const clean = (text: string): string => {
    redact ??= passwordsRedactor([...logins.values()].filter(({ password }) => !isShown(password)))
    const known = cleaned.get(text)
    if (known !== undefined) return known
    const without = redact(text)
    cleaned.set(text, without)
    return without
  }
  const shown = (path: string, text: string, pieces: readonly Hidden[]): string => {
    let [line, at] = [1, 0]
    for (const { start, password, user, key, guess } of [...pieces].sort((a, b) => a.start - b.start)) {
      for (; at < start; at++) if (text.charCodeAt(at) === 10) line++
      if (password === undefined || (guess && isOfConfiguration(password))) continue
      keep(user, password)
      if (guess) continue
      const ref = refOf({ path, key: key ?? `line ${line}` })
      if (!byRef.has(ref)) byRef.set(ref, password)
    }
    return clean(hide(text, pieces))
  }
  const isOfLogins = (path: string) => files.has(posix.normalize(path)) || shapeByName(path) === 'entries'
  const learn = (found: ReturnType<typeof parameterPasswords>): Hidden[] => {
    for (const file of found.files) files.add(posix.normalize(file))
    const before = hosts.size
    for (const host of found.hosts) if (hosts.size < mostHosts) hosts.add(host)
    if (hosts.size > before) forget()
    return found.hidden
  }
  return {
    file(path, text, asLogins) {
      if (asLogins) files.add(posix.normalize(path))
      const known = shapeByName(path)
      const shape = known ?? (isOfLogins(path) ? 'entries' : undefined)
      const parameters = /\.cf(?:\W|$)/.test(path) ? learn(parameterPasswords(text)) : []
      return shown(path, text, [...(shape ? loginsIn(text, shape, isHost) : []), ...parameters, ...secretsIn(text)])
    },
    program(program, args, text, input = '') {
      const map = program === 'postmap' ? (args.at(-1) ?? '') : ''
      const isOne = !args.includes('-s') && args[args.indexOf('-q') + 1] !== '-'
      const key = args[args.indexOf('-q') + 1] ?? ''
      const asked = new Set(input.split('\n'))
      const told = () =>
        isOne
          ? loginValue(0, text.replace(/\n$/, ''), key)
          : toldLogins(text, (word) => asked.has(word) || isHost(word))
      const values = isOfLogins(map.slice(map.indexOf(':') + 1)) ? told() : []
      const bare = isBare(args) && (args.some((arg) => /passw/.test(arg)) ? 'passwords_maps' : 'passwords')
      const parameters = program === 'postconf' ? learn(parameterPasswords(text, bare || undefined)) : []
      return shown(map || program, text, [...values, ...parameters, ...secretsIn(text)])
    },
    clean,
    files: () => [...files],
    passwordFor: (ref) => byRef.get(refOf(ref)),
  }
}

/** A name of a parameter, a table or a path: what somebody wrote into the wrong file. */
const isOfConfiguration = (word: string): boolean => /^(?:[a-z]+(?:_[a-z\d]+)+|(?:[a-z]+:)*\$?\/.*)$/i.test(word)

const refOf = ({ path, key }: PasswordRef): string => `${path}\0${key}`

/** Values without their names. */
const isBare = (args: readonly string[]): boolean => args.some((arg) => /^-[a-zA-Z]*h/.test(arg))
