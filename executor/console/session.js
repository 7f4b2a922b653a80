// Who is signed in, and the calls made in their name. Tokens are kept here and nowhere else: they are
// gone when the page is closed.

/** The session is over, and nothing but signing in again helps. */
export class SessionEnded extends Error {}

/** Somebody else has signed in, or nobody is, since the call began: its answer is nobody's. */
export class Abandoned extends Error {}

/** An answer that is not what was asked for. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? body.Message ?? "");
    this.status = status;
    this.code = body.code ?? (status === 429 ? "busy" : null);
    this.instances = body.instances ?? null;
    this.reference = body.decision_id ?? null;
  }
}

let tokens = null;
/** One more each time somebody signs in or out. */
let visit = 0;
/** The renewal that is under way, which everybody waits for. */
let renewal = null;

export const isSignedIn = () => tokens !== null;

export function signOut() {
  visit += 1;
  tokens = null;
  renewal = null;
}

/** Signs in. Null if done, or the session in which a new password has to be given first. */
export async function signIn(username, password) {
  const body = await post("auth/sign-in", { username, password });
  if (body.challenge === "new_password_required") return body.session;
  begin(body);
  return null;
}

export async function newPassword(username, password, session) {
  begin(await post("auth/new-password", { username, new_password: password, session }));
}

export const list = () => call("GET", "instances");

/** Codes that say that nothing was done, though the answer is a failure. */
const NOTHING_DONE = [
  "audit_unavailable",
  "authorizer_unavailable",
  "fleet_unavailable",
  "keys_unavailable",
  "policy_unavailable",
];

/** Asks for a change, or for what it would do. A failure of which nobody knows what it did says so. */
export async function change(order) {
  try {
    return await call("POST", "actions", order);
  } catch (error) {
    const isLost = error instanceof Refused && (error.status === 0 || error.status >= 500);
    if (isLost && !order.dry_run && !NOTHING_DONE.includes(error.code)) error.code = "unanswered";
    throw error;
  }
}

function begin(body) {
  signOut();
  tokens = kept(body, null);
}

function kept(body, refresh) {
  if (typeof body.access_token !== "string") throw new Refused(503, { code: "sign_in_unavailable" });
  return { access: body.access_token, refresh: body.refresh_token ?? refresh };
}

async function post(path, body) {
  const answer = await send("POST", path, body, {});
  if (!answer.ok) throw new Refused(answer.status, await read(answer));
  return read(answer);
}

/** A call with the token; once more with a fresh one if this one is over. */
async function call(method, path, body) {
  const mine = visit;
  const check = () => {
    if (visit !== mine) throw new Abandoned();
  };
  for (const isFirst of [true, false]) {
    if (tokens === null) throw new SessionEnded();
    const held = tokens;
    const answer = await send(method, path, body, { authorization: `Bearer ${held.access}` });
    check();
    if (answer.status !== 401) {
      const told = await read(answer);
      check();
      // What became of each instance is an answer, whatever the status says of the whole.
      if (answer.ok || Array.isArray(told.instances)) return told;
      throw new Refused(answer.status, told);
    }
    if (isFirst && tokens === held) await renew(held, check);
    check();
  }
  throw new SessionEnded();
}

/** Has the tokens renewed, once for all who ask at the same time. */
async function renew(held, check) {
  if (!held.refresh) throw new SessionEnded();
  renewal ??= post("auth/refresh", { refresh_token: held.refresh });
  const mine = renewal;
  try {
    const body = await mine;
    check();
    if (tokens === held) tokens = kept(body, held.refresh);
  } catch (error) {
    check();
    // Whoever is only told to wait is still signed in.
    if (error instanceof Refused && [400, 401].includes(error.status)) throw new SessionEnded();
    throw error;
  } finally {
    if (renewal === mine) renewal = null;
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
