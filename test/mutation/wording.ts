/**
 * Leaves out of the count what only words the lines of evidence: which words, dates and sources stand behind a finding is
 * told to people and decides nothing, and the tests of the cards look at it. What is left out is told from the syntax:
 *
 * - texts with a blank: names of features, sets, roles and reasons hold none, words for people do;
 * - members and variables that hold such words or sources, and the words given to `finding`;
 * - functions that only word a line.
 */

/** As much of a syntax node as is looked at here. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly key?: Node;
  readonly id?: Node | null;
  readonly callee?: Node;
  readonly init?: Node | null;
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
}

/** A node and where it stands: as much of Babel's NodePath as is looked at here. */
export interface Place {
  readonly node: Node;
  readonly parent?: Node | undefined;
  readonly listKey?: string | undefined;
  readonly key?: string | number | null | undefined;
}

const WORDS = 'words for people, not the rule';

/** Members of records and findings that are shown and never asked about. */
const SHOWN_MEMBERS = new Set(['text', 'words', 'why', 'sources']);
const SHOWN_VARIABLES = new Set(['sources']);
/** Functions and tables that word a line, or find the words, dates and sources for it. */
const WORDING_FUNCTIONS = new Set([
  'basisOf',
  'BASIS',
  'claimFinding',
  'dateText',
  'describe',
  'describePain',
  'findingOf',
  'laterWords',
  'nameOf',
  'plain',
  'shown',
  'sourceOf',
  'sourceOfResult',
  'sourceOfValue',
  'stageFinding',
  'toExplanation',
  'wordsOf',
]);
/** `finding(criterion, basis, text, details)`. */
const TEXT_OF_FINDING = 2;

/** Why no mutant is made of a node; nothing where mutants are made. */
export function whyIgnored({ node, parent, listKey, key }: Place): string | undefined {
  const isWording =
    textsOf(node).some((text) => /\s/.test(text)) ||
    (node.type === 'ObjectProperty' && SHOWN_MEMBERS.has(node.key?.name ?? '')) ||
    (node.type === 'VariableDeclarator' && SHOWN_VARIABLES.has(node.id?.name ?? '')) ||
    (isFunctionOrTable(node) && WORDING_FUNCTIONS.has(node.id?.name ?? '')) ||
    (parent?.callee?.name === 'finding' && listKey === 'arguments' && key === TEXT_OF_FINDING);
  return isWording ? WORDS : undefined;
}

const isFunctionOrTable = ({ type, init }: Node): boolean =>
  type === 'FunctionDeclaration' || ['ArrowFunctionExpression', 'ObjectExpression'].includes(init?.type ?? '');

function textsOf({ type, value, quasis }: Node): readonly string[] {
  if (type === 'StringLiteral') return [String(value)];
  return type === 'TemplateLiteral' ? (quasis ?? []).map((part) => part.value.raw) : [];
}
