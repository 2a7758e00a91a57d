/** The service from its sources, for a test that needs it as a process of its own. */
import { run } from '../../src/cli/main.js';

await run(['serve']);
