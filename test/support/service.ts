/** The real service with its real content, loaded once for a test file. */
import { fileURLToPath } from 'node:url';
import { createService } from '../../cds-services/metastatic-back-pain/index.js';
import { loadContent } from '../../src/registry/load.js';
import type { CdsService, ServiceContent } from '../../src/sdk/index.js';

const CONTENT = fileURLToPath(new URL('../../cds-services/metastatic-back-pain/content', import.meta.url));

export const realContent = (): ServiceContent => loadContent(CONTENT);

export const realService = (content: ServiceContent = realContent()): CdsService => createService(content);
