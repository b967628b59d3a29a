/**
 * The one-time word that lets our own `<style>` elements pass the content
 * security policy. The server writes it into a meta element of index.html.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/**
 * The scroll lock below Mantine's dialogs asks for the word under this global
 * name (the `get-nonce` convention); without it its style element is refused.
 */
export function publishNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
