/** Answers held against the OpenAPI document, and the addresses that an application really has. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Express } from 'express';
import type { Json } from '../../src/fhir/resource.js';

export interface OpenApi extends Json {
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: Record<string, Record<string, Json>>;
}
export interface Operation {
  readonly operationId: string;
  readonly parameters?: {
    readonly name: string;
    readonly in: string;
    readonly schema: { readonly enum?: string[] };
  }[];
  readonly security?: object[];
  readonly requestBody?: Described;
  readonly responses: Record<string, Described>;
}
interface Described {
  readonly headers?: Record<string, { $ref: string }>;
  readonly content?: Record<string, { readonly schema: Json }>;
}
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  readonly text?: string;
  readonly body?: unknown;
}

const pointer = (...parts: string[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

/** Tells what is wrong with an answer by the document: an undescribed status, type or shape, a header that lacks. */
export function reader(document: OpenApi) {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema(document, 'urn:spinewatch:openapi');

  function ofDescribed(at: readonly string[], described: Described, answer: Answer): string[] {
    const wrong: string[] = [];
    for (const [name, { $ref }] of Object.entries(described.headers ?? {})) {
      const header = document.components['headers']?.[$ref.split('/').at(-1) as string];
      const value = answer.headers[name.toLowerCase()];
      if (header === undefined) wrong.push(`${$ref} is nowhere`);
      else if (value === undefined) {
        if (header['required'] === true) wrong.push(`${name} lacks`);
      } else {
        const { type } = header['schema'] as Json;
        const valid = ajv.validate(header['schema'] as Json, type === 'integer' ? Number(value) : value);
        if (!valid) wrong.push(`${name}: ${value}`);
      }
    }
    const [type = ''] = (answer.headers['content-type'] ?? '').split(';');
    const contents = described.content;
    if (contents === undefined) return (answer.text ?? '') === '' ? wrong : [...wrong, 'a body'];
    if (contents[type] === undefined) return [...wrong, `the type ${type}`];
    // A drawing comes as bytes.
    const value = type === 'application/json' ? answer.body : (answer.text ?? String(answer.body));
    const validate = ajv.compile({ $ref: `urn:spinewatch:openapi${pointer(...at, 'content', type, 'schema')}` });
    if (validate(value) !== true)
      wrong.push(...(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`));
    return wrong;
  }

  return {
    complaints(method: string, path: string, answer: Answer): string[] {
      const response = document.paths[path]?.[method]?.responses[answer.status];
      if (response === undefined) return [`${method} ${path} ${answer.status} is not described`];
      return ofDescribed(['paths', path, method, 'responses', String(answer.status)], response, answer);
    },
    /** Of an answer that any address may give. */
    ofComponent(name: string, answer: Answer): string[] {
      const response = document.components['responses']?.[name] as Described | undefined;
      if (response === undefined) return [`${name} is not described`];
      return ofDescribed(['components', 'responses', name], response, answer);
    },
    /** Whether the document takes this for the body of a request. */
    isBody(path: string, body: unknown): boolean {
      const at = pointer('paths', path, 'post', 'requestBody', 'content', 'application/json', 'schema');
      return ajv.compile({ $ref: `urn:spinewatch:openapi${at}` })(body) as boolean;
    },
  };
}

interface Layer {
  readonly route?: { readonly path: string };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** Every path that is registered, as Express has it (`/cds-services/:id`). */
export function registered(app: Express): string[] {
  const walk = (stack: readonly Layer[]): string[] =>
    stack.flatMap(({ route, handle }) => (route ? [route.path] : handle?.stack ? walk(handle.stack) : []));
  return walk((app.router as unknown as { stack: readonly Layer[] }).stack);
}

/** Every path that is described, with each value of what stands in it. */
export function described({ paths }: OpenApi): string[] {
  return Object.entries(paths).flatMap(([path, item]) => {
    const parameter = Object.values(item)[0]?.parameters?.find((one) => one.in === 'path');
    return parameter
      ? (parameter.schema.enum ?? []).map((value) => path.replace(`{${parameter.name}}`, value))
      : [path];
  });
}
