/**
 * The only way from a text to markup or to the address of a script. The server's
 * content security policy refuses everything else (Trusted Types, W3C).
 *
 * Markup: the style sheets that Mantine writes into `<style>` elements. A style
 * sheet has no `<`, and markup without one has no elements.
 * Scripts: our own workers.
 */
export function guardSinks(): void {
  const factory = (globalThis as { trustedTypes?: TrustedTypePolicyFactory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML: (text) => {
      if (text.includes('<')) throw new TypeError('Markup from a text is refused.');
      return text;
    },
    createScriptURL: (address) => {
      const url = new URL(address, location.href);
      if (url.origin !== location.origin || !url.pathname.startsWith('/assets/')) {
        throw new TypeError(`A script at ${url.origin} is refused.`);
      }
      return address;
    },
  });
}

interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string; createScriptURL(address: string): string },
  ): unknown;
}
