/** Coded errors and their answers. */
export * from './table.js';
export * from './coded-error.js';
export * from './outcome.js';
