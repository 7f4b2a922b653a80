// The table of servers: what is shown of it, and what is selected.

import { say, sayCode, sayState } from "./words.js";

const CHANGES = ["start", "stop", "reboot"];
/** Those of which a reader is told why they are not offered. */
const MAIN = ["start", "stop"];
/** The state that a change leads away from: from others it is not offered. */
const FROM = { start: "stopped", stop: "running", reboot: "running" };
const SIGNS = { running: "●", stopped: "○", pending: "◐", stopping: "◐" };

const byId = (id) => document.getElementById(id);
const element = (name, text = "", attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

export const nameOf = (instance) => instance.name || instance.id;

/** Whether a tag says that people rely on it. */
export const isProduction = (instance) =>
  Object.values(instance.tags).some((value) => /^(prod|production|prd|本番)$/iu.test(value));

export class List {
  constructor(onChange) {
    this.instances = [];
    this.selected = new Set();
    this.going = new Map();
    this.onChange = onChange;
    byId("filter").addEventListener("input", () => this.draw());
    byId("state").addEventListener("change", () => this.draw());
    byId("all").addEventListener("change", (event) => {
      for (const { id } of this.shown()) this.select(id, event.target.checked);
      this.draw();
    });
    for (const button of byId("selected").querySelectorAll("[data-change]")) {
      button.dataset.key = `chosen ${button.dataset.change}`;
      button.addEventListener("click", () => onChange(button.dataset.change, this.free(), button));
    }
  }

  /** Takes in what was seen at this moment. */
  take(instances) {
    this.instances = instances;
    const there = new Set(instances.map(({ id }) => id));
    for (const id of this.selected) if (!there.has(id)) this.selected.delete(id);
    this.draw();
  }

  forget() {
    this.selected.clear();
    this.going.clear();
    this.take([]);
  }

  find(id) {
    return this.instances.find((instance) => instance.id === id);
  }

  chosen() {
    return this.instances.filter(({ id }) => this.selected.has(id));
  }

  /** What is chosen and not being changed at this moment. */
  free() {
    return this.chosen().filter(({ id }) => !this.going.has(id));
  }

  shown() {
    const wanted = byId("filter").value.normalize("NFKC").toLowerCase().split(/\s+/u);
    const state = byId("state").value;
    const fits = (instance) => {
      const tags = Object.entries(instance.tags).map(([key, value]) => `${key}=${value}`);
      const text = [nameOf(instance), instance.id, ...tags].join("\n").normalize("NFKC").toLowerCase();
      return (!state || instance.state === state) && wanted.every((word) => text.includes(word));
    };
    return this.instances.filter(fits);
  }

  select(id, isSelected) {
    if (isSelected) this.selected.add(id);
    else this.selected.delete(id);
  }

  /** Draws the table again, and leaves the focus where it was. */
  draw() {
    const focused = document.activeElement?.dataset?.key;
    const shown = this.shown();
    this.drawStates();
    byId("rows").replaceChildren(...shown.map((instance) => this.row(instance)));
    const none = this.instances.length === 0 ? say("none") : say("none_found");
    byId("none").textContent = none;
    byId("none").hidden = shown.length > 0;
    byId("all").checked = shown.length > 0 && shown.every(({ id }) => this.selected.has(id));
    byId("all").setAttribute("aria-label", say("select_all"));
    const chosen = this.chosen();
    byId("count").textContent = `${say("shown", shown.length, this.instances.length)} ${say("selected", chosen.length)}`;
    for (const button of byId("selected").querySelectorAll("[data-change]")) {
      button.disabled = !this.free().some((instance) => instance.may.includes(button.dataset.change));
    }
    if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  drawStates() {
    const select = byId("state");
    const kept = select.value;
    const states = ["", "running", "stopped", "pending", "stopping"];
    const words = (state) => (state ? sayState(state) : say("every_state"));
    // A list that is open stays open: it changes with the language alone.
    if ([...select.options].map(({ text }) => text).join() === states.map(words).join()) return;
    select.replaceChildren(...states.map((state) => element("option", words(state), { value: state })));
    select.value = kept;
  }

  row(instance) {
    const name = nameOf(instance);
    const row = element("tr", "", { "data-id": instance.id });
    const box = element("input", "", {
      type: "checkbox",
      "aria-label": say("select", name),
      "data-key": `select ${instance.id}`,
    });
    box.checked = this.selected.has(instance.id);
    box.addEventListener("change", () => {
      this.select(instance.id, box.checked);
      this.draw();
    });
    const boxCell = element("td");
    boxCell.append(box);

    const nameCell = element("th", "", { scope: "row" });
    nameCell.append(element("span", name, { class: "name" }));
    if (name !== instance.id) nameCell.append(element("small", instance.id));

    const stateCell = element("td");
    stateCell.append(element("span", SIGNS[instance.state] ?? "?", { class: "sign", "aria-hidden": "true" }));
    stateCell.append(element("span", sayState(instance.state), { class: "state" }));
    const going = this.going.get(instance.id);
    if (going) stateCell.append(element("small", going, { class: "going" }));

    const tags = Object.entries(instance.tags).filter(([key]) => key !== "Name");
    const tagsCell = element("td", tags.map(([key, value]) => `${key}=${value}`).join("、"), { class: "tags" });

    const changesCell = element("td", "", { class: "changes" });
    for (const change of CHANGES) changesCell.append(this.button(instance, change), " ");
    for (const change of MAIN) {
      const why = FROM[change] === instance.state ? instance.may_not?.[change] : undefined;
      if (why) changesCell.append(element("small", say("why_not", say(change), sayCode(why))));
    }
    row.append(boxCell, nameCell, stateCell, tagsCell, changesCell);
    return row;
  }

  button(instance, change) {
    const button = element("button", say(change), {
      type: "button",
      "aria-label": say("change_of", say(change), nameOf(instance)),
      "data-key": `${change} ${instance.id}`,
    });
    button.disabled = !instance.may.includes(change) || instance.state !== FROM[change] || this.going.has(instance.id);
    button.addEventListener("click", () => this.onChange(change, [instance], button));
    return button;
  }
}
