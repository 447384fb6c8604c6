// The sheet of a meeting: names become chips, the quorum is counted while tapping, and what is
// typed stays on this device until the server has it. Without this script the sheet works too.
import { HELD, found, heldCheckpoint, hold, reachable, say } from "./held.js";

const sheet = document.getElementById("sheet");
const note = document.getElementById("offline");
const STATES = ["present", "excused", "absent"];
const OLD = 7 * 24 * 3600 * 1000;
const RELAYS = new Set(["form", "held_on", "circle", "groups"]);
const VISIBLE = 2;

function makeChips() {
  const roll = document.getElementById("roll");
  if (!roll || roll.classList.contains("live")) return;
  roll.classList.add("live");
  for (const person of roll.querySelectorAll(".person")) {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.append(person.dataset.name, document.createElement("span"));
    chip.addEventListener("click", () => turn(person));
    person.prepend(chip);
    draw(person);
  }
}

function turn(person) {
  const select = person.querySelector("select");
  select.value = STATES[(STATES.indexOf(select.value) + 1) % STATES.length];
  draw(person);
  count();
  keep();
}

function draw(person) {
  const state = person.querySelector("select").value;
  const chip = person.querySelector("button");
  const shown = chip.querySelector("span");
  chip.className = `chip ${state}`;
  shown.className = state === "present" ? "sr" : "state";
  shown.textContent = ` ${person.parentElement.dataset[state]}`;
}

function count() {
  const people = [...document.querySelectorAll("#roll .person")];
  const there = people.filter((one) => one.querySelector("select").value === "present");
  const tally = document.getElementById("count");
  if (tally) tally.textContent = say(tally.dataset.words, { present: there.length, expected: people.length });
  const quorum = document.getElementById("quorum");
  if (!quorum) return;
  const { voters, least, enough, short } = quorum.dataset;
  const voting = there.filter((one) => one.dataset.votes).length;
  const reached = voting >= Number(least) && Number(voters) > 0;
  quorum.classList.toggle("short", !reached);
  quorum.textContent = say(reached ? enough : short, { voters, voting, least });
}

function showTopics() {
  const rows = [...document.querySelectorAll("#topic-rows > .topic")];
  const more = document.getElementById("add-topic");
  if (!more) return;
  const last = rows.findLastIndex((row) => row.dataset.filled);
  rows.forEach((row, n) => { row.hidden = n >= VISIBLE && n > last; });
  more.hidden = !rows.some((row) => row.hidden);
  more.onclick = () => {
    const next = rows.find((row) => row.hidden);
    next.hidden = false;
    next.querySelector("input").focus();
    more.hidden = !rows.some((row) => row.hidden);
  };
}

// Another form, day or group means other people: the server lays the sheet out anew, with all
// that was typed. Files stay where they are.
async function relay(act) {
  const told = new FormData(sheet);
  told.delete("files");
  told.set("act", act);
  const answer = await asked(told);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.id;
  for (const part of document.querySelectorAll("[data-swap]")) {
    const found = fresh.getElementById(part.id);
    if (found) part.replaceWith(found);
  }
  if (act === "copy") for (const name of ["began", "ended", "place"]) refill(name, fresh);
  if (sheet.elements.place.value === "") for (const name of ["began", "ended", "place"]) refill(name, fresh);
  arrange();
  document.getElementById(focused)?.focus();
  keep();
}

async function asked(told) {
  try {
    return await fetch(location.href, { method: "POST", body: told, headers: { "X-Requested-With": "fetch" } });
  } catch {
    tell(note.dataset.relay);
    return null;
  }
}

function tell(words) {
  note.textContent = words;
  note.hidden = false;
}

function refill(name, fresh) {
  sheet.elements[name].value = fresh.querySelector(`[name="${name}"]`)?.value ?? "";
}

function arrange() {
  makeChips();
  showTopics();
  count();
}

// Drafts: on this device, for this account and branch, a week at most.
const key = sheet.dataset.draft && `zhibu.draft.${sheet.dataset.draft}`;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "act", "files", "kept"]);

function read(store) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

let waiting;
function keep() {
  if (!key) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const told = [...new FormData(sheet)].filter(([name]) => !LEFT_OUT.has(name));
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), told }));
    const kept = document.getElementById("kept");
    kept.textContent = kept.dataset.words;
  }, 300);
}

function takeUp(draft) {
  const rec = draft.told.find(([name]) => name === "rec")?.[1];
  const sent = document.cookie.split("; ").includes(`zhibu_sent=${rec}`);
  return !sent && Date.now() - draft.at < OLD;
}

