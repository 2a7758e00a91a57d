/** Tables that are folded away on screen, and not on paper. */
import { useEffect } from 'preact/hooks';

/** On paper the tables behind the drawings are there too. */
export function useUnfoldedOnPaper(): void {
  useEffect(() => {
    let opened: readonly HTMLDetailsElement[] = [];
    const before = (): void => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>('details.behind:not([open])')];
      for (const one of opened) one.open = true;
    };
    const after = (): void => {
      for (const one of opened) one.open = false;
    };
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
}
