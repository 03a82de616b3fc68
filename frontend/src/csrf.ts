interface RequestConfigured {
  ctx: { request: { headers: Record<string, string> } };
}

/** Gives each request of htmx the token that forms carry in `_csrf`. */
export function sendCsrfToken(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    const { ctx } = (event as CustomEvent<RequestConfigured>).detail;
    if (token) ctx.request.headers["x-csrf-token"] = token;
  });
}
