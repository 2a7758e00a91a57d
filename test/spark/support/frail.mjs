/**
 * Given to every process by NODE_OPTIONS: a worker that ends when it comes to the chart of this patient, whether it is
 * handed a Bundle or puts the chart together of what was kept.
 */
const FRAIL = ['{"resourceType":"Bundle","id":"0-frail"', '{"resource":{"resourceType":"Patient","id":"0-frail"'];
const { parse } = JSON;

if (process.argv[2] === 'screen-worker') {
  JSON.parse = (text, ...rest) => {
    if (typeof text === 'string' && FRAIL.some((one) => text.startsWith(one))) process.kill(process.pid, 'SIGKILL');
    return parse(text, ...rest);
  };
}
