/**
 * Loads the service's TypeScript again and again within one process. ES modules are loaded once and for good, but a
 * mutant at the top of a module is met only while it loads, and what a module remembers of one mutant must not reach the
 * next. So each file is compiled once to a CommonJS function, and a reload calls the functions anew.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import typescript from 'typescript';

type Exports = Record<string, unknown>;
type Factory = (exports: Exports, require: (specifier: string) => unknown) => void;

export interface ModuleOptions {
  /** Folder of the code that is loaded anew; what it imports from outside of it is given. */
  readonly root: string;
  /** Modules outside of the root, by path without ending: loaded once, as the process loads all else. */
  readonly outside: ReadonlyMap<string, Exports>;
  readonly read?: (path: string) => string;
}

const OPTIONS: typescript.CompilerOptions = {
  module: typescript.ModuleKind.CommonJS,
  target: typescript.ScriptTarget.ES2023,
  esModuleInterop: true,
};
const packages = createRequire(import.meta.url);
const withoutEnding = (path: string): string => path.replace(/\.[jt]s$/, '');

/** Returns a function that loads a module of the root as if for the first time, with all it imports. */
export function moduleLoader({ root, outside, read = (path) => readFileSync(path, 'utf8') }: ModuleOptions) {
  const factories = new Map<string, Factory>();

  function factoryOf(path: string): Factory {
    const known = factories.get(path);
    if (known) return known;
    const { outputText } = typescript.transpileModule(read(`${path}.ts`), { compilerOptions: OPTIONS });
    const made = compileFunction(outputText, ['exports', 'require'], { filename: `${path}.ts` }) as Factory;
    factories.set(path, made);
    return made;
  }

  function load(path: string, loaded: Map<string, Exports>): Exports {
    const known = loaded.get(path) ?? outside.get(path);
    if (known) return known;
    if (!path.startsWith(root)) throw new Error(`${path} is outside of what is loaded anew, and was not given`);
    const exports: Exports = {};
    loaded.set(path, exports);
    factoryOf(path)(exports, (specifier) =>
      specifier.startsWith('.') ? load(resolve(dirname(path), withoutEnding(specifier)), loaded) : packages(specifier),
    );
    return exports;
  }

  /** The modules of one load: the same module is the same object. */
  return (): ((name: string) => Exports) => {
    const loaded = new Map<string, Exports>();
    return (name) => load(join(root, withoutEnding(name)), loaded);
  };
}
