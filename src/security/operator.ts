/**
 * Who may see the owners' figures. In the sandbox profile whoever sits at this machine; else whoever has the operator's
 * token, which is compared in constant time; where none is set, nobody.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackToListenOn } from '../config/addresses.js';
import { ConfigurationError } from '../config/problem.js';
import type { Settings } from '../config/settings.js';
import { CodedError, unauthorised } from '../errors/index.js';
import { createRate } from './rate.js';

export type Door = 'sandbox' | 'token' | 'closed';

export interface OperatorRequest {
  readonly headers: IncomingHttpHeaders;
  /** As `trustProxy` has it. */
  readonly address: string;
}

export interface OperatorGate {
  /** What opens it under the configuration in force. */
  door(): Door;
  /** @throws CodedError `dashboard-closed`, `too-many-requests` or `unauthorised` */
  admit(request: OperatorRequest): Promise<void>;
}

export interface OperatorOptions {
  /** The configuration in force; another object after a reload. */
  readonly settings: () => Settings;
  /** The value of a variable that the configuration names. */
  readonly secret: (name: string) => string | undefined;
}

/** Requests of one address, right or wrong: nobody looks at figures more often, and a guess is one of them. */
const REQUESTS_A_MINUTE = 120;
/** What a header carries unchanged. */
const PRINTABLE = /^[!-~]+$/;
const LONGEST_HEADER = 8192;

export function createOperatorGate({ settings, secret }: OperatorOptions): OperatorGate {
  let from: Settings | undefined;
  let wanted: Buffer | undefined;
  const rate = createRate(REQUESTS_A_MINUTE);

  const door = (): Door => {
    const now = settings();
    if (now.profile === 'sandbox') return 'sandbox';
    if (now !== from) {
      const token = operatorToken(now, secret);
      wanted = token === undefined ? undefined : digest(token);
      from = now;
    }
    return wanted === undefined ? 'closed' : 'token';
  };

  return {
    door,
    async admit({ headers, address }) {
      const opens = door();
      if (opens === 'closed') throw new CodedError('dashboard-closed');
      if (opens === 'sandbox') {
        if (!isOfThisMachine(headers)) throw new CodedError('dashboard-closed', ELSEWHERE);
        return;
      }
      // Before the token is looked at: what is bounded here is guessing.
      await rate.count(address);
      const given = tokenOf(headers.authorization);
      if (given === undefined || wanted === undefined || !timingSafeEqual(digest(given), wanted)) throw unauthorised();
    },
  };
}

/**
 * The operator's token; `undefined` where none is set.
 * @throws ConfigurationError where its file can't be read, or no header could carry it
 */
export function operatorToken({ operator }: Settings, secret: OperatorOptions['secret']): string | undefined {
  const token = operator === undefined ? undefined : secret(operator.tokenEnv);
  if (token === undefined || PRINTABLE.test(token)) return token;
  throw new ConfigurationError([
    {
      path: 'operator.tokenEnv',
      found: `blanks or signs beyond ASCII in the variable ${operator?.tokenEnv}`,
      allowed: 'a token of printable ASCII without blanks',
    },
  ]);
}

/** Of one length, whatever was sent: a comparison of equal lengths tells nothing of either. */
const digest = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

const tokenOf = (header: string | undefined): string | undefined =>
  header === undefined || header.length > LONGEST_HEADER ? undefined : /^Bearer +(\S+) *$/i.exec(header)?.[1];

const ELSEWHERE = {
  text: 'In the sandbox profile the figures are shown to pages of this machine alone.',
  diagnostics: 'Open the dashboard at the address that the service printed when it started.',
};

/**
 * The sandbox listens on loopback and asks for no token, but any website that is open in a browser of this machine can
 * make that browser ask, and answers carry CORS headers. So another site's requests are refused (`Sec-Fetch-Site`, which
 * no script can set), and names that a stranger points at this machine (`Host`).
 */
function isOfThisMachine({ host = '', 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
  return isLoopbackToListenOn(name.replace(/^\[|\]$/g, '')) && (site === undefined || OWN_SITES.has(String(site)));
}

const OWN_SITES = new Set(['same-origin', 'none']);
