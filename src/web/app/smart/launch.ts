/** `/launch`: asks the EHR for a sign-in. Small, since it is seen for a moment; no framework. */
import type { LaunchSettings } from '../../smart/settings.js';
import { begin, NOT_BEGUN } from './begin.js';
import { place, settingsOf, takeAddress, troubleOf } from './page.js';

const app = place();
takeAddress();
try {
  await begin(settingsOf<LaunchSettings>(app));
} catch (error) {
  const { why, whatToDo } = troubleOf(error, NOT_BEGUN);
  const said = document.createElement('p');
  said.setAttribute('role', 'alert');
  said.textContent = why;
  const advice = document.createElement('p');
  advice.textContent = whatToDo;
  app.replaceChildren(said, advice);
}
