/** The figures for the filters in the address, asked for anew every minute until it is paused. The token stays in this memory. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { WireDashboard } from '../../dashboard/schema.js';
import { ask, isSendable, type Problem } from './ask.js';
import { type Filters, filtersOf, searchOf } from './filters.js';

export const REFRESH_MS = 60_000;

interface State {
  /** The last that came, and the filters that they are for. */
  readonly figures?: WireDashboard;
  readonly search?: string;
  /** Why nothing newer came. */
  readonly problem?: Problem;
  readonly asking: boolean;
  /** For whoever cannot see the page change. */
  readonly said: string;
}

export interface Figures extends State {
  readonly filters: Filters;
  readonly paused: boolean;
  readonly door: 'open' | 'token' | 'refused';
  enter(token: string): void;
  narrow(filters: Filters): void;
  refresh(): void;
  pause(paused: boolean): void;
}

export const timeOf = (instant: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(instant));

/** What changes with every asking, left out. */
const contentOf = ({ report: { generatedAt: _, ...report }, store }: WireDashboard): string =>
  JSON.stringify([report, store]);

export function useFigures(needsToken: boolean): Figures {
  const [filters, setFilters] = useState(() => filtersOf(location.search));
  const [token, setToken] = useState<string>();
  const [refused, setRefused] = useState(false);
  const [paused, pause] = useState(false);
  const [state, setState] = useState<State>({ asking: false, said: '' });
  const turn = useRef(0);
  const closed = needsToken && token === undefined;

  const get = useCallback(
    async (wanted: boolean): Promise<void> => {
      if (closed) return;
      // Of two that are under way the later one counts.
      const mine = (turn.current += 1);
      setState((old) => ({ ...old, asking: true, said: wanted ? 'Asking the service …' : old.said }));
      const answer = await ask(filters, token);
      if (mine !== turn.current) return;
      if (answer.kind === 'refused') {
        setToken(undefined);
        setRefused(true);
        setState({ asking: false, said: '' });
        return;
      }
      setRefused(false);
      const search = searchOf(filters);
      setState((old) => {
        if (answer.kind === 'problem') return { ...old, asking: false, problem: answer.problem, said: '' };
        const { figures } = answer;
        const same = old.figures && old.search === search && contentOf(old.figures) === contentOf(figures);
        const said = wanted || !same ? `Figures as of ${timeOf(figures.report.generatedAt)}.` : '';
        return { figures, search, asking: false, said };
      });
    },
    [closed, filters, token],
  );

  useEffect(() => void get(true), [get]);
  useEffect(() => {
    if (paused || closed) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) void get(false);
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [get, paused, closed]);
  useEffect(() => {
    const back = (): void => setFilters(filtersOf(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);

  return {
    ...state,
    filters,
    paused,
    door: closed ? (refused ? 'refused' : 'token') : 'open',
    enter(text) {
      setRefused(!isSendable(text));
      setToken(isSendable(text) ? text : undefined);
    },
    narrow(next) {
      history.pushState(null, '', `${location.pathname}${searchOf(next)}`);
      setFilters(next);
    },
    refresh: () => void get(true),
    pause,
  };
}
