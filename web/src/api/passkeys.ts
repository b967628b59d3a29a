/** The browser's half of a passkey: asks the device, and says in our words what went wrong. */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { Problem, type ProblemCode } from './problem';

type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** What the server begins; `options` go to the device as they are. */
export interface Ceremony {
  ceremony: string;
  options: unknown;
}

/** A passkey belongs to a name, so a page that was opened by its number has none. */
export function passkeysWork(): boolean {
  const { hostname } = window.location;
  const isNumber = hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
  return browserSupportsWebAuthn() && !isNumber;
}

/** Whether the browser can offer passkeys in the list of a field. */
export async function passkeysInAutofill(): Promise<boolean> {
  return passkeysWork() && (await browserSupportsWebAuthnAutofill());
}

/** Shows a passkey the device has. With `autofill` it waits in the list of the e-mail field. */
export async function showPasskey({ options }: Ceremony, autofill = false) {
  try {
    return await startAuthentication({
      optionsJSON: inner<RequestOptions>(options),
      useBrowserAutofill: autofill,
    });
  } catch (error) {
    throw troubleOf(error);
  }
}

/** Lets the device make a passkey. */
export async function makePasskey({ options }: Ceremony) {
  try {
    return await startRegistration({ optionsJSON: inner<CreationOptions>(options) });
  } catch (error) {
    throw troubleOf(error);
  }
}

/** Ends what waits in the autofill list. */
export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony();
}

/** The options stand alone or, as the standard's own call takes them, under `publicKey`. */
function inner<Options>(options: unknown): Options {
  const wrapped = options as { publicKey?: Options };
  return wrapped.publicKey ?? (options as Options);
}

const codes: Readonly<Record<string, ProblemCode>> = {
  NotAllowedError: 'PASSKEY_CANCELLED',
  AbortError: 'PASSKEY_CANCELLED',
  InvalidStateError: 'PASSKEY_EXISTS',
};

function troubleOf(error: unknown): Problem {
  const name = error instanceof Error ? error.name : '';
  if (error instanceof WebAuthnError && error.code === 'ERROR_CEREMONY_ABORTED') {
    return new Problem('PASSKEY_CANCELLED', 0, null);
  }
  return new Problem(codes[name] ?? 'PASSKEY_FAILED', 0, null);
}
