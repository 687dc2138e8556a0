import type { Surface, SurfaceField } from '../records/surface.ts'
import { content, type Json, type Operation, problems, ref } from './parts.ts'

const bytes: Json = { type: 'string', format: 'binary' }

/** Only where there is something to put in, or to read. */
export function filePaths(surface: Surface, base: string, operation: Operation): Json {
  const { entity } = surface.live
  const named = (fields: ReadonlyMap<string, SurfaceField>) =>
    [...fields.values()].filter(({ field }) => field.type === 'file').map(({ field }) => field.name)
  const [taken, read] = [named(surface.writable), named(surface.fields)]
  const paths: Json = {}
  if (taken.length > 0) {
    paths[`${base}/files`] = {
      post: operation('upload', `Upload a file for a field of ${entity.label}`, {
        parameters: [
          { name: 'field', in: 'query', required: true, schema: { type: 'string', enum: taken } },
          { name: 'name', in: 'query', required: true, schema: { type: 'string', minLength: 1 } },
        ],
        requestBody: { required: true, ...content(bytes, 'application/octet-stream') },
        responses: {
          '201': { description: 'Give the id to the field within a day.', ...content(ref('UploadedFile')) },
          ...problems,
        },
      }),
    }
  }
  if (read.length > 0) {
    paths[`${base}/{id}/files/{field}`] = {
      parameters: [
        { $ref: '#/components/parameters/id' },
        { name: 'field', in: 'path', required: true, schema: { type: 'string', enum: read } },
      ],
      get: operation('file', `Read a file of one ${entity.label}`, {
        parameters: [
          {
            name: 'version',
            in: 'query',
            required: false,
            description: 'The id of a file the record has had; the present one when absent.',
            schema: { type: 'string', format: 'uuid' },
          },
          {
            name: 'inline',
            in: 'query',
            required: false,
            description: 'Let a browser show it; only images are shown.',
            schema: { type: 'string', enum: ['1'] },
          },
        ],
        responses: { '200': { description: 'The bytes.', ...content(bytes, 'application/octet-stream') }, ...problems },
      }),
    }
    paths[`${base}/{id}/files/{field}/versions`] = {
      parameters: [
        { $ref: '#/components/parameters/id' },
        { name: 'field', in: 'path', required: true, schema: { type: 'string', enum: read } },
      ],
      get: operation('fileVersions', `List the files a field of one ${entity.label} has had`, {
        responses: {
          '200': {
            description: 'The present one first, then newest first.',
            ...content({
              type: 'object',
              required: ['items'],
              properties: { items: { type: 'array', items: ref('FileVersion') } },
            }),
          },
          ...problems,
        },
      }),
    }
  }
  return paths
}
