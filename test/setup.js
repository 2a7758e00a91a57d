/** No test of `npm test` may leave this machine: only loopback is reachable, everything else must be intercepted. */
import nock from 'nock';

nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/);
