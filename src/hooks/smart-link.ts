/** The link from a card to the evidence as a SMART app, where the tenant has one. Pure. */
import type { Tenant } from '../config/settings.js';
import type { Card } from '../sdk/card.js';

/** What a link hands to the app by way of the EHR: names of ours alone, nothing of the patient or the user. */
export interface AppContext {
  readonly tenant: string;
  readonly service: string;
  /** The card's uuid. */
  readonly card: string;
}

/** The EHR adds `iss` and `launch` to the address. */
export function withSmartLink(card: Card, service: string, { id, smart }: Pick<Tenant, 'id' | 'smart'>): Card {
  if (!smart) return card;
  const context: AppContext = { tenant: id, service, card: card.uuid };
  const { label, launchUrl: url } = smart;
  return {
    ...card,
    links: [...(card.links ?? []), { label, url, type: 'smart', appContext: JSON.stringify(context) }],
  };
}
