const unset = "__SEAWAY_NONCE__";

/** The nonce that the Content-Security-Policy of this page allows styles by; CodeMirror wants it too (`EditorView.cspNonce`). */
export function styleNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return nonce && nonce !== unset ? nonce : undefined;
}
