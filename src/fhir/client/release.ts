/** The releases of FHIR by the version that a server states, to say in words what went wrong. */

/** `R4` for 4.0.x, `DSTU2` for 1.0.x, and so on; `undefined` for anything unknown. */
export function releaseOf(version: string): string | undefined {
  const match = /^(\d)\.(\d+)/.exec(version);
  if (!match) return undefined;
  const [, major, minor] = match;
  // 1.1 to 1.8 were the drafts of STU3, 4.2 and 4.4 to 4.6 those of R5.
  if (major === '1' && minor !== '0') return 'STU3';
  if (major === '0' || major === '1') return 'DSTU2';
  if (major === '2' || major === '3') return 'STU3';
  if (major === '4') return minor === '0' || minor === '1' ? 'R4' : minor === '3' ? 'R4B' : 'R5';
  return major === '5' ? 'R5' : undefined;
}
