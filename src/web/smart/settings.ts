/** What the pages of the SMART app are told by the service, in an attribute of the page: names and bounds, no secret. */
import type { DataRequirement } from '../../chart/inputs.js';
import type { SearchOverrides } from '../../chart/templates.js';

/** For `/launch`. */
export interface LaunchSettings {
  /** As the EHR wrote it, which it expects back as `aud`. */
  readonly iss: string;
  readonly launch: string;
  readonly clientId: string;
  readonly scope: string;
  readonly redirectUri: string;
  /** Names the FHIR server; the end of `state`. */
  readonly ref: string;
  /** The only origins that may ask for a sign-in and give a token. */
  readonly origins: readonly string[];
}

/** One service, as far as reading a chart for it goes. */
export interface ReadService {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly DataRequirement[];
}

/** For `/evidence`. */
export interface EvidenceSettings {
  readonly tenant: string;
  /** Base URL of the FHIR server, as the configuration has it: what is read stays below it. */
  readonly base: string;
  readonly searches: SearchOverrides;
  readonly services: readonly ReadService[];
  readonly deadlineMs: number;
  readonly limits: {
    readonly pages: number;
    readonly resources: number;
    readonly responseBytes: number;
    readonly bodyBytes: number;
  };
}
