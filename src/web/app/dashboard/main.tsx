/** Begins the dashboard in the place that the page has for it. */
import { render } from 'preact';
import { Dashboard } from './dashboard.js';

const place = document.querySelector<HTMLElement>('#dashboard');
if (place) render(<Dashboard needsToken={place.dataset['token'] === 'yes'} />, place);
