import { grouped } from '../../records/number.ts'
/** What is wrong with a tape: the place in it, and what was expected there. Thrown only inside parseTape. */
export class Misshapen extends Error {}

/** An object of somebody's JSON. */
export type Fields = Record<string, unknown>

/** The value as an object; the place names it where it is none. */
export function fields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Misshapen(`${where} is not an object`)
  return value as Fields
}

/** A list; of any length unless said. */
export function list(value: Fields, key: string, where: string, most = Number.POSITIVE_INFINITY): unknown[] {
  const found = value[key]
  if (!Array.isArray(found)) throw new Misshapen(`${where}: ${key} is not a list`)
  if (found.length > most) throw new Misshapen(`${where}: ${key} holds more than ${grouped(most)}`)
  return found
}

/** A text; of any length unless said. */
export function string(value: Fields, key: string, where: string, most = Number.POSITIVE_INFINITY): string {
  const found = value[key]
  if (typeof found !== 'string') throw new Misshapen(`${where}: ${key} is not text`)
  if (found.length > most) throw new Misshapen(`${where}: ${key} is longer than ${grouped(most)} characters`)
  return found
}

/** A list of texts. */
export function strings(value: Fields, key: string, where: string, most: { items: number; text: number }): string[] {
  const found = list(value, key, where, most.items)
  if (!found.every((one) => typeof one === 'string')) throw new Misshapen(`${where}: ${key} are not all text`)
  if (!found.every((one) => one.length <= most.text))
    throw new Misshapen(`${where}: ${key} holds a text longer than ${grouped(most.text)} characters`)
  return found
}

/** A whole number, not below zero. */
export function number(value: Fields, key: string, where: string): number {
  const found = value[key]
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0)
    throw new Misshapen(`${where}: ${key} is not a whole number`)
  return found
}

/** True or false; what is absent is false. */
export function flag(value: Fields, key: string, where: string): boolean {
  const found = value[key]
  if (found !== undefined && typeof found !== 'boolean')
    throw new Misshapen(`${where}: ${key} is neither true nor false`)
  return found === true
}

/** One word of several. */
export function oneOf<K extends string>(
  value: Fields,
  key: string,
  among: Readonly<Record<K, true>>,
  where: string,
): K {
  const found = value[key]
  if (typeof found !== 'string' || !Object.hasOwn(among, found))
    throw new Misshapen(`${where}: ${key} is not one of ${Object.keys(among).join(', ')}`)
  return found as K
}
