/** An address of our own to go back to after the sign-in; never one of somebody else's. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith("/signin") ? next : "/";
}
