import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The text must be that of fixtures/golden/<file>. Only `UPDATE=1` writes it; where it is missing the test fails. */
export function golden(file: string, text: string): void {
  const path = new URL(`../../fixtures/golden/${file}`, import.meta.url).pathname
  const { UPDATE } = process.env
  if (UPDATE) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  assert.ok(existsSync(path), `fixtures/golden/${file} is missing: UPDATE=1 npm test writes it, then read it`)
  assert.equal(text, readFileSync(path, 'utf8'), `fixtures/golden/${file} differs: if that is meant, UPDATE=1 npm test`)
}
