import type { Json } from './parts.ts'

export function parameters(): Json {
  const query = (name: string, description: string, schema: Json): Json => ({
    name,
    in: 'query',
    required: false,
    description,
    schema,
  })
  return {
    id: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    ifMatch: {
      name: 'If-Match',
      in: 'header',
      required: true,
      description: 'The ETag of the record as it was read.',
      schema: { type: 'string', pattern: '^"\\d+"$' },
    },
    idempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'The same key with the same request runs once.',
      schema: { type: 'string', maxLength: 200 },
    },
    filter: query('filter', 'CEL over `record` and `user`.', { type: 'string', maxLength: 4000 }),
    orderBy: query('orderBy', '`priority desc, created_at`', { type: 'string', maxLength: 500 }),
    pageSize: query('pageSize', 'Records on a page.', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
    pageToken: query('pageToken', '`nextPageToken` of the page before.', { type: 'string' }),
    search: query(
      'search',
      'Words that begin words of the searched fields, or stand within those of short ones. Where nothing has them, similar words count.',
      { type: 'string', maxLength: 200 },
    ),
    fields: query('fields', 'Fields to carry, comma-separated; relations one hop: `customer.tier`.', { type: 'string' }),
    shared: query('shared', '`me`: only records that were shared with you.', { type: 'string', enum: ['me'] }),
    top: query('top', 'A relation of these records to each other: only those that stand beneath none that you may see.', {
      type: 'string',
      maxLength: 40,
    }),
    rights: query(
      'rights',
      '`each`: of each record, which of its fields you may change and whether you may delete it, as it stands now. Where a page is to come quickly, ask for it of few records.',
      { type: 'string', enum: ['each'] },
    ),
    trash: query('trash', '`only`: the records in the trash that may be brought back.', { type: 'string', enum: ['only'] }),
    groupBy: query(
      'groupBy',
      'Up to four, comma-separated: fields, or `day(field)`, `week(field)`, `month(field)`, `quarter(field)`, `year(field)` of days and moments (`created_at` and `updated_at` among them). A span is named by its first day in the app’s time zone.',
      { type: 'string' },
    ),
    weekBegin: query('weekBegin', 'The day with which the weeks of `week(field)` begin: 1 is Monday, 7 Sunday.', {
      type: 'integer',
      minimum: 1,
      maximum: 7,
      default: 1,
    }),
    atLeast: query('atLeast', 'Only groups of so many records or more.', {
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: 1,
    }),
    groupLimit: query('limit', 'At most so many groups.', { type: 'integer', minimum: 1, maximum: 1000, default: 200 }),
    measures: query(
      'measures',
      '`count`, `sum(field)`, `avg(field)`, `min(field)`, `max(field)`, `median(field)`, `p90(field)`, comma-separated.',
      { type: 'string', default: 'count' },
    ),
    count: query('count', '`capped` stops at 1,000; `exact` counts all.', {
      type: 'string',
      enum: ['none', 'capped', 'exact'],
      default: 'none',
    }),
  }
}
