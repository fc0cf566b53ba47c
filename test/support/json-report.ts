import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Finding, Verdict } from '../../src/core/finding.ts'
import type { ExitCode, Step } from '../../src/core/report.ts'

/** What a program reads of a JSON report. */
export interface JsonReport {
  exitCode: ExitCode
  counts: Record<Verdict, number>
  steps: Step[]
  findings: Finding[]
}

const schema = JSON.parse(readFileSync(new URL('../../src/formats/report.schema.json', import.meta.url), 'utf8'))
const validates = new Ajv2020({ strict: false }).compile(schema)

/** A JSON report, found to be what the schema says, and all its findings. */
export function readReport(text: string): JsonReport {
  const report = readValid<Omit<JsonReport, 'findings'>>(text)
  return { ...report, findings: report.steps.flatMap((step) => step.findings) }
}

/** What takes the place of a report where a target was not looked at. */
export interface JsonError {
  target: string
  error: string
  exitCode: ExitCode
}

/** One line of many, found to be what the schema says: a report, or why there is none. */
export function readLine(text: string): JsonReport | JsonError {
  const line = readValid<JsonError | Omit<JsonReport, 'findings'>>(text)
  return 'error' in line ? line : readReport(text)
}

function readValid<T>(text: string): T {
  const report: T = JSON.parse(text)
  const valid: boolean = validates(report)
  assert.ok(valid, JSON.stringify(validates.errors))
  return report
}
