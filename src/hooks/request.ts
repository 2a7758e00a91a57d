/**
 * One hook call as it stands in the body, checked field by field: the only door from the wire to `HookRequest`.
 * The prefetch is handed on as it was parsed, not copied and not looked into. Pure.
 */
import { CodedError } from '../errors/index.js';
import { isObject, type Json } from '../fhir/resource.js';
import type { HookRequest } from './answer.js';
import { at, expressionOf, found } from './found.js';
import { encounterIdOf, isSamePatient, patientIdOf, userIdOf } from './ids.js';
import { requestSchema, type WireRequest } from './request-schema.js';

/** What may be sent in a header: the token goes nowhere else. */
const TOKEN = /^[\x21-\x7E]{1,16384}$/;
/** A prefetch key that is safe to name in an answer. */
const KEY = /^[A-Za-z0-9_.-]{1,64}$/;

export type RequestParser = (body: unknown) => HookRequest;

/**
 * The parser of one service's requests.
 * @throws CodedError `malformed`, `invalid-request` (with the field's path) or `patient-not-authorised`
 */
export function requestParser(hook: string): RequestParser {
  const schema = requestSchema(hook);
  return (body) => {
    if (!isObject(body)) throw new CodedError('malformed');
    const result = schema.safeParse(body);
    if (!result.success) {
      const [issue] = result.error.issues;
      throw invalid(body, issue?.path ?? [], issue?.message ?? '');
    }
    return checked(result.data);
  };
}

function checked(wire: WireRequest): HookRequest {
  const patientId = patientIdOf(wire.context.patientId) as string;
  const prefetch = checkedPrefetch(wire.prefetch);
  const userId = userIdOf(wire.context.userId);
  const encounterId = encounterIdOf(wire.context.encounterId);
  const authorization = isObject(wire.fhirAuthorization) ? wire.fhirAuthorization : {};
  const named = authorization['patient'];
  if (typeof named === 'string' && !isSamePatient(named, patientId, wire.fhirServer)) {
    throw new CodedError('patient-not-authorised', { expression: ['fhirAuthorization.patient'] });
  }
  const accessToken = accessTokenOf(authorization);
  return {
    hook: wire.hook,
    hookInstance: wire.hookInstance,
    patientId,
    ...(userId === undefined ? {} : { userId }),
    ...(encounterId === undefined ? {} : { encounterId }),
    ...(wire.fhirServer === undefined ? {} : { fhirServer: wire.fhirServer }),
    ...(accessToken === undefined ? {} : { accessToken }),
    ...triggerOf(wire.extension),
    prefetch,
  };
}

const TRIGGER = 'com.epic.cdshooks.request.bpa-trigger-action';

function triggerOf(extension: unknown): { readonly trigger?: string } {
  const value = isObject(extension) ? extension[TRIGGER] : undefined;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,6}$/.test(text) ? { trigger: text } : {};
}

/** Every value an object or null; the objects themselves are nobody's business here. */
function checkedPrefetch(prefetch: WireRequest['prefetch']): HookRequest['prefetch'] {
  if (prefetch === undefined || prefetch === null) return {};
  for (const [key, value] of Object.entries(prefetch)) {
    if (value === null || isObject(value)) continue;
    throw invalid({ prefetch }, KEY.test(key) ? ['prefetch', key] : ['prefetch'], 'a FHIR resource or null', value);
  }
  // `__proto__` is an own key of parsed JSON; a copy made further on could take it for the prototype.
  if (!Object.hasOwn(prefetch, '__proto__')) return prefetch as Readonly<Record<string, Json | null>>;
  return Object.fromEntries(Object.entries(prefetch).filter(([key]) => key !== '__proto__')) as HookRequest['prefetch'];
}

/** The token, where it is one that goes into an Authorization header as a bearer token. */
function accessTokenOf(authorization: Json): string | undefined {
  const { access_token: token, token_type: type } = authorization;
  if (typeof token !== 'string' || !TOKEN.test(token)) return undefined;
  if (type === undefined || type === null) return token;
  return typeof type === 'string' && type.toLowerCase() === 'bearer' ? token : undefined;
}

function invalid(
  body: unknown,
  path: readonly PropertyKey[],
  allowed: string,
  value: unknown = at(body, path),
): CodedError {
  // Without a context it is the patient that is missed.
  const named = path.join() === 'context' && (value === undefined || value === null) ? ['context', 'patientId'] : path;
  const expression = expressionOf(named);
  return new CodedError('invalid-request', {
    text: `${expression}: found ${found(value)}; allowed: ${allowed}.`,
    expression: [expression],
  });
}
