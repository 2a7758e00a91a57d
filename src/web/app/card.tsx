/** A card as an EHR would show it, with what a clinician may answer to it. */
import markdownit from 'markdown-it';
import type { Card } from './call.js';
import { Answers } from './feedback.js';
import { createRenderer } from './markdown.js';
import { Folded, INDICATORS, Titled, WebLink } from './parts.js';

const render = createRenderer(markdownit);

export function CardView({ card, service }: { readonly card: Card; readonly service: string }) {
  const indicator = Object.hasOwn(INDICATORS, card.indicator) ? card.indicator : 'info';
  const tier = card.source.topic?.display;
  return (
    <article class={`card ${indicator}`} data-tier={card.source.topic?.code}>
      <p class="indicator">
        {INDICATORS[indicator]}
        {tier === undefined ? '' : ` · ${tier}`}
      </p>
      <h3>{card.summary}</h3>
      {/* The renderer passes no HTML through (markdown.ts), and the page's policy would run none. */}
      <div class="detail" dangerouslySetInnerHTML={{ __html: render(card.detail ?? '') }} />
      <Titled
        title="Suggestions"
        items={(card.suggestions ?? []).map(({ label, actions }) => (
          <>
            <strong>{label}</strong>
            {actions.map(({ description, resource }) => (
              <>
                <p>{description}</p>
                {resource && <Folded title={`The draft ${resource.resourceType}`} value={resource} />}
              </>
            ))}
          </>
        ))}
      />
      <Answers card={card} service={service} />
      <Titled
        title="Links"
        items={(card.links ?? []).map(({ type, url, label }) =>
          type === 'absolute' ? <WebLink address={url}>{label}</WebLink> : label,
        )}
      />
      <p class="source">
        Source: <WebLink address={card.source.url ?? ''}>{card.source.label}</WebLink>
      </p>
    </article>
  );
}
