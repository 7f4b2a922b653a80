// Who is signed in, and the calls made in their name. Tokens are kept here and nowhere else: they are
// gone when the page is closed.

/** The session is over, and nothing but signing in again helps. */
export class SessionEnded extends Error {}

/** An answer that is not what was asked for. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? body.Message ?? "");
    this.status = status;
    this.code = body.code ?? null;
    this.instances = body.instances ?? null;
  }
}

let tokens = null;

export const isSignedIn = () => tokens !== null;

export function signOut() {
  tokens = null;
}

/** Signs in. Null if done, or the session in which a new password has to be given first. */
export async function signIn(username, password) {
  const body = await post("auth/sign-in", { username, password });
  if (body.challenge === "new_password_required") return body.session;
  keep(body);
  return null;
}

export async function newPassword(username, password, session) {
  keep(await post("auth/new-password", { username, new_password: password, session }));
}

export const list = () => call("GET", "instances");

export const change = (order) => call("POST", "actions", order);

function keep(body) {
  if (typeof body.access_token !== "string") throw new Refused(503, { code: "sign_in_unavailable" });
  tokens = { access: body.access_token, refresh: body.refresh_token ?? tokens?.refresh ?? null };
}

async function post(path, body) {
  const answer = await send("POST", path, body, {});
  if (!answer.ok) throw new Refused(answer.status, await read(answer));
  return read(answer);
}

/** A call with the token; once more with a fresh one if this one is over. */
async function call(method, path, body) {
  for (const isFirst of [true, false]) {
    if (tokens === null) throw new SessionEnded();
    const answer = await send(method, path, body, { authorization: `Bearer ${tokens.access}` });
    if (answer.status !== 401) {
      const told = await read(answer);
      // What became of each instance is an answer, whatever the status says of the whole.
      if (answer.ok || Array.isArray(told.instances)) return told;
      throw new Refused(answer.status, told);
    }
    if (isFirst) await renew();
  }
  tokens = null;
  throw new SessionEnded();
}

async function renew() {
  const refresh = tokens?.refresh;
  if (!refresh) {
    tokens = null;
    throw new SessionEnded();
  }
  try {
    keep(await post("auth/refresh", { refresh_token: refresh }));
  } catch (error) {
    if (error instanceof Refused && error.status < 500) {
      tokens = null;
      throw new SessionEnded();
    }
    throw error;
  }
}

async function send(method, path, body, headers) {
  const init = { method, headers, cache: "no-store", credentials: "omit", redirect: "error" };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...headers, "content-type": "application/json" };
  }
  try {
    return await fetch(path, init);
  } catch {
    throw new Refused(0, { code: "unreachable" });
  }
}

async function read(answer) {
  try {
    const body = await answer.json();
    return body !== null && typeof body === "object" ? body : {};
  } catch {
    return {};
  }
}
