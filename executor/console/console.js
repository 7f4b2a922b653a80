// The page: signing in, the list, and what is done from here.

import { carryOut, confirm, watch } from "./change.js";
import { List, nameOf } from "./list.js";
import * as session from "./session.js";
import { isJapanese, say, sayCode, turnLanguage } from "./words.js";

const byId = (id) => document.getElementById(id);
const SHOWN = { "sign-in": "username", "new-password": "new", instances: null };

/** Which part is shown, and why if it must be said. */
let part = "sign-in";
let whyAgain = false;
/** A sign-in that waits for a new password. No password is kept. */
let challenge = null;
/** One more each time somebody signs in or out: what was begun before is over. */
let visit = 0;
let seenAt = null;
/** Whether something is asked or being asked for: one question at a time. */
let isAsking = false;

const list = new List(onChange);

function show(name, { focus = true } = {}) {
  part = name;
  for (const id of Object.keys(SHOWN)) byId(id).hidden = id !== name;
  byId("recent").hidden = name !== "instances" || byId("log").children.length === 0;
  byId("sign-out").hidden = !session.isSignedIn();
  byId("why-again").textContent = whyAgain ? say("session_ended") : "";
  if (focus) (SHOWN[name] ? byId(SHOWN[name]) : byId("main")).focus();
}

function speak() {
  document.documentElement.lang = isJapanese() ? "ja" : "en";
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
  const language = byId("language");
  language.textContent = say("language");
  language.lang = isJapanese() ? "en" : "ja";
  tellWhen();
  list.draw();
  show(part, { focus: false });
}

const alertOf = (text) => void (byId("alert").textContent = text);
/** Adds what went wrong to what is said already. */
const warn = (text) => alertOf([byId("alert").textContent, text].filter(Boolean).join("\n"));
const statusOf = (text) => void (byId("status").textContent = text);

function tellWhen() {
  byId("seen-at").textContent =
    seenAt === null ? "" : say("seen_at", seenAt.toLocaleTimeString(isJapanese() ? "ja-JP" : "en-GB"));
}

/** What went wrong, in words; a session that is over ends the visit. */
function tell(error) {
  if (error instanceof session.Abandoned) return;
  if (error instanceof session.SessionEnded) {
    leave(true);
  } else if (error instanceof session.Refused) {
    const words = sayCode(error.code ?? (error.status === 403 ? "forbidden" : String(error.status)));
    warn(error.reference ? `${words} ${say("reference", error.reference)}` : words);
  } else {
    alertOf(say("unknown_code", error.name));
    throw error;
  }
}

function leave(isForced) {
  visit += 1;
  session.signOut();
  whyAgain = isForced;
  challenge = null;
  seenAt = null;
  byId("who").textContent = "";
  byId("password").value = "";
  byId("log").replaceChildren();
  byId("incomplete").textContent = "";
  if (byId("confirm").open) byId("confirm").close();
  list.forget();
  alertOf("");
  show("sign-in");
}

function take(answer) {
  seenAt = new Date();
  tellWhen();
  list.take(answer.instances);
  byId("incomplete").textContent = answer.complete ? "" : say("incomplete");
}

async function refresh() {
  const mine = visit;
  const answer = await session.list();
  if (mine !== visit) return;
  take(answer);
  statusOf(say("shown", list.shown().length, list.instances.length));
}

async function enter(username) {
  visit += 1;
  whyAgain = false;
  byId("who").textContent = username;
  show("instances");
  await refresh();
}

byId("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(event.submitter, async () => {
    alertOf("");
    const username = byId("username").value;
    const password = byId("password").value;
    byId("password").value = "";
    const waiting = await session.signIn(username, password);
    if (waiting === null) return enter(username);
    challenge = { username, session: waiting };
    byId("new-username").value = username;
    return show("new-password");
  });
});

byId("new-password").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(event.submitter, async () => {
    alertOf("");
    const [chosen, again] = [byId("new").value, byId("again").value];
    byId("new").value = "";
    byId("again").value = "";
    if (chosen !== again) return alertOf(say("passwords_differ"));
    await session.newPassword(challenge.username, chosen, challenge.session);
    const { username } = challenge;
    challenge = null;
    return enter(username);
  });
});

