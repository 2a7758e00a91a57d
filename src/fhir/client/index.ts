/** Safe reads from FHIR servers: all that the rest of the program uses of this folder. */
export type { FhirAccess } from './access.js';
export type { ProxySettings } from './agent.js';
export type { ServerDecision } from './base-url.js';
export { resolveServer } from './base-url.js';
export type { ServerHabits } from './habits.js';
export type { Deadline, FhirReply } from './reply.js';
export { releaseOf } from './release.js';
export type { FhirServerEntry, FhirServerPolicy, ReadLimits } from './server-entry.js';
export type { FhirServers, FhirServersOptions } from './servers.js';
export { createFhirServers } from './servers.js';
export type { FhirWriter } from './writer.js';
