/** The Spark job on `local[2]`: `npm run test:spark` (Java 17; pyspark 4.3.0 as python3 on the PATH, or in .cache/spark). */
import { setupFiles, suite } from '../../jest.config.js';

export default {
  ...suite('spark'),
  setupFiles,
  // Spark takes its time to start, and each of its tasks starts a process or two.
  testTimeout: 300_000,
};
