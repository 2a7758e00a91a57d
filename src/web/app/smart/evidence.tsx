/** `/evidence`: ends the sign-in, reads the chart with the user's token, and shows the assessment over it. */
import { render } from 'preact';
import type { EvidenceSettings, ReadService } from '../../smart/settings.js';
import { legendOf } from '../call.js';
import { appContextOf } from './app-context.js';
import { place, settingsOf, takeAddress, type Trouble, troubleOf } from './page.js';
import { readAndAssess } from './read.js';
import { finish, type Session } from './session.js';
import { FAILED, ODD, OTHER_SITE, unknownService } from './troubles.js';
import { Shown } from './view.js';

const app = place();
const address = takeAddress();
const settings = settingsOf<EvidenceSettings>(app);

try {
  const session = await finish(address, settings);
  const { service, card } = wanted(session);
  await show(service, session, card);
} catch (error) {
  tell(troubleOf(error, FAILED));
}

/** The service that the card's link names; without a card the first. @throws Trouble where the link names none of ours */
function wanted({ appContext }: Session): { readonly service: ReadService; readonly card?: string } {
  const context = appContextOf(appContext);
  const [first] = settings.services;
  if (context === 'odd') throw ODD;
  if (context === 'none') {
    if (!first) throw FAILED;
    return { service: first };
  }
  if (context.tenant !== settings.tenant) throw OTHER_SITE;
  const service = settings.services.find(({ id }) => id === context.service);
  if (!service) throw unknownService(context.service);
  return { service, card: context.card };
}

async function show(service: ReadService, session: Session, card: string | undefined): Promise<void> {
  if (app.getAttribute('aria-busy') === 'true') return;
  app.setAttribute('aria-busy', 'true');
  const again = (): void => void show(service, session, card);
  render(<p role="status">Reading the chart …</p>, app);
  try {
    const [reading, legend] = await Promise.all([
      readAndAssess(service, session, settings),
      legendOf(service.id).catch(() => undefined),
    ]);
    document.title = `${service.title} · Spinewatch`;
    render(<Shown reading={reading} settings={settings} legend={legend} card={card} again={again} />, app);
  } catch (error) {
    tell(troubleOf(error, FAILED), again);
  } finally {
    app.removeAttribute('aria-busy');
  }
  app.tabIndex = -1;
  app.focus();
}

function tell({ why, whatToDo }: Trouble, again?: () => void): void {
  render(
    <>
      <p role="alert">{why}</p>
      <p>{whatToDo}</p>
      {again && (
        <button type="button" onClick={again}>
          Read the chart again
        </button>
      )}
    </>,
    app,
  );
}
