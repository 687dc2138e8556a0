/** `bailiwick <command>`: one word, one file. Prints sentences; exits 0 when the thing asked for holds, 1 when it does not, 2 when it was asked wrongly. */
import { checkCommand, formatCommand } from './check.ts'
import { proveCommand } from './prove.ts'
import { planCommand, releaseCommand } from './release.ts'
import { rightsCommand } from './rights.ts'
import { serveCommand } from './serve.ts'
import { lintCommand, verifyCommand } from './verify.ts'
import { readersCommand, whoCommand, whyCommand } from './why.ts'

export interface Command {
  readonly usage: string
  readonly does: string
  run(args: readonly string[]): Promise<number>
}

const commands: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  check: checkCommand,
  format: formatCommand,
  plan: planCommand,
  rights: rightsCommand,
  release: releaseCommand,
  prove: proveCommand,
  verify: verifyCommand,
  lint: lintCommand,
  why: whyCommand,
  who: whoCommand,
  readers: readersCommand,
}

async function main(): Promise<number> {
  const [word, ...args] = process.argv.slice(2)
  const command = word === undefined ? undefined : commands[word]
  if (!command) {
    const width = Math.max(...Object.values(commands).map(known => known.usage.length))
    console.log(
      `Usage: bailiwick <command>\n\n${Object.values(commands)
        .map(known => `  ${known.usage.padEnd(width)}  ${known.does}`)
        .join('\n')}`,
    )
    return word === undefined || word === 'help' || word === '--help' ? 0 : 2
  }
  return command.run(args)
}

main().then(
  code => {
    process.exitCode = code
  },
  error => {
    console.error(error instanceof Error ? error.message : String(error))
    if (process.env.BAILIWICK_DEBUG && error instanceof Error) console.error(error.stack)
    process.exitCode = 1
  },
)
