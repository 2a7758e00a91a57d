/** A CDS Hooks answer as an EHR would show it. */
import { element, folded, link, list } from './dom.js';
import { createRenderer } from './markdown.js';

const render = createRenderer(globalThis.markdownit);
/** Always a word: colour alone tells nothing to many. */
const INDICATORS = { critical: 'Critical', warning: 'Warning', info: 'Information' };
const ASSESSMENT = 'org.spinewatch.assessment';

/** What to show for a response of the service, whatever its status. */
export function answerView(status, body) {
  if (status !== 200) return [problemView(status, body)];
  const cards = Array.isArray(body?.cards) ? body.cards : [];
  return cards.length === 0 ? [silentView(body)] : cards.map(cardView);
}

function cardView(card) {
  const indicator = Object.hasOwn(INDICATORS, card.indicator) ? card.indicator : 'info';
  const detail = element('div', { class: 'detail' });
  // The renderer passes no HTML through (markdown.js), and the page's policy would run none.
  detail.innerHTML = render(card.detail ?? '');
  return element(
    'article',
    { class: `card ${indicator}` },
    element('p', { class: 'indicator' }, INDICATORS[indicator]),
    element('h3', {}, card.summary),
    detail,
    ...suggestionViews(card.suggestions ?? []),
    ...titled(
      'Links',
      (card.links ?? []).map((one) => (one.type === 'absolute' ? link(one.label, one.url) : one.label)),
    ),
    ...titled('If it does not apply, the clinician may say why', (card.overrideReasons ?? []).map(reasonText)),
    element('p', { class: 'source' }, 'Source: ', link(card.source?.label ?? '', card.source?.url ?? '')),
  );
}

const reasonText = (reason) => reason.display ?? reason.code ?? '';

const titled = (title, items) => (items.length === 0 ? [] : [element('h4', {}, title), list(items)]);

/** Suggestions are shown, not acted on: this page has no chart to put an order into. */
const suggestionViews = (suggestions) =>
  titled(
    'Suggestions',
    suggestions.map((suggestion) =>
      element(
        'div',
        {},
        element('strong', {}, suggestion.label),
        ...(suggestion.actions ?? []).flatMap((action) => [
          element('p', {}, action.description ?? ''),
          ...(action.resource === undefined
            ? []
            : [folded(`The draft ${action.resource.resourceType}`, action.resource)]),
        ]),
      ),
    ),
  );

/** No card, and why. Its words are the service's: "no card" is not an all-clear. */
function silentView(body) {
  const assessment = body?.extension?.[ASSESSMENT];
  return element(
    'article',
    { class: 'card silent' },
    element('p', { class: 'indicator' }, 'No card'),
    element('h3', {}, 'The EHR shows nothing'),
    element('p', {}, assessment?.reasonText ?? 'The service gave no reason; it does where "explain" is on.'),
    ...(assessment?.reason === undefined ? [] : [element('p', {}, 'Reason: ', element('code', {}, assessment.reason))]),
    ...titled(
      'Could not be read',
      (assessment?.unavailable ?? []).map((one) => `${one.input}: ${one.state}`),
    ),
  );
}

/** An OperationOutcome in words, or the bare status. */
function problemView(status, body) {
  const issue = body?.issue?.[0];
  return element(
    'article',
    { class: 'card problem' },
    element('p', { class: 'indicator' }, `Error ${status}`),
    element('h3', {}, issue?.details?.text ?? 'The service could not answer'),
    element('p', {}, issue?.diagnostics ?? ''),
  );
}
