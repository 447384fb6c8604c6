// What was recorded without a network waits on this device and sends itself when there is one.
// Each record goes by its own identity, so an answer lost on the way never enters it twice.
import { HELD, all, drop, put, say } from "./held.js";

const place = document.getElementById("waiting");
const mine = async () => (await all()).filter((one) => one.owner === place.dataset.owner);

function line(one) {
  const { words } = place.dataset;
  const shown = place.querySelector("template").content.cloneNode(true);
  shown.querySelector(".what").textContent = one.title;
  const when = new Date(one.at).toLocaleString([], { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Shanghai" });
  shown.querySelector(".how").textContent = one.refused ? say(place.dataset.refused, one) : say(words, { when });
  const mend = shown.querySelector(".mend");
  mend.hidden = !one.refused;
  const form = one.told.find(([name]) => name === "form")?.[1] ?? "";
  mend.href = `${place.dataset.form}?${new URLSearchParams({ form, waiting: one.rec })}`;
  shown.querySelector(".drop").addEventListener("click", async (event) => {
    const asked = event.currentTarget;
    if (!asked.dataset.asked) {
      asked.dataset.asked = "1";
      asked.textContent = place.dataset.sure;
      return;
    }
    await drop(one.rec);
    await show();
  });
  return shown;
}

async function show() {
  if (!place) return;
  const waiting = await mine();
  place.querySelector("ul").replaceChildren(...waiting.map(line));
  place.hidden = waiting.length === 0 && !place.dataset.told;
}

function tell(words, address) {
  const told = place.querySelector("[role=status]");
  told.textContent = words;
  if (address) {
    const way = document.createElement("a");
    way.href = address;
    way.textContent = place.dataset.open;
    told.append(" ", way);
  }
  place.dataset.told = "1";
}

// A page laid out now carries the token that a form needs; without one the person is signed out.
async function token() {
  const answer = await fetch(place.dataset.form, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? null;
}

function bodyOf(one, csrf) {
  const body = new FormData();
  for (const [name, value] of one.told) body.append(name, value);
  body.set("act", "submit");
  body.set("captured_at", one.at);
  body.set("held_checkpoint", one.checkpoint);
  body.set("csrfmiddlewaretoken", csrf);
  for (const file of one.files) body.append("files", file, file.name);
  return body;
}

function refusalIn(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const faults = [...page.querySelectorAll(".sheet .fault")].map((one) => one.textContent.trim());
  return (faults.length ? faults : [page.querySelector(".faults")?.textContent.trim() ?? ""]).join(" ");
}

async function sendOne(one, csrf) {
  const answer = await fetch(place.dataset.form, { method: "POST", body: bodyOf(one, csrf) });
  if (answer.ok && answer.redirected && answer.url.includes("/records/")) {
    await drop(one.rec);
    tell(say(place.dataset.entered, one), answer.url);
  } else if (answer.status === 422) {
    await put({ ...one, refused: true, why: refusalIn(await answer.text()) });
  } else if ([403, 404, 413].includes(answer.status)) {
    await put({ ...one, refused: true, why: place.dataset[`at${answer.status}`] });
  } else {
    throw new Error(`answered ${answer.status}`); // later again
  }
}

let under_way = false;
async function send() {
  const waiting = (await mine()).filter((one) => !one.refused);
  if (under_way || waiting.length === 0) return;
  under_way = true;
  try {
    const csrf = await token();
    if (csrf === null) tell(place.dataset.signin);
    else for (const one of waiting.sort((a, b) => a.at.localeCompare(b.at))) await sendOne(one, csrf);
  } catch {
    // No network, or the server is busy: all that was not answered stays and is sent again.
  } finally {
    under_way = false;
    await show();
  }
}

// The sheet has just put a record on the shelf: it becomes what the page is about.
async function shown(event) {
  if (event.detail) tell(event.detail);
  await show();
  place.querySelector(".again").hidden = false;
  place.focus();
}

async function begin() {
  const sent = document.cookie.split("; ").find((one) => one.startsWith("zhibu_sent="));
  if (sent) await drop(sent.slice("zhibu_sent=".length));
  await show();
  await send();
}

if (place) {
  window.addEventListener("online", send);
  window.addEventListener(HELD, shown);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, 30_000);
  begin();
}
