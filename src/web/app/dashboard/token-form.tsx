/** Asks for the operator's token. It is kept in this page's memory alone: a reload forgets it. */
import { useEffect, useRef, useState } from 'preact/hooks';

export function TokenForm({ refused, enter }: { readonly refused: boolean; readonly enter: (token: string) => void }) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (refused) field.current?.focus();
  }, [refused]);
  const submit = (event: Event): void => {
    event.preventDefault();
    enter(text.trim());
    setText('');
  };
  return (
    <form class="token" onSubmit={submit}>
      <p id="token-why">
        The figures are for those who run this service. The token is what the service has in the variable that{' '}
        <code>operator.tokenEnv</code> names. This page keeps it until it is closed or loaded again.
      </p>
      <label for="token">Operator’s token</label>
      <input
        ref={field}
        id="token"
        type="password"
        autocomplete="off"
        spellcheck={false}
        required
        value={text}
        aria-invalid={refused}
        aria-describedby="token-why token-wrong"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit">Show the figures</button>
      <p id="token-wrong" class="wrong" role="alert">
        {refused ? 'That is not the token of this service.' : ''}
      </p>
    </form>
  );
}
