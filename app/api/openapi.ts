import { SITE_NAME } from '@/app/site'
import { MAX_NOTE_CHARACTERS, NOTES_PER_PAGE } from '@/utils/notes/note-schema'

const json = (schema: object) => ({ 'application/json': { schema } })
const schemaOf = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const refused = (name: string) => ({ $ref: `#/components/responses/${name}` })
const answered = (description: string, name: string) => ({ description, content: json(schemaOf(name)) })
const failed = (description: string, headers?: object) => ({
  ...answered(description, 'Error'),
  ...(headers && { headers }),
})
const header = (description: string) => ({ description, required: true, schema: { type: 'string' } })

const FOR_ALL = { '429': refused('TooManyRequests') }
const FOR_USERS = { ...FOR_ALL, '401': refused('Unauthenticated'), '503': refused('Unavailable') }
const FOR_CHANGES = { ...FOR_USERS, '403': refused('Forbidden') }
const FOR_BODIES = {
  ...FOR_CHANGES,
  '400': refused('InvalidInput'),
  '413': refused('TooLarge'),
  '415': refused('UnsupportedMediaType'),
}

const noteBody = { required: true, content: json(schemaOf('NoteText')) }
const noteId = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [7] }
const idInPath = (schema: object) => ({ name: 'id', in: 'path', required: true, schema })

const paths = {
  '/api/me': {
    get: {
      operationId: 'readMe',
      summary: 'Who am I?',
      responses: { '200': answered('You.', 'User'), ...FOR_USERS },
    },
  },
  '/api/users/{id}': {
    parameters: [idInPath(schemaOf('UserId'))],
    get: {
      operationId: 'readUser',
      summary: 'Reads a user. Everybody reads only themselves.',
      responses: {
        '200': answered('You.', 'User'),
        '400': refused('InvalidInput'),
        ...FOR_CHANGES,
      },
    },
  },
  '/api/notes': {
    get: {
      operationId: 'listNotes',
      summary: `Lists your notes, newest first, ${NOTES_PER_PAGE} at a time.`,
      parameters: [
        {
          name: 'before',
          in: 'query',
          description: 'Only notes with a smaller id: `next` of the page before this one.',
          schema: noteId,
        },
      ],
      responses: {
        '200': answered('A page of notes.', 'NotesPage'),
        '400': refused('InvalidInput'),
        ...FOR_USERS,
      },
    },
    post: {
      operationId: 'addNote',
      summary: 'Adds a note.',
      requestBody: noteBody,
      responses: {
        '201': { ...answered('The new note.', 'Note'), headers: { Location: header('Where it is now.') } },
        ...FOR_BODIES,
      },
    },
  },
  '/api/notes/{id}': {
    parameters: [idInPath(noteId)],
    get: {
      operationId: 'readNote',
      summary: 'Reads one of your notes.',
      responses: {
        '200': answered('The note.', 'Note'),
        '400': refused('InvalidInput'),
        '404': refused('NotFound'),
        ...FOR_USERS,
      },
    },
    patch: {
      operationId: 'changeNote',
      summary: 'Changes the text of one of your notes.',
      requestBody: noteBody,
      responses: {
        '200': answered('The note as it is now.', 'Note'),
        '404': refused('NotFound'),
        ...FOR_BODIES,
      },
    },
    delete: {
      operationId: 'deleteNote',
      summary: 'Deletes one of your notes.',
      responses: {
        '204': { description: 'It is gone.' },
        '400': refused('InvalidInput'),
        '404': refused('NotFound'),
        ...FOR_CHANGES,
      },
    },
  },
  '/api/health': {
    get: {
      operationId: 'readHealth',
      summary: 'Whether this server lives. Anybody may ask; nobody else is asked.',
      security: [],
      responses: { '200': answered('It does.', 'Health') },
    },
  },
  '/api/ready': {
    get: {
      operationId: 'readReadiness',
      summary: 'Whether the Auth server and the data API answer this server. Anybody may ask.',
      security: [],
      responses: {
        '200': answered('Both do.', 'Readiness'),
        '503': {
          ...answered('One of them does not.', 'Readiness'),
          headers: { 'Retry-After': header('Seconds to wait.') },
        },
      },
    },
  },
  '/api/openapi.json': {
    get: {
      operationId: 'readDescription',
      summary: 'This description. Anybody may read it.',
      security: [],
      responses: {
        '200': {
          description: 'OpenAPI 3.1.',
          content: json({
            type: 'object',
            properties: { openapi: { const: '3.1.1' } },
            required: ['openapi'],
          }),
        },
        ...FOR_ALL,
      },
    },
  },
}

