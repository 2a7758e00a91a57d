/** How wide an element is, kept up to date: drawings are made in real pixels, so that their words stay readable on a phone. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Before it is known, and where the browser does not tell. */
const USUAL = 640;

export function useWidth<E extends HTMLElement>(): { readonly ref: RefObject<E | null>; readonly width: number } {
  const ref = useRef<E | null>(null);
  const [width, setWidth] = useState(USUAL);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = (): void => setWidth(Math.max(240, Math.round(element.clientWidth) || USUAL));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

/** Of a drawing: its size on screen, and that all of it is kept where paper is narrower (style.css). */
export const sized = (width: number, height: number) => ({ width, height, viewBox: `0 0 ${width} ${height}` });
