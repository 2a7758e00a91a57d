/** One site (configuration: `tenants[]`): who calls, what is read, what its cards and its rule are like. */
import { z } from 'zod';
import { INPUTS } from '../chart/inputs.js';
import { choice, filePath, line, list, matching, section, wholeNumber, yesNo } from './fields.js';
import { client } from './schema-clients.js';
import { fhirServer } from './schema-fhir.js';
import { smart } from './schema-smart.js';
import { isTimeZone } from './today.js';

const TIME_ZONE = 'an IANA time zone such as Europe/London';
const TRIGGER = 'a number in quotes, such as "60"';
const ALIAS_KEY = 'a prefetch key of the EHR (1 to 64 letters, digits, . _ -)';

const cards = section({
  selectionBehavior: choice(['any', 'at-most-one'])
    .default('any')
    .describe('Of the suggestions. Epic takes `any` alone, CDS Hooks 1.0 clients `at-most-one` alone.'),
  emergencyContact: line(0, 200)
    .default('')
    .describe('Whom to call about a suspected cord compression. Required for mode `live` outside the sandbox.'),
  emergencyContactOutOfHours: line(0, 200)
    .default('')
    .describe('Whom to call out of hours, where that is someone else.'),
  mriContrast: choice(['without', 'with-and-without'])
    .default('without')
    .describe('The MRI that the draft order names: LOINC 30854-4 or 30855-1.'),
  guidance: choice(['uk', 'us'])
    .default('uk')
    .describe('Wording and links of the cards. `us` names neither MSCC nor NICE.'),
});

const rule = section({
  otherCancers: yesNo()
    .default(true)
    .describe('`false`: no urgent card for cancers of level other; emergencies and high-risk-other stay.'),
});

/** Nothing set means that nothing is compared, so the keys have no defaults here. */
const compare = section({
  otherCancers: yesNo()
    .optional()
    .describe('As `rule.otherCancers`, evaluated and recorded only. Without any key nothing is compared.'),
});

const quiet = section({
  repeat: choice(['quiet', 'info', 'off'])
    .default('quiet')
    .describe(
      'The same card (patient, evidence, tier) to the same user within `visitHours`: not shown, shown as `info`, or shown again.',
    ),
  visitHours: wholeNumber(1, 720).default(12).describe('Hours for which a card counts as the same visit’s.'),
});

export const tenant = section({
  id: matching(/^[a-z0-9-]{1,32}$/, '1 to 32 of a-z, 0-9 and -').describe(
    'Name of the site in metrics, records and commands; once in the file.',
  ),
  mode: choice(['live', 'shadow', 'off'])
    .default('live')
    .describe('`shadow` evaluates and records, `off` does nothing; both answer no cards.'),
  timeZone: z
    .string({ error: TIME_ZONE })
    .refine(isTimeZone, { error: TIME_ZONE })
    .default('UTC')
    .meta({ kind: 'IANA time zone', description: 'Whose calendar says what “today” is.' }),
  anonymous: yesNo()
    .default(false)
    .describe('`true`: callers need no JWT. Refused in production; one tenant in the file at most.'),
  explain: yesNo()
    .default(false)
    .describe(
      '`true`: a silent answer carries its assessment in `extension`, and every answer the values that the service read itself.',
    ),
  clients: list(client, 'a list of clients')
    .default([])
    .describe('Who may call. A tenant that is not anonymous needs one.'),
  fhirServers: list(fhirServer, 'a list of FHIR servers')
    .default([])
    .describe('The only places this tenant’s charts are read from: a URL, or an object. Empty: prefetch alone.'),
  cards: cards.prefault({}).describe('What the cards are like.'),
  rule: rule.prefault({}).describe('The rule’s settings.'),
  quiet: quiet.prefault({}).describe('How repeats are kept quiet.'),
  prefetchAliases: z
    .record(matching(/^[\w.-]{1,64}$/, ALIAS_KEY), choice(INPUTS), {
      error: 'an object: a prefetch key of the EHR to one of ours',
    })
    .default({})
    .meta({
      leaf: 'map of key to input',
      description: `An EHR’s own prefetch keys to ours (${INPUTS.join(', ')}); each of ours once.`,
    }),
  epicTriggers: list(matching(/^\d{1,6}$/, TRIGGER), `a list of triggers, each ${TRIGGER}`)
    .default([])
    .describe(
      'Epic fires `patient-view` for other events too and names them (`bpa-trigger-action`; 60 is the opening of a chart). Only calls with one of these are answered; empty, or a call that names none: all are.',
    ),
  localCodes: filePath()
    .optional()
    .describe(
      'YAML file with the site’s own codes by value set; relative to the configuration file (terminology.md, “Local codes”).',
    ),
  compare: compare.prefault({}).describe('A second rule setting.'),
  smart: smart
    .optional()
    .describe(
      'Opens `/launch` and `/evidence`, a SMART app that cards then link to (connecting-an-ehr.md). Unset: closed.',
    ),
});
export type TenantOptions = z.output<typeof tenant>;