const schemas = {
  UserId: { type: 'string', format: 'uuid' },
  User: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'email', 'name'],
    properties: { id: schemaOf('UserId'), email: { type: 'string' }, name: { type: 'string' } },
  },
  NoteText: {
    type: 'object',
    additionalProperties: false,
    required: ['note'],
    properties: {
      note: {
        type: 'string',
        description: 'Kept as it is, white space included; CR LF becomes LF before it is counted.',
        pattern: '\\S',
        maxLength: MAX_NOTE_CHARACTERS,
      },
    },
  },
  Note: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'note'],
    properties: { id: noteId, note: { type: 'string', maxLength: MAX_NOTE_CHARACTERS } },
  },
  NotesPage: {
    type: 'object',
    additionalProperties: false,
    required: ['notes', 'next'],
    properties: {
      notes: { type: 'array', maxItems: NOTES_PER_PAGE, items: schemaOf('Note') },
      next: {
        description: 'Ask for more with `?before=`; null when there are none.',
        anyOf: [noteId, { type: 'null' }],
      },
    },
  },
  Health: {
    type: 'object',
    additionalProperties: false,
    required: ['status'],
    properties: { status: { const: 'ok' } },
  },
  Readiness: {
    type: 'object',
    additionalProperties: false,
    required: ['auth', 'data'],
    properties: { auth: schemaOf('UpstreamState'), data: schemaOf('UpstreamState') },
  },
  UpstreamState: {
    type: 'object',
    additionalProperties: false,
    required: ['status', 'breaker'],
    properties: {
      status: { enum: ['ok', 'unavailable'] },
      breaker: {
        description: 'Open: it is not asked for a moment. Half-open: one call finds out whether it is back.',
        enum: ['closed', 'open', 'half-open'],
      },
    },
  },
  Error: {
    type: 'object',
    additionalProperties: false,
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        additionalProperties: false,
        required: ['code', 'message'],
        properties: {
          code: { type: 'string', pattern: '^[a-z_]+$' },
          message: { type: 'string', minLength: 1 },
          fields: {
            description: 'What is wrong with each part of the input.',
            type: 'object',
            additionalProperties: { type: 'string' },
          },
        },
      },
    },
  },
}

const responses = {
  InvalidInput: failed('The body is not JSON, or a field, the id or a parameter is not what it has to be.'),
  Unauthenticated: failed('Nobody is signed in, or the token is no good.', {
    'WWW-Authenticate': header('RFC 6750: Bearer, and what is wrong with the token.'),
  }),
  Forbidden: failed('This is somebody else, or a call by cookie did not come from this site.'),
  NotFound: failed('There is no such note among yours.'),
  TooLarge: failed('The body is too long.'),
  UnsupportedMediaType: failed('The body was not sent as application/json.'),
  TooManyRequests: failed('Too many calls in a minute.', {
    'Retry-After': header('Seconds to wait.'),
  }),
  Unavailable: failed('Who calls, or the data, cannot be looked up right now. Nothing was lost; try again.', {
    'Retry-After': header('Seconds to wait.'),
  }),
}

/** The description of the API under /api, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html). */
export const openApi = {
  openapi: '3.1.1',
  info: {
    title: `${SITE_NAME} API`,
    version: '1.0.0',
    description:
      'Everything is JSON and private to its caller. Any other method is answered 405 with Allow, any other address 404.',
  },
  servers: [{ url: '/' }],
  security: [{ token: [] }, { cookie: [] }],
  paths,
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      cookie: {
        type: 'apiKey',
        in: 'cookie',
        name: 'sb-<project>-auth-token',
        description: 'The session of this site. Calls that change something have to come from its own pages.',
      },
    },
    schemas,
    responses,
  },
}
