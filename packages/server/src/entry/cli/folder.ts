/** A definition's folder as the language reads it. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** Parts of an app's folder that are not its definition. */
const besides = new Set(['seed', 'tests', 'node_modules'])

/** Every YAML file under the folder, by its path with forward slashes. */
export async function readFolder(folder: string): Promise<Map<string, string>> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory())
    throw new Error(
      `${found ? 'This is no folder' : 'There is no folder'}: ${folder}. Name the one that holds the app's app.yaml.`,
    )
  const files = new Map<string, string>()
  const walk = async (at: string) => {
    const entries = await readdir(at, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(at, entry.name)
      if (entry.isDirectory() && !entry.name.startsWith('.') && !(at === folder && besides.has(entry.name))) await walk(path)
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name))
        files.set(relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8'))
    }
  }
  await walk(folder)
  return files
}
