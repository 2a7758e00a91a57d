/** Both ways to run a screening, each as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const INSTALLED = join(ROOT, '.cache/spark/bin');
const FRAIL = new URL('./frail.mjs', import.meta.url).href;
const SPINEWATCH = join(ROOT, 'bin/spinewatch.js');
/** Nothing of it is reached from outside. */
const LOOPBACK = ['spark.driver.bindAddress=127.0.0.1', 'spark.driver.host=127.0.0.1', 'spark.ui.enabled=false'];
/** Files small as they are in stretches, several to a task. */
const STRETCHES = ['spark.sql.files.maxPartitionBytes=600000', 'spark.sql.files.openCostInBytes=0'];

export interface Ended {
  readonly code: number | null;
  /** On stdout and stderr: spark-submit tells on the one what a job says on the other. */
  readonly said: string;
}

export const onOneMachine = (args: readonly string[]): Promise<Ended> =>
  ended(process.execPath, [SPINEWATCH, 'screen', '--workers', '2', ...args]);

export const onSpark = (args: readonly string[]): Promise<Ended> =>
  ended('spark-submit', [
    ...['--master', 'local[2]'],
    ...[...LOOPBACK, ...STRETCHES, 'spark.log.level=ERROR'].flatMap((one) => ['--conf', one]),
    join(ROOT, 'dist/src/cohort/spark/screen.py'),
    ...['--spinewatch', `'${process.execPath}' '${SPINEWATCH}'`, '--partitions', '2'],
    ...args,
  ]);

export const python = (args: readonly string[]): Promise<Ended> => ended('python3', args);

async function ended(command: string, args: readonly string[]): Promise<Ended> {
  const { PATH = '' } = process.env;
  const child = spawn(command, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      PATH: existsSync(INSTALLED) ? `${INSTALLED}${delimiter}${PATH}` : PATH,
      SPARK_LOCAL_IP: '127.0.0.1',
      PYTHONDONTWRITEBYTECODE: '1',
      NODE_OPTIONS: `--import ${FRAIL}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
