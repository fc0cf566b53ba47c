import assert from 'node:assert/strict'
import type { Facts } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { DomainGatherers } from '../../src/core/gatherer.ts'
import type { Asked } from '../../src/core/target.ts'
import { dkimKeys } from '../../src/facts/dkim-keys.ts'
import { dkimSelectors } from '../../src/facts/dkim-selectors.ts'
import { mx } from '../../src/facts/mx.ts'
import { sending } from '../../src/facts/sending.ts'
import { spfTexts } from '../../src/facts/spf-texts.ts'
import { spfTree } from '../../src/facts/spf-tree.ts'
import { wildcards } from '../../src/facts/wildcards.ts'
import { zone } from '../../src/facts/zone.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from './memory-dns.ts'

/** Public keys made for these tests, in base64; nobody has their private halves. */
export const publicKeys = {
  rsa512:
    'MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANc5Uzv0AHj2uAb10/yVhxOCriI9xyQWBUphzEABIjSFWNofMLubff+c3ACPNzaD5++3TzAQsCzoUKVIpFqPbBUCAwEAAQ==',
  rsa1024:
    'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDHc6LwRvMaSzPmP0JYVJbz3IqZkvnKNx4ARGBOtj+iXgpdFtjRNEzh27JxR8ee0mwJqai9lRS9EzUYouhnzRFQ3k4/NtRH5r+PjIct/GbSST8GJfhInHK03rFManNnah00FdO9YJ+/oIOdP1xmNSoc+OxDjgtZtdqbm1tHQBRblQIDAQAB',
  rsa2048:
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAykcXBEptu++WVGj7F7Bo0gD9aRoG5KELSvCx306njeF8yM+vYo2v1paderaanD22QCjbYrmLGr4aLE5qWmYHByTulqspXY0wqcgkhwz5CwH50h1KAQS+KmHNYa8W2zSBoSqjjen7b1Os7Xj2BseMI3C9Ua5A9XeRP3E5fnThARUygFV9Q5pOc8jeSO2h5tfAT8tHDvIL3bxSLfk3tDD2YaaPm4A5xr130xAmieoAr6j2PyfykleeQ7GUD9WbyUiFDUvMwDsewHxbeEx6eOl7TtdKrHV7Y/6CpwJ+FL6l6CYenl+1bS7gqCrSRJUn5M2VA/G7UCU+koWs8844ghlEuwIDAQAB',
  rsa4224:
    'MIICMjANBgkqhkiG9w0BAQEFAAOCAh8AMIICGgKCAhEAs3gws6EHcGyJ90U2F17LFAHyVzzjGZYaQUJqQLY6mgiorf6pVFyyUwdz0vtxE4Jh6hQTAak67SNL7sInNVZZt4gzNFxr+Z5dMDwePfQ7jgAvnDqg9bY1z6sYLP07NCyi7owxXmmB8elfpJiMOJq2YwBaBkCGwPCBUPAK7l+LwldEcUZaNK0so3Gd5AmQWQYdUjOORDojxVzZ32RfgHGmhMJ253ChCO/Hc3+z9x/8hc9vOpLb083CEIHmgynU2S9TsBYY/+VxWBOJlaGfnzMbTyuDK7xkayI/fpOLoVAhpvDmJC32JsTiguzoWweHM66YupxL/gs3IFgQ0yDGAsM9RhERKH3zpDBapshZ2twcsvsMVyppxNHnjOqnC19x8ipEW0TZDKB9rHdKychFiQFps9TBnz24YLIahaU4fqKmPdStO9Nzni2RDkDHerbDigtChXuKvAP+BH5iyJRONwWjjPhlIPYS06wTkxz8bZf+Ia2J/EbT7QRwDhHsg/o0ypmbCQHnsHV5IS9b+cl3V1gaUxCNkN2kJzXl7IRcPO/FwsQ+DqbpH2NxVRJRPawXQfw3v5xrz3EuHmqNhkvQqmZEcz7unxAEznDBQYTwuDqvRqJmS5XdJF06BSkKM8B2MD6xZGKL9VfVDWd0pBHxqcCgv+WYUQ4oqxIuSh0N6QnPUnyH53CrsbnRtgG7GVQoPnf/AgMBAAE=',
  other2048:
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtPTaa356fgBmxgydpWS6ni6/uWQNFAsolAX2DMoUvzqyw+UWhQffwxRYjMYqtKhmcj+L1P5gvEeP7m4lOJUgVmMdcZ8rpmE2bkVr1rr1qzWxZjkYjaEAxHez08LSVCRIzBcS8I2nAx0oWeClDb9nJFFJAfMBRk7ua76fOHBa9aFPaK/dtmmJ80tJl/GkSmx//bc/DX/uauLSdCzsRxQu7uywsRFtrZxILLHmX3vdbOZUpDGy+QhEFlHFTGJip71IshJFtlbfBm+SARX0y+Qqn4P5NveSM2TTcn2q+7epLBGESkMewMY9IX/tIMxlXaZxx8NzbN8OkRwvgFD62LFSiwIDAQAB',
  ed25519: 'kNkP3UbAfJMbHm1cujVWtZZ4bR2iPrZrmmYlLJwsypo=',
  exponent1:
    'MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAtPTaa356fgBmxgydpWS6ni6/uWQNFAsolAX2DMoUvzqyw+UWhQffwxRYjMYqtKhmcj+L1P5gvEeP7m4lOJUgVmMdcZ8rpmE2bkVr1rr1qzWxZjkYjaEAxHez08LSVCRIzBcS8I2nAx0oWeClDb9nJFFJAfMBRk7ua76fOHBa9aFPaK/dtmmJ80tJl/GkSmx//bc/DX/uauLSdCzsRxQu7uywsRFtrZxILLHmX3vdbOZUpDGy+QhEFlHFTGJip71IshJFtlbfBm+SARX0y+Qqn4P5NveSM2TTcn2q+7epLBGESkMewMY9IX/tIMxlXaZxx8NzbN8OkRwvgFD62LFSiwIBAQ==',
} as const

