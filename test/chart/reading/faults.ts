/**
 * The ways in which a FHIR server fails, as data: what it sends, and what must come of it. Two tests run the matrix
 * (each input on its own, and the whole hook), and docs/reliability.md shows it.
 */
import type { InputName, InputStateName } from '../../../src/chart/inputs.js';
import type { Resource } from '../../../src/fhir/resource.js';

/** What a server under test sends for one request. */
export interface FaultReply {
  /** 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  /** Milliseconds before the answer. */
  readonly afterMs?: number;
  /** `never`: nothing is sent. `drip`: a byte of the body now and then. `cut`: the connection breaks within the body. */
  readonly ends?: 'never' | 'drip' | 'cut';
}

/** The request that is answered. */
export interface FaultCall {
  readonly input: InputName;
  /** What the patient has of this input. */
  readonly own: readonly Resource[];
  /** 0 for the first request for the input. */
  readonly count: number;
  /** Base URL of this server, and of another one that must never be asked. */
  readonly base: string;
  readonly elsewhere: string;
}

export interface Fault {
  /** In words, for the documentation. */
  readonly what: string;
  /** What the input ends as, the Patient where it differs: a read of one resource has no pages. */
  readonly state: InputStateName;
  readonly patient?: InputStateName;
  /** It is the deadline that ends the read. */
  readonly untilDeadline?: true;
  /** What the hook answers where it hits `conditions` of a chart with cancer and back pain. */
  readonly conditions: 'recommended' | 'incomplete';
  /** What the hook answers where it hits `patient`. */
  readonly hookPatient?: '412';
  readonly reply: (call: FaultCall) => FaultReply;
}

const outcome = (severity: string, code: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity, code }] });

/** What a well-kept server sends. */
export const wellAnswer = ({ input, own }: Pick<FaultCall, 'input' | 'own'>, more: object = {}): object =>
  input === 'patient' && own[0]
    ? own[0]
    : {
        resourceType: 'Bundle',
        type: 'searchset',
        entry: own.map((resource) => ({ resource, search: { mode: 'match' } })),
        ...more,
      };

const of = (patient: string, resource: Resource, index: number): Resource =>
  resource.resourceType === 'Patient'
    ? { ...resource, id: patient }
    : { ...resource, id: `foreign-${index}`, subject: { reference: `Patient/${patient}` } };

const next = (url: string) => ({ link: [{ relation: 'next', url }] });
const lost = { state: 'error', conditions: 'incomplete' } as const;
const refused = { state: 'not-permitted', conditions: 'incomplete' } as const;
const well = { state: 'present', conditions: 'recommended' } as const;
const late = { state: 'timeout', conditions: 'incomplete', untilDeadline: true } as const;
const partly = { state: 'truncated', patient: 'present', conditions: 'recommended' } as const;

