/**
 * Serves the built screens from memory: hashed assets forever, everything else fresh, the page with a new nonce each time. Nothing of
 * the request ever becomes a path of the file system, so there is nothing to climb out of.
 */
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { FastifyReply } from 'fastify'
import { problem } from '../../problems.ts'
import type { Call } from './call.ts'
import { pagePolicy, workerPolicy } from './headers.ts'
import type { Route } from './route.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.pfb': 'application/octet-stream',
  '.bcmap': 'application/octet-stream',
  '.txt': 'text/plain; charset=utf-8',
}

interface Asset {
  readonly type: string
  readonly plain: Buffer
  readonly br?: Buffer
  readonly gzip?: Buffer
}

export interface Screens {
  readonly page: string | undefined
  readonly assets: ReadonlyMap<string, Asset>
}

/** @param folder what the UI build made; missing or empty means that every page answers `screens.not-built` */
export async function loadScreens(folder: string): Promise<Screens> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const contents = new Map<string, Buffer>()
  for (const entry of found) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    contents.set(`/${relative(folder, file).split(sep).join('/')}`, await readFile(file))
  }
  const assets = new Map<string, Asset>()
  for (const [path, plain] of contents) {
    const type = types[extname(path)]
    if (!type || path === '/index.html') continue
    const br = contents.get(`${path}.br`)
    const gzip = contents.get(`${path}.gz`)
    assets.set(path, { type, plain, ...(br ? { br } : {}), ...(gzip ? { gzip } : {}) })
  }
  return { page: contents.get('/index.html')?.toString('utf8'), assets }
}

export function screenRoute(screens: Screens): Route {
  return {
    method: 'GET',
    path: '/*',
    authentication: 'none',
    right: 'public',
    keyScope: 'none',
    auditClass: 'none',
    rateClass: 'none',
    query: { type: 'object' },
    handler: (call, reply) => {
      const path = `/${call.params['*'] ?? ''}`
      const asset = screens.assets.get(path)
      if (asset) return sendAsset(asset, path, call, reply)
      const looksLikeFile = path.startsWith('/assets/') || extname(path) !== ''
      // No page of ours has a path that long; what is long stands in the query.
      if (looksLikeFile || path.length > 500 || /^\/(api|health|problems)(\/|$)/.test(path)) return reply.callNotFound()
      return sendPage(screens.page, reply)
    },
  }
}

function sendAsset(asset: Asset, path: string, call: Call, reply: FastifyReply): FastifyReply {
  const accepted = String(call.headers['accept-encoding'] ?? '')
  const encoding = asset.br && /\bbr\b/.test(accepted) ? 'br' : asset.gzip && /\bgzip\b/.test(accepted) ? 'gzip' : undefined
  if (/\.worker\b/.test(path)) reply.header('content-security-policy', workerPolicy)
  if (encoding) reply.header('content-encoding', encoding)
  reply.header('vary', 'accept-encoding')
  reply.header('cache-control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
  return reply.type(asset.type).send((encoding && asset[encoding === 'br' ? 'br' : 'gzip']) ?? asset.plain)
}

function sendPage(page: string | undefined, reply: FastifyReply): FastifyReply {
  if (page === undefined) throw problem('screens.not-built')
  const nonce = randomBytes(18).toString('base64url')
  return reply
    .header('content-security-policy', pagePolicy(nonce))
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('%NONCE%', nonce))
}
