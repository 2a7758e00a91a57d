/** Prints the tables of docs/alarms.md. */
import { delayTable, falseAlarmTable } from './table.js';

console.log(`${falseAlarmTable()}\n\n${delayTable()}`);
