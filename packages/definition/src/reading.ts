/**
 * The front door of the language: text in, model and findings out. Reads, then validates what could be read, and gives every finding its place.
 */
import type { Reading } from './model/app.ts'
import type { Finding } from './model/finding.ts'
import { type RawReading, readDocument, readFiles } from './read/definition-reader.ts'
import type { Places } from './read/places.ts'
import type { Complaint } from './validate/complaint.ts'
import { complaintsAbout } from './validate/validate.ts'

/** A folder of YAML files by their path in it: `app.yaml`, `entities/ticket.yaml` … */
export function readDefinition(files: ReadonlyMap<string, string>): Reading {
  return finish(readFiles(files))
}

/** The same as one JSON or YAML document. */
export function readDefinitionDocument(text: string, file?: string): Reading {
  return finish(readDocument(text, file))
}

function finish(raw: RawReading): Reading {
  const complaints = raw.definition ? complaintsAbout(raw.definition) : []
  const all = [...raw.findings.list, ...complaints.map(complaint => placed(complaint, raw.findings.places))]
  const findings = onlyOnce(all).sort(byPlace)
  const sound = raw.definition && !findings.some(finding => finding.level === 'error')
  return sound ? { definition: raw.definition, findings } : { findings }
}

function placed({ offset, ...finding }: Complaint, places: Places): Finding {
  const place = places.find(finding.path, offset)
  return place ? { ...finding, place } : finding
}

/** A grant of several roles is several grants of the model; what is wrong with it is said once. */
function onlyOnce(findings: readonly Finding[]): Finding[] {
  const seen = new Map(
    findings.map(finding => [JSON.stringify([finding.code, finding.message, finding.place ?? finding.path]), finding]),
  )
  return [...seen.values()]
}

function byPlace(one: Finding, other: Finding): number {
  const [a, b] = [one.place, other.place]
  if (!a || !b) return Number(Boolean(b)) - Number(Boolean(a))
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column
}
