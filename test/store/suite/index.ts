/** What every engine has to pass. */
import { describe } from '@jest/globals';
import type { TestEngine } from '../support/engine.js';
import { commandSuite } from './command.js';
import { keepingSuite } from './keeping.js';
import { memorySuite } from './memory.js';
import { migrationSuite } from './migrations.js';
import { recordingSuite } from './recording.js';
import { serviceSuite } from './service.js';

export function everySuite(engine: TestEngine): void {
  describe('recording', () => recordingSuite(engine));
  describe('memory', () => memorySuite(engine));
  describe('keeping', () => keepingSuite(engine));
  describe('migrations', () => migrationSuite(engine));
  describe('the command line', () => commandSuite(engine));
  describe('the service', () => serviceSuite(engine));
}