/** The gatherers that DKIM checks need. */
export const dkimGatherers: Partial<DomainGatherers> = {
  zone,
  wildcards,
  mx,
  spfTexts,
  spfTree,
  dkimSelectors,
  dkimKeys,
  sending,
}

type DkimFacts = Pick<Facts, 'target' | 'asked' | 'zone' | 'dkimSelectors' | 'dkimKeys' | 'sending'>

/** A key record: `v=DKIM1; k=rsa; p=…`. */
export const keyText = (key: keyof typeof publicKeys = 'rsa2048', tags = 'k=rsa; '): string =>
  `v=DKIM1; ${tags}p=${publicKeys[key]}`

/** A key record with one character of its key changed, so that the modulus can be divided by 3. */
export const damagedKeyText = `v=DKIM1; k=rsa; p=${publicKeys.rsa2048.slice(0, 200)}A${publicKeys.rsa2048.slice(201)}`

/** A key record that a wildcard gives to every selector of shop.example. */
export const atAll = (text = keyText()): string => at('*', text)

/** A TXT record at a selector of shop.example. */
export const at = (selector: string, text = keyText()): string => `${selector}._domainkey.shop.example TXT "${text}"`

/** An alias at a selector of shop.example, with what stands where it leads. */
export const alias = (selector: string, to: string, text?: string): string =>
  [`${selector}._domainkey.shop.example CNAME ${to}`, ...(text === undefined ? [] : [`${to} TXT "${text}"`])].join('\n')

/** Questions for selectors of shop.example that nobody answers. */
export const deaf = (...selectors: string[]): MemoryOptions => ({
  blindAt: Object.fromEntries(selectors.map((selector) => [`TXT ${selector}._domainkey.shop.example`, 'timeout'])),
})

/** Every fact that a DKIM check may need of shop.example, looked up in a world of these lines (see zone-text.ts). */
export async function dkimFacts(
  lines: string,
  asked: Partial<Asked> = {},
  options: MemoryOptions = {},
): Promise<DkimFacts> {
  const world = memoryWorld(
    `shop.example SOA ns.shop.example dns.shop.example\nshop.example TXT "v=spf1 mx -all"\n${lines}`,
    options,
  )
  const gathered = await gatherIn(world, 'shop.example', dkimGatherers, asked)
  const facts = Object.entries(gathered).map(([name, fact]) => {
    assert.ok(fact.seen, fact.seen ? '' : `${name}: ${fact.blind.detail}`)
    return [name, fact.value]
  })
  return Object.fromEntries(facts)
}

/** The one finding says this. */
export const says =
  (pattern: RegExp) =>
  ([finding]: Finding[]): void =>
    assert.match(finding?.says ?? '', pattern)

/** What the one change of a finding's repair publishes; nothing where there is none. */
export function becomes(finding: Finding | undefined): string | undefined {
  const [change, another] = finding?.repair ?? []
  assert.equal(another, undefined)
  return change && 'becomes' in change ? change.becomes : undefined
}