function fill(told) {
  for (const field of sheet.elements) {
    if (!field.name || LEFT_OUT.has(field.name)) continue;
    const values = told.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  for (const row of document.querySelectorAll(".topic")) {
    row.dataset.filled = row.querySelector("input").value ? "1" : "";
  }
  for (const person of document.querySelectorAll("#roll .person")) draw(person);
}

async function restore() {
  if (!key || !sheet.dataset.fresh) return;
  const rec = new URLSearchParams(location.search).get("waiting");
  const waited = rec && (await found(rec));
  if (waited && waited.owner === sheet.dataset.draft) return takeBack(waited);
  const draft = read(sessionStorage) ?? read(localStorage);
  sessionStorage.removeItem(key);
  if (!draft) return;
  localStorage.removeItem(key);
  if (!takeUp(draft)) return;
  fill(draft.told);
  await relay("reload");
  fill(draft.told);
  arrange();
  keep();
  const note = document.getElementById("restored");
  const words = note.querySelector("[data-words]");
  const when = new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  words.textContent = say(words.dataset.words, { when });
  note.hidden = false;
}

// A record that waited and was refused comes back as it was told, with its photographs.
async function takeBack(waited) {
  fill(waited.told);
  await relay("reload");
  fill(waited.told);
  sheet.elements.captured_at.value = waited.at;
  sheet.elements.held_checkpoint.value = waited.checkpoint;
  const files = new DataTransfer();
  for (const file of waited.files) files.items.add(file);
  document.getElementById("id_files").files = files.files;
  if (waited.why) tell(say(note.dataset.refused, waited));
  arrange();
}

// Without a network the sheet stays on this device, by its own identity, until there is one.
async function keepHere() {
  const told = [...new FormData(sheet)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "files");
  const value = (name) => told.find(([key_]) => key_ === name)?.[1] ?? "";
  const form = sheet.querySelector("[name=form]:checked")?.parentElement.textContent.trim() ?? "";
  const one = {
    rec: value("rec"), owner: sheet.dataset.draft, told, files: [...document.getElementById("id_files").files],
    title: `${form} ${value("held_on")}`, at: value("captured_at") || new Date().toISOString(),
    checkpoint: value("held_checkpoint") || heldCheckpoint(),
  };
  try {
    const whole = await hold(one);
    clearTimeout(waiting); // or what was typed last comes back as a draft of what already waits
    localStorage.removeItem(key);
    sheet.hidden = true;
    document.getElementById("kept").textContent = "";
    window.dispatchEvent(new CustomEvent(HELD, { detail: whole ? "" : note.dataset.without }));
  } catch {
    tell(note.dataset.full);
    keep();
  }
}

document.getElementById("discard")?.addEventListener("click", () => {
  clearTimeout(waiting);
  localStorage.removeItem(key);
  location.assign(location.href);
});

// On the way to the server the draft is this tab's alone; if the way is cut, it is still there.
let asking = false;
let passing = false;
sheet.addEventListener("submit", async (event) => {
  if (event.submitter?.id === "copy") {
    event.preventDefault();
    relay(event.submitter.value);
    return;
  }
  if (!key) return;
  if (!passing) {
    event.preventDefault();
    if (asking) return;
    asking = true;
    passing = await reachable(sheet.dataset.ping);
    asking = false;
    if (passing) sheet.requestSubmit(event.submitter);
    else await keepHere();
    return;
  }
  clearTimeout(waiting);
  const told = [...new FormData(sheet)].filter(([name]) => !LEFT_OUT.has(name));
  sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), told }));
  localStorage.removeItem(key);
  document.getElementById("submit").setAttribute("aria-disabled", "true");
});
sheet.addEventListener("change", (event) => {
  if (RELAYS.has(event.target.name)) relay("reload");
});
sheet.addEventListener("input", (event) => {
  const row = event.target.closest(".topic");
  if (row && event.target.value) row.dataset.filled = "1";
  keep();
});
// Enter on a phone's keyboard leads to the next field; only the button enters the meeting.
sheet.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=checkbox], [type=radio])")) event.preventDefault();
});

// The sheet opens without a network where the browser may keep it: on this device, until sign-out.
async function keepSheet() {
  if (!window.isSecureContext || !sheet.dataset.worker || !("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(sheet.dataset.worker);
  const shelf = await caches.open("zhibu-sheet");
  const assets = performance.getEntriesByType("resource").map((one) => one.name);
  const own = assets.filter((name) => name.startsWith(`${location.origin}/static/`));
  await shelf.addAll([...new Set(own)]);
  if (sheet.dataset.fresh && !(await shelf.match(location.pathname))) await shelf.add(location.pathname);
}

arrange();
restore();
keepSheet().catch(() => {});
