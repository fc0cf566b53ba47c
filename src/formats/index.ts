import type { Report } from '../core/report.ts'
import type { FormatName } from '../core/request.ts'
import type { Style } from '../core/style.ts'

/** A report as a string, the last line ended. */
export type Render = (report: Report, style: Style) => string

/** Every format, each loaded only where it is asked for. */
export const formats: Record<FormatName, () => Promise<Render>> = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).json,
  html: async () => (await import('./html.ts')).htmlPage,
  jsonl: async () => (await import('./jsonl.ts')).jsonl,
}
