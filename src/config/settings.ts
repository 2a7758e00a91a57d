/**
 * The resolved settings that the rest of the service uses: checked, with defaults filled in, and deeply frozen, so that
 * a reload swaps one value for another and a running call never sees half a change.
 */
import type { InputName } from '../chart/inputs.js';
import type { FhirServerPolicy } from '../fhir/client/server-entry.js';
import type { RuleSettings } from '../sdk/assessment.js';
import type { CardSettings } from '../sdk/card.js';
import type { ConfigurationFile } from './schema.js';
import type { ALGORITHMS } from './schema-clients.js';

export type Algorithm = (typeof ALGORITHMS)[number];

/** One issuer of JWTs. Exactly one of `jwks` and `jwksUri` is there. */
export interface Client {
  readonly issuer: string;
  /** Public keys, each with a `kid` of its own. */
  readonly jwks?: {
    readonly keys: readonly (Readonly<Record<string, unknown>> & { readonly kid: string; readonly kty: string })[];
  };
  readonly jwksUri?: string;
  readonly algorithms: readonly Algorithm[];
  /** Values of `aud` accepted besides the service's URL. */
  readonly audience: readonly string[];
  readonly tenantClaim?: string;
}

export interface QuietSettings {
  readonly repeat: 'quiet' | 'info' | 'off';
  readonly visitHours: number;
}

export interface Tenant {
  readonly id: string;
  readonly mode: 'live' | 'shadow' | 'off';
  /** IANA name. */
  readonly timeZone: string;
  /** Callers need no token. */
  readonly anonymous: boolean;
  readonly explain: boolean;
  readonly clients: readonly Client[];
  readonly fhir: FhirServerPolicy;
  readonly cards: CardSettings;
  readonly rule: RuleSettings;
  readonly quiet: QuietSettings;
  /** Epic's triggers that are answered; empty: all. */
  readonly epicTriggers: readonly string[];
  /** An EHR's own prefetch keys to ours, each of ours once. Has no prototype, so any key may be looked up. */
  readonly prefetchAliases: Readonly<Record<string, InputName>>;
  /** Absolute or working-directory path, found readable. */
  readonly localCodes?: string;
  /** A second rule setting, evaluated and recorded only. */
  readonly compare?: RuleSettings;
  /** Absent: no SMART app for this tenant. */
  readonly smart?: SmartSettings;
}

/** The evidence as a SMART app. */
export interface SmartSettings {
  readonly clientId: string;
  /** Absent: made of what the services read. */
  readonly scope?: string;
  /** The words of the link on the cards. */
  readonly label: string;
  /** Where the EHR opens it, and where its authorisation server sends the browser back to. */
  readonly launchUrl: string;
  readonly redirectUri: string;
  /** Origins, besides those of the FHIR servers. */
  readonly authorizationServers: readonly string[];
  /** Origins; empty: no frame. */
  readonly frameAncestors: readonly string[];
  /** Of one client address. */
  readonly requestsPerMinute: number;
}

export type Limits = Readonly<ConfigurationFile['limits']>;

export interface Settings {
  readonly profile: 'sandbox' | 'configured';
  readonly production: boolean;
  /** Without a trailing slash. In the sandbox made of HOST and PORT, which says nothing where PORT is 0. */
  readonly publicBaseUrl: string;
  readonly deadlineMs: number;
  readonly limits: Limits;
  readonly cors: { readonly origins: readonly string[] };
  /** Number of reverse proxies in front. */
  readonly trustProxy: number;
  /** Absent: the dashboard and the reports are closed outside the sandbox. */
  readonly operator?: { readonly tokenEnv: string };
  readonly store: { readonly retentionDays: number; readonly patientKeyEnv: string };
  readonly tenants: readonly Tenant[];
}

/** Freezes objects and lists all the way down; values with a class of their own (keys) are left as they are. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
