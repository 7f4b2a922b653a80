// A change of some servers: the question before it, and what becomes of it, until it is seen done.

import { Refused, change as ask, list as look } from "./session.js";
import { isProduction, nameOf } from "./list.js";
import { say, sayCode } from "./words.js";

const byId = (id) => document.getElementById(id);
const pause = (seconds) => new Promise((wake) => setTimeout(wake, seconds * 1000));
const item = (text) => {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
};

/** What is seen now; null where nobody could say, which passes. */
async function lookOnce() {
  try {
    return await look();
  } catch (error) {
    const passes = (status) => status === 0 || status === 429 || status >= 500;
    if (error instanceof Refused && passes(error.status)) return null;
    throw error;
  }
}

/** Where a change leads, and the states on the way there. */
const LEADS = {
  start: { to: "running", from: "stopped" },
  stop: { to: "stopped", from: "running" },
};
const LOOK_EVERY_SECONDS = 5;
const LOOK_FOR_SECONDS = 600;
/** A state from before a change was taken can be seen for a while after it. */
const SETTLE_SECONDS = 20;

/** Asks the reader, after asking the server what would be done. True if it is to be done. */
export async function confirm(change, instances) {
  const order = { action: change, instance_ids: instances.map(({ id }) => id), partial: true, dry_run: true };
  const plan = await ask(order);
  const outcome = new Map(plan.instances.map((told) => [told.id, told]));
  const is = (instance) => outcome.get(instance.id)?.outcome === "planned";
  const possible = instances.filter(is);
  const refused = instances.filter((instance) => !is(instance));

  const dialog = byId("confirm");
  const changed = possible.length === 0 ? instances.length : possible.length;
  byId("question").textContent = say("question", say(change), changed);
  byId("chosen").replaceChildren(...possible.map((instance) => item(`${nameOf(instance)}（${instance.id}）`)));
  byId("consequence").textContent = possible.length === 0 ? say("nothing_possible") : say(`consequence_${change}`);
  byId("production").hidden = change === "start" || !possible.some(isProduction);
  byId("refused").hidden = refused.length === 0;
  const why = (instance) => sayCode(outcome.get(instance.id)?.code ?? "not_found");
  byId("refused-list").replaceChildren(...refused.map((instance) => item(`${nameOf(instance)}：${why(instance)}`)));
  const go = byId("go");
  go.textContent = say("go", say(change));
  go.hidden = possible.length === 0;

  return new Promise((answer) => {
    const close = (isMeant) => {
      dialog.removeEventListener("close", dismissed);
      go.onclick = null;
      byId("cancel").onclick = null;
      dialog.close();
      answer(isMeant ? possible : []);
    };
    const dismissed = () => close(false);
    dialog.addEventListener("close", dismissed);
    go.onclick = () => close(true);
    byId("cancel").onclick = () => close(false);
    dialog.showModal();
    // What does no harm is what Enter does.
    byId("cancel").focus();
  });
}

/** Asks for the change. What is told of each server, and those to be watched. */
export async function carryOut(change, instances) {
  const order = { action: change, instance_ids: instances.map(({ id }) => id), partial: true };
  const answer = await ask(order);
  const isGoing = ({ outcome }) => outcome === "requested" || outcome === "still_going";
  const watched = change === "reboot" ? [] : answer.instances.filter(isGoing).map(({ id }) => id);
  return { told: answer.instances, watched, reference: answer.decision_id };
}

/**
 * Looks until each server is where it should be, has fallen back, or cannot be seen any more.
 * `progress` is told of every look, `done` of each end.
 */
export async function watch(change, ids, { progress, done, isOver }) {
  const { to, from } = LEADS[change];
  const began = Date.now();
  const left = new Set(ids);
  const hasMoved = new Set();
  while (left.size > 0 && !isOver()) {
    await pause(LOOK_EVERY_SECONDS);
    if (isOver()) return;
    const seconds = Math.round((Date.now() - began) / 1000);
    const answer = await lookOnce();
    if (isOver()) return;
    if (answer === null) {
      if (seconds <= LOOK_FOR_SECONDS) continue;
      for (const id of left) done(id, { good: false, words: say("watched_long") }, seconds);
      return;
    }
    for (const id of [...left]) {
      const state = answer.instances.find((instance) => instance.id === id)?.state;
      if (state !== undefined && state !== from) hasMoved.add(id);
      const hasFallenBack = state === from && (hasMoved.has(id) || seconds > SETTLE_SECONDS);
      let end = null;
      if (state === to) end = { good: true, words: say(`arrived_${change}`) };
      else if (state === undefined && answer.complete) end = { good: false, words: say("lost_sight") };
      else if (hasFallenBack) end = { good: false, words: say(`fell_back_${change}`) };
      else if (seconds > LOOK_FOR_SECONDS) end = { good: false, words: say("watched_long") };
      if (end) {
        left.delete(id);
        done(id, end, seconds);
      }
    }
    progress(answer, left, seconds);
  }
}
