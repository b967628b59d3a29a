/** Where the programs of this repository lie once they are built. */

import { dirname, join, resolve } from 'node:path';

/** The path of `lyceum`, or of a program built beside it. */
export function binary(name = 'lyceum') {
  if (process.env.LYCEUM_BIN) {
    const server = resolve(process.env.LYCEUM_BIN);
    return name === 'lyceum' ? server : join(dirname(server), name);
  }
  const target = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, '../../../target');
  return resolve(target, 'debug', name);
}