export const FAULTS: readonly Fault[] = [
  { what: 'accepts the connection and never answers', ...late, reply: () => ({ ends: 'never' }) },
  { what: 'sends its answer byte by byte, without end', ...late, reply: () => ({ ends: 'drip' }) },
  { what: 'is slow, but in time', ...well, reply: (call) => ({ afterMs: 40, body: wellAnswer(call) }) },
  { what: 'answers 401', ...refused, reply: () => ({ status: 401, body: outcome('error', 'login') }) },
  { what: 'answers 403', ...refused, reply: () => ({ status: 403, body: 'no' }) },
  { what: 'answers 404', ...lost, reply: () => ({ status: 404, body: outcome('error', 'not-found') }) },
  { what: 'answers 410', ...lost, reply: () => ({ status: 410, body: outcome('error', 'deleted') }) },
  {
    what: 'answers 429 with a `Retry-After` past the deadline',
    ...lost,
    reply: () => ({ status: 429, headers: { 'retry-after': '60' } }),
  },
  {
    what: 'answers 429 once, then well',
    ...well,
    reply: (call) => (call.count === 0 ? { status: 429, headers: { 'retry-after': '0' } } : { body: wellAnswer(call) }),
  },
  {
    what: 'answers 503 once, then well',
    ...well,
    reply: (call) => (call.count === 0 ? { status: 503, headers: { 'retry-after': '0' } } : { body: wellAnswer(call) }),
  },
  { what: 'answers 503 twice', ...lost, reply: () => ({ status: 503, headers: { 'retry-after': '0' } }) },
  { what: 'answers 500', ...lost, reply: () => ({ status: 500, body: 'java.lang.NullPointerException' }) },
  { what: 'sends JSON that breaks off', ...lost, reply: () => ({ body: '{"resourceType":"Bun' }) },
  {
    what: 'breaks the connection within the body',
    ...lost,
    reply: (call) => ({ ends: 'cut', body: wellAnswer(call) }),
  },
  { what: 'sends JSON that is no resource', ...lost, reply: () => ({ body: '[1,2]' }) },
  { what: 'sends JSON `null`', ...lost, reply: () => ({ body: 'null' }) },
  {
    what: 'sends HTML (a sign-in page) with 200',
    ...lost,
    reply: () => ({ headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }),
  },
  { what: 'sends an empty body', ...lost, reply: () => ({ body: '' }) },
  { what: 'answers 204', ...lost, reply: () => ({ status: 204 }) },
  { what: 'sends more bytes than are read', ...lost, reply: () => ({ body: ' '.repeat(1_000_001) }) },
  { what: 'sends a resource of another type', ...lost, reply: () => ({ body: { resourceType: 'Basic' } }) },
  {
    what: 'sends an OperationOutcome (error) with 200',
    ...lost,
    reply: () => ({ body: outcome('error', 'exception') }),
  },
  {
    what: 'sends an OperationOutcome that forbids with 200',
    ...refused,
    reply: () => ({ body: outcome('fatal', 'forbidden') }),
  },
  {
    what: 'redirects to another origin',
    ...lost,
    reply: ({ elsewhere }) => ({ status: 302, headers: { location: `${elsewhere}/fhir/steal` } }),
  },
  {
    what: 'redirects on its own origin',
    ...lost,
    reply: ({ base }) => ({ status: 307, headers: { location: `${base}/redirected` } }),
  },
  {
    what: 'has pages without end',
    ...partly,
    reply: ({ input, own, count, base }) => ({
      body: wellAnswer(
        { input, own: input === 'patient' ? own : own.map((one) => ({ ...one, id: `${String(one['id'])}-${count}` })) },
        next(`${base}?_getpages=${input}&page=${count + 1}`),
      ),
    }),
  },
  {
    what: 'has pages that go round in a circle',
    ...partly,
    reply: (call) => ({ body: wellAnswer(call, next(`${call.base}?_getpages=${call.input}&page=1`)) }),
  },
  {
    what: 'has its next page at another origin',
    ...partly,
    reply: (call) => ({ body: wellAnswer(call, next(`${call.elsewhere}/fhir?_getpages=x`)) }),
  },
  {
    what: 'counts more matches (`total`) than it sends',
    ...partly,
    reply: (call) => ({ body: wellAnswer(call, { total: 1000 }) }),
  },
  {
    what: 'mixes in resources of another patient',
    state: 'error',
    conditions: 'recommended',
    hookPatient: '412',
    reply: ({ input, own }) => {
      const foreign = own.map((one, index) => of('2', one, index));
      return { body: wellAnswer({ input, own: input === 'patient' ? foreign : [...own, ...foreign] }) };
    },
  },
  {
    what: 'sends another patient’s resources alone',
    ...lost,
    hookPatient: '412',
    reply: ({ input, own }) => ({ body: wellAnswer({ input, own: own.map((one, index) => of('2', one, index)) }) }),
  },
];

const CARD = 'the card, input named';

/** The matrix as the table of docs/reliability.md. */
export function faultTable(faults: readonly Fault[] = FAULTS): string {
  const head = [
    '| the server … | the input ends as | hook, `conditions` hit | hook, `patient` hit |',
    '| --- | --- | --- | --- |',
  ];
  const rows = faults.map(({ what, state, patient = state, conditions, hookPatient }) => {
    const ends = patient === state ? `\`${state}\`` : `\`${state}\` (\`patient\`: \`${patient}\`)`;
    const onConditions = conditions === 'incomplete' ? '`incomplete` card' : state === 'present' ? 'the card' : CARD;
    const onPatient = hookPatient ?? (patient === 'present' ? 'the card' : CARD);
    return `| ${what} | ${ends} | ${onConditions} | ${onPatient} |`;
  });
  return [...head, ...rows].join('\n');
}
