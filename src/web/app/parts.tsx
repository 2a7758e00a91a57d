/** Small parts of the page. Whatever they are given is shown as text. */
import type { ComponentChildren } from 'preact';

/** Of a card. Always a word: colour alone tells nothing to many. */
export const INDICATORS = { critical: 'Critical', warning: 'Warning', info: 'Information' } as const;

/** A link to an http(s) address, plain text for any other. */
export function WebLink({ address, children }: { readonly address: string; readonly children: ComponentChildren }) {
  const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  if (!isWeb) return <>{children}</>;
  return (
    <a href={address} rel="noopener noreferrer" target="_blank">
      {children}
    </a>
  );
}

/** JSON to fold out; it scrolls, so the keyboard must reach it. */
export function Folded({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <details>
      <summary>{title}</summary>
      <pre tabIndex={0} role="group" aria-label={title}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </details>
  );
}

export function Lines({ items }: { readonly items: readonly ComponentChildren[] }) {
  return (
    <ul>
      {items.map((item) => (
        <li>{item}</li>
      ))}
    </ul>
  );
}

interface TitledProps {
  readonly title: string;
  readonly items: readonly ComponentChildren[];
  /** One below the heading that it stands under. */
  readonly as?: 'h3' | 'h4';
}

/** A heading and a list, or nothing where the list is empty. */
export function Titled({ title, items, as: Heading = 'h4' }: TitledProps) {
  if (items.length === 0) return null;
  return (
    <>
      <Heading>{title}</Heading>
      <Lines items={items} />
    </>
  );
}
