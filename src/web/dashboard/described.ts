/** The dashboard's addresses, described for the OpenAPI document. */
import { z } from 'zod';
import { answer, answerOf, errors, type Paths, read } from '../../http/openapi/describe.js';
import { filtersSchema } from './query.js';
import { dashboardSchema } from './schema.js';

const html = z.string().meta({ description: 'A page' });

export const dashboardPaths: Paths = {
  '/dashboard': read({
    summary: 'The dashboard, a page without figures: its script asks for them',
    operationId: 'dashboard',
    responses: {
      '200': answerOf('The page', { 'text/html': html }),
      '403': answerOf('The page, which says how to open it: there is no operator’s token', { 'text/html': html }),
    },
  }),
  '/dashboard/report': read({
    summary: 'The figures of the dashboard, as they stand in the store',
    operationId: 'dashboard-report',
    security: [{}, { operator: [] }],
    requestParams: { query: filtersSchema },
    responses: {
      '200': answer('The figures', dashboardSchema),
      ...errors([
        'invalid-filter',
        'unauthorised',
        'dashboard-closed',
        'too-many-requests',
        'internal',
        'busy',
        'report-unavailable',
      ]),
    },
  }),
};
