import { parse } from 'tldts'

const asWritten = { allowPrivateDomains: true, validateHostname: false, extractHostname: false }

/** What the public suffix list, both its parts, says of a name: its suffix, and one label more where there is one. */
export function suffixOf(name: string): { suffix: string; below?: string } {
  const { publicSuffix, domain } = parse(name, asWritten)
  return { suffix: publicSuffix ?? name, ...(domain && { below: domain }) }
}

/** Whether a name ends in a domain that is delegated from the root, by the list. */
export const isDelegatedName = (name: string): boolean =>
  parse(name, { validateHostname: false, extractHostname: false }).isIcann === true
