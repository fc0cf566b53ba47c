import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, removeFolder, runProgram } from './real-server.ts'

export interface SignedZone {
  /** The whole zone with its signatures, as a master file. */
  text: string
  /** The DS record for the parent zone, or for a resolver's trust anchor. */
  ds: string
}

/** Signs a zone with a new key (ECDSA P-256, NSEC). `valid`: from and until when, in hours from now. */
export function signZone(name: string, text: string, valid = { from: -24, until: 24 }): SignedZone {
  const folder = makeFolder()
  const seconds = (hours: number) => String(Math.floor(Date.now() / 1000 + hours * 3600))
  try {
    writeFileSync(join(folder, 'zone'), text)
    const key = runProgram('ldns-keygen', ['-a', 'ECDSAP256SHA256', '-k', name], folder).trim()
    const times = ['-i', seconds(valid.from), '-e', seconds(valid.until)]
    runProgram('ldns-signzone', [...times, '-o', name, '-f', 'signed', 'zone', key], folder)
    return {
      text: readFileSync(join(folder, 'signed'), 'utf8'),
      ds: readFileSync(join(folder, `${key}.ds`), 'utf8').trim(),
    }
  } finally {
    removeFolder(folder)
  }
}
