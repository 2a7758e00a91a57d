/** Pages for people. */
import { Router } from 'express';
import type { CdsService } from '../sdk/service.js';

export interface PagesOptions {
  readonly services: readonly CdsService[];
  readonly sandbox: boolean;
  readonly now: () => Date;
}

export function createPages(_options: PagesOptions): Router {
  return Router();
}
