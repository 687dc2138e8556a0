import { type Json, ref } from './parts.ts'

export const similar: Json = {
  type: 'boolean',
  description: 'Nothing has the words searched for; this is of what has similar ones.',
}

export function sharedSchemas(): Json {
  return {
    Problem: {
      type: 'object',
      required: ['type', 'code', 'status', 'title', 'requestId'],
      properties: {
        type: { type: 'string' },
        code: { type: 'string' },
        status: { type: 'integer' },
        title: { type: 'string' },
        hint: { type: 'string' },
        detail: { type: 'string' },
        requestId: { type: 'string' },
        currentVersion: { type: 'integer' },
        filter: {
          type: 'object',
          required: ['at'],
          properties: {
            at: { type: 'integer', description: 'From which character on, counted from 0.' },
            syntax: { enum: [true] },
          },
        },
        results: { type: 'array', items: { type: 'object' } },
        missing: { type: 'string', description: 'The right that is missing, in words.' },
        askable: {
          type: 'object',
          required: ['people', 'request'],
          properties: { people: { type: 'array', items: ref('Reference') }, request: { type: 'object' } },
        },
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['field', 'message'],
            properties: { field: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
    Many: {
      type: 'object',
      required: ['done', 'refused', 'checked', 'results'],
      properties: {
        done: { type: 'integer' },
        refused: { type: 'integer' },
        checked: { type: 'boolean' },
        results: {
          type: 'array',
          items: {
            type: 'object',
            required: ['index'],
            properties: {
              index: { type: 'integer' },
              id: { type: 'string', format: 'uuid' },
              version: { type: 'integer' },
              problem: { type: 'object' },
            },
          },
        },
      },
    },
    Why: {
      type: 'object',
      required: ['allowed', 'action', 'person', 'grants', 'shares', 'sentence', 'mayAskAboutOthers'],
      properties: {
        allowed: { type: 'boolean' },
        action: { type: 'string' },
        field: { type: 'string' },
        person: ref('Reference'),
        sentence: { type: 'string' },
        mayAskAboutOthers: { type: 'boolean' },
        grants: {
          type: 'array',
          items: {
            type: 'object',
            required: ['role', 'words', 'roleHeldThrough', 'admits', 'counts'],
            properties: {
              role: {
                type: 'object',
                required: ['id', 'title'],
                properties: { id: { type: 'string' }, title: { type: 'string' } },
              },
              words: { type: 'string' },
              roleHeldThrough: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['words'],
                  properties: {
                    words: { type: 'string' },
                    team: ref('Reference'),
                    until: { type: 'string', format: 'date-time' },
                  },
                },
              },
              admits: { type: ['boolean', 'null'] },
              fields: { type: 'array', items: { type: 'string' } },
              counts: { type: ['boolean', 'null'] },
            },
          },
        },
        shares: { type: 'array', items: { type: 'object' } },
      },
    },
    Access: {
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          items: {
            type: 'object',
            required: ['person', 'may', 'through'],
            properties: {
              person: ref('Reference'),
              may: { type: 'array', items: { type: 'string' } },
              fields: { type: 'array', items: { type: 'string' } },
              through: { type: 'array', items: { type: 'string' } },
              unclear: { type: 'string' },
            },
          },
        },
        nextPageToken: { type: 'string' },
        past: {
          type: 'object',
          required: ['at', 'known', 'sentence'],
          properties: {
            at: { type: 'string', format: 'date-time' },
            known: { type: 'boolean' },
            sentence: { type: 'string' },
            release: { type: 'integer' },
          },
        },
      },
    },
    Readers: {
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'at', 'kind', 'person'],
            properties: {
              id: { type: 'string' },
              at: { type: 'string', format: 'date-time' },
              kind: { enum: ['read', 'reveal'] },
              person: { anyOf: [ref('Reference'), { type: 'null' }] },
              onBehalfOf: ref('Reference'),
              field: { type: 'string' },
              comment: { type: 'string' },
            },
          },
        },
        nextPageToken: { type: 'string' },
      },
    },
    Reference: {
      type: 'object',
      required: ['id', 'title'],
      properties: { id: { type: 'string', format: 'uuid' }, title: { type: ['string', 'null'] } },
    },
    File: {
      type: 'object',
      required: ['id', 'title', 'size', 'type'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        title: { type: ['string', 'null'], description: 'The name of the file.' },
        size: { type: ['integer', 'null'], description: 'In bytes.' },
        type: { type: ['string', 'null'], description: 'By content.' },
      },
    },
    FileVersion: {
      allOf: [
        ref('File'),
        {
          type: 'object',
          required: ['present', 'at', 'person'],
          properties: {
            present: { type: 'boolean' },
            at: { type: ['string', 'null'], format: 'date-time', description: 'When it was last put in.' },
            person: { oneOf: [ref('Reference'), { type: 'null' }] },
          },
        },
      ],
    },
    UploadedFile: {
      type: 'object',
      required: ['id', 'name', 'size', 'type'],
      properties: {
        id: { type: 'string', format: 'uuid', description: 'What the field takes.' },
        name: { type: 'string' },
        size: { type: 'integer' },
        type: { type: 'string' },
      },
    },
    Can: {
      type: 'object',
      required: ['update', 'delete', 'restore', 'comment'],
      properties: {
        update: { type: 'array', items: { type: 'string' }, description: 'Fields this person may change on this record now.' },
        delete: { type: 'boolean' },
        restore: { type: 'boolean' },
        comment: { type: 'boolean' },
        share: { type: 'boolean' },
        reveal: { type: 'array', items: { type: 'string' }, description: 'Masked fields whose value may be shown, on record.' },
      },
    },
    RecordRights: {
      type: 'object',
      required: ['update', 'delete'],
      properties: {
        update: { type: 'array', items: { type: 'string' }, description: 'Fields this person may change on this record now.' },
        delete: { type: 'boolean' },
      },
    },
    Masked: {
      type: 'object',
      required: ['masked'],
      properties: { masked: { type: 'string' } },
      description: 'A field this person sees only masked: what tells one value from another without giving it.',
    },
    Share: {
      type: 'object',
      required: ['id', 'by', 'level', 'until', 'since', 'works'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        by: ref('Reference'),
        person: ref('Reference'),
        team: ref('Reference'),
        level: { enum: ['read', 'comment', 'edit'] },
        until: { type: 'string', format: 'date-time' },
        since: { type: 'string', format: 'date-time' },
        works: { type: 'boolean', description: 'False while the sharer may no longer do themselves what the share gives.' },
      },
    },
    Shares: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: ref('Share') } } },
    TransitionOffer: {
      type: 'object',
      required: ['name', 'allowed'],
      properties: { name: { type: 'string' }, allowed: { type: 'boolean' }, reason: { type: 'string' } },
    },
    Vote: {
      type: 'object',
      required: ['person', 'decision', 'comment', 'at', 'step'],
      properties: {
        person: ref('Reference'),
        decision: { enum: ['approve', 'reject', 'ask_changes'] },
        comment: { type: ['string', 'null'] },
        at: { type: 'string', format: 'date-time' },
        step: { type: 'string' },
      },
    },
    Approval: {
      type: 'object',
      required: ['transition', 'step', 'need', 'steps', 'given', 'mayDecide', 'round'],
      properties: {
        transition: { type: 'string' },
        step: { type: 'string' },
        need: { type: 'integer' },
        steps: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'title', 'need', 'given', 'state', 'asks'],
            properties: {
              name: { type: 'string' },
              title: { type: 'string' },
              need: { type: 'integer' },
              given: { type: 'integer' },
              state: { enum: ['done', 'open', 'later', 'skipped'] },
              asks: { type: 'string' },
              why: { type: 'string' },
            },
          },
        },
        given: { type: 'array', items: ref('Vote') },
        mayDecide: { type: 'boolean' },
        reason: { type: 'string' },
        round: { type: 'integer' },
      },
    },
    Aggregate: {
      type: 'object',
      required: ['groups', 'truncated'],
      properties: {
        groups: {
          type: 'array',
          items: {
            type: 'object',
            required: ['key', 'values'],
            properties: {
              key: { type: 'object' },
              values: { type: 'object', additionalProperties: { type: ['number', 'string', 'null'] } },
            },
          },
        },
        truncated: { type: 'boolean', description: 'There are more groups than are given.' },
        similar,
      },
    },
    FiguresLine: {
      type: 'object',
      required: ['index'],
      properties: {
        index: { type: 'integer', description: 'Of the question, from 0.' },
        figures: ref('Aggregate'),
        problem: ref('Problem'),
      },
    },
    HistoryEntry: {
      type: 'object',
      required: ['id', 'at', 'person', 'kind', 'changes'],
      properties: {
        id: { type: 'string' },
        at: { type: 'string', format: 'date-time' },
        person: { oneOf: [ref('Reference'), { type: 'null' }] },
        onBehalfOf: ref('Reference'),
        kind: {
          enum: [
            'create',
            'update',
            'transition',
            'vote',
            'comment',
            'delete',
            'restore',
            'import',
            'reveal',
            'share',
            'unshare',
          ],
        },
        transition: { type: 'string' },
        comment: { type: 'string' },
        mentions: {
          type: 'array',
          items: ref('Reference'),
          description: 'Whom the comment names as `@[id]`, by their names of today.',
        },
        decision: { enum: ['approve', 'reject', 'ask_changes'] },
        changes: { type: 'array', items: ref('FieldChange') },
        lines: {
          type: 'array',
          items: ref('LineChange'),
          description: 'What the same transaction did to lines of the record, as far as the reader may see them.',
        },
        linesTotal: { type: 'integer', description: 'Of more lines than are told: how many there were.' },
      },
    },
    FieldChange: { type: 'object', required: ['field', 'before', 'after'], properties: { field: { type: 'string' } } },
    LineChange: {
      type: 'object',
      required: ['id', 'entity', 'line', 'kind', 'changes'],
      properties: {
        id: { type: 'string', description: 'The entry in the history of the line itself.' },
        entity: { type: 'string' },
        line: ref('Reference'),
        kind: { enum: ['create', 'update', 'transition', 'delete', 'restore', 'import'] },
        changes: { type: 'array', items: ref('FieldChange') },
      },
    },
    History: {
      type: 'object',
      required: ['items'],
      properties: { items: { type: 'array', items: ref('HistoryEntry') }, nextPageToken: { type: 'string' } },
    },
    HandedOver: {
      type: 'object',
      required: ['id', 'handedOver'],
      properties: { id: { type: 'string', format: 'uuid' }, handedOver: { const: true } },
    },
  }
}