byId("sign-out").addEventListener("click", () => leave(false));
byId("refresh").addEventListener("click", (event) =>
  busy(event.currentTarget, () => {
    alertOf("");
    return refresh();
  }),
);
byId("language").addEventListener("click", () => {
  turnLanguage();
  speak();
});

/** Does something while its button cannot be pressed again. */
async function busy(button, work) {
  const key = button?.dataset.key;
  if (button) button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(error);
  } finally {
    if (button) button.disabled = false;
    if (session.isSignedIn()) list.draw();
    // Drawn anew, the button is another one.
    if (key && document.activeElement === document.body) {
      document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
    }
  }
}

function onChange(change, instances, button) {
  if (isAsking || instances.length === 0) return;
  isAsking = true;
  busy(button, () => ask(change, instances).finally(() => (isAsking = false)));
}

/** Asks the reader, then for the change. */
async function ask(change, instances) {
  const mine = visit;
  alertOf("");
  statusOf(say("checking"));
  const meant = await confirm(change, instances);
  statusOf("");
  if (meant.length === 0 || mine !== visit) return;
  statusOf(say("asking", say(change)));
  const names = new Map(meant.map((instance) => [instance.id, nameOf(instance)]));
  let answer;
  try {
    answer = await carryOut(change, meant);
  } catch (error) {
    // Nobody knows what was done: what is seen now says more.
    if (mine === visit && error instanceof session.Refused && error.code === "unanswered") {
      for (const name of names.values()) record(change, name, sayCode("unanswered"), false, "");
      await refresh().catch(() => {});
    }
    throw error;
  }
  if (mine !== visit) return;
  const { told, watched, reference } = answer;
  const lines = new Map();
  for (const { id, outcome, code } of told) {
    const good = ["requested", "still_going", "already", "reached"].includes(outcome);
    lines.set(id, record(change, names.get(id) ?? id, sayCode(code), good, reference));
  }
  for (const id of watched) list.going.set(id, say(`going_${change}`));
  list.selected.clear();
  statusOf(sayCode("requested"));
  if (watched.length === 0) return refresh();
  list.draw();
  follow(change, watched, names, lines, mine).catch(tell);
}

/** Shows how it goes until it is done. */
async function follow(change, ids, names, lines, mine) {
  const left = new Set(ids);
  try {
    await watch(change, ids, {
      isOver: () => mine !== visit,
      progress(answer, under, seconds) {
        for (const id of under) list.going.set(id, say(`going_${change}`) + say("seconds", seconds));
        take(answer);
      },
      done(id, { good, words }, seconds) {
        left.delete(id);
        list.going.delete(id);
        write(lines.get(id), words + say("seconds", seconds), good);
        statusOf(`${names.get(id) ?? id}：${words}`);
        if (!good) warn(`${names.get(id) ?? id}：${words}`);
      },
    });
  } catch (error) {
    if (mine === visit) for (const id of left) write(lines.get(id), say("not_watched"), false);
    throw error;
  } finally {
    if (mine === visit) {
      for (const id of ids) list.going.delete(id);
      list.draw();
    }
  }
}

/** Writes down what was done from this page. */
function record(change, name, words, good, reference) {
  const line = document.createElement("li");
  const time = new Date().toLocaleTimeString(isJapanese() ? "ja-JP" : "en-GB");
  const head = document.createElement("span");
  head.textContent = `${time} ${say("change_of", say(change), name)}：`;
  const result = document.createElement("span");
  line.append(head, result);
  if (reference) {
    const quoted = document.createElement("small");
    quoted.textContent = say("reference", reference);
    line.append(quoted);
  }
  write(line, words, good);
  byId("log").prepend(line);
  byId("recent").hidden = false;
  return line;
}

function write(line, words, good) {
  if (!line) return;
  line.children[1].textContent = words;
  line.classList.toggle("failed", !good);
}

document.addEventListener("visibilitychange", () => {
  const isOld = seenAt !== null && Date.now() - seenAt.getTime() > 60_000;
  if (!document.hidden && session.isSignedIn() && isOld) refresh().catch(tell);
});

speak();
show("sign-in");
