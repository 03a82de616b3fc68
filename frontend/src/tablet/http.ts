// Requests to the server. Whatever keeps an answer from being the server's own is told apart: what is waiting stays.

/** Why nothing could be sent just now. `forbidden`: whoever is signed in makes no visits. */
export type Obstacle = "offline" | "portal" | "signed_out" | "forbidden" | "busy";

/** `after`: seconds that the server asks to wait. */
export class Interrupted extends Error {
  constructor(
    readonly obstacle: Obstacle,
    readonly after: number | null = null,
  ) {
    super(obstacle);
  }
}

export interface Session {
  name: string;
  email: string;
  csrf_token: string;
  permissions: string[];
}

const PATIENCE = 60_000;
let token = "";

/** Who is signed in at this moment. Interrupted("signed_out") when nobody is. */
export async function session(): Promise<Session> {
  const found = await json<Session>(await call("GET", "/api/v1/session"));
  token = found.csrf_token;
  return found;
}

/** The server's answer, whatever it says. Interrupted when there was none, or when it asks to come again later. */
export async function call(
  method: string,
  address: string,
  headers: Record<string, string> = {},
  body: BodyInit | null = null,
): Promise<Response> {
  const sent = method === "GET" || method === "HEAD" ? headers : { ...headers, "x-csrf-token": token };
  let answer: Response;
  try {
    answer = await fetch(address, {
      method,
      headers: { accept: "application/json", ...sent },
      body,
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Interrupted("offline");
  }
  // Our server numbers each of its answers. A network that asks to be signed in to answers in its place.
  if (answer.type === "opaqueredirect" || !answer.headers.has("x-request-id")) throw new Interrupted("portal");
  if (answer.status === 401) throw new Interrupted("signed_out");
  if (answer.status === 429 || answer.status >= 500) {
    throw new Interrupted("busy", Number(answer.headers.get("retry-after")) || null);
  }
  return answer;
}

export async function send(
  method: string,
  address: string,
  content: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return call(method, address, { ...headers, "content-type": "application/json" }, JSON.stringify(content));
}

export async function json<T>(answer: Response): Promise<T> {
  try {
    return (await answer.json()) as T;
  } catch {
    throw new Interrupted("offline");
  }
}
