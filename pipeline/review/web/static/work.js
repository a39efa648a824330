// The work page. Rules it keeps for Vietnamese input methods, which send Backspace and retype letters:
// the box is plain and never written to while somebody types; no key that edits is ever held back; Enter
// counts only outside a composition and once the last edit is 60 ms old. The boxes of a row's cells are the same.
"use strict";
const QUIET_MS = 60, REFLEX_MS = 350, WANTED = 8, BEAT_MS = 30000, RETRY_MS = 2000;
const el = id => document.getElementById(id);
const work = el("work"), single = el("value"), ILLEGIBLE = "\ufffd";
const token = work.dataset.token, keys = JSON.parse(work.dataset.keys), said = JSON.parse(work.dataset.said);
const acts = {};
for (const [act, names] of Object.entries(keys)) for (const name of names) acts[name] = act;

let table = [], unsent = [], card = null, shownAt = 0, lastEdit = 0, begun = "", chosen = -1, place = 0;
let first = Number(work.dataset.first); // A task chosen on another page comes before the queue.
let odd = new Set(), reflexed = false, warned = false, boxes = [single], turn = 0, contrast = false, zoom = 1, fetching = false, sending = false, parted = false, answered = 0, spent = 0;

const say = text => { el("message").textContent = text || ""; };
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");

async function post(path, body) {
  const reply = await fetch(path, { method: "POST", credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-Token": token }, body: JSON.stringify(body) });
  if (reply.status === 401 || reply.status === 400) { say(said.signed_out); el("again").hidden = false; throw new Error("signed out"); }
  if (reply.status >= 500) throw new Error("server");
  return reply;
}

// --- the table: cards at hand, their pictures already here ---
const picture = (task, part) => `/picture/${task.id}/${part}?${task.seen}`;
const onTable = () => [card, ...table].filter(Boolean).flatMap(c => c.tasks.map(t => t.id)).concat(unsent.map(a => a.task));

async function refill() {
  if (fetching || table.length >= WANTED) return;
  fetching = true;
  try {
    const { cards } = await (await post("/api/next", { have: onTable(), first })).json();
    first = 0;
    const here = new Set(onTable());
    for (const next of cards.filter(c => !c.tasks.some(t => here.has(t.id)))) { ahead(next); table.push(next); }
    if (!card) show(table.shift() || null);
  } catch (error) { if (error.message !== "signed out") say(said.offline); }
  fetching = false;
}

function ahead(next) {
  for (const task of next.tasks) new Image().src = picture(task, "field");
  if (next.page) for (const task of next.tasks.slice(0, 1)) new Image().src = picture(task, "band");
}

// --- showing ---
function show(next) {
  card = next; odd = new Set(); place = 0; chosen = -1; turn = 0; contrast = false; reflexed = warned = false;
  shownAt = performance.now();
  const grid = Boolean(card && card.mode === "grid"), one = card && !grid, row = Boolean(one && card.columns.length);
  for (const id of ["field", "heading", "below"]) el(id).hidden = !one;
  single.hidden = !one || row;
  el("cells").hidden = !row;
  work.toggleAttribute("data-row", row);
  el("band").hidden = !(one && card.page);
  el("grid").hidden = !grid;
  el("ask").textContent = card ? card.ask : said.nothing;
  work.dataset.mode = card ? card.mode : "nothing";
  if (grid) return showGrid();
  if (!card) return;
  const task = card.tasks[0];
  el("field").src = picture(task, "field");
  if (card.page) el("band").src = picture(task, "band");
  el("heading").textContent = card.heading;
  el("why").textContent = task.why;
  if (row) cells(task); else { boxes = [single]; single.value = task.value; offer(task.candidates); }
  begun = typed();
  look();
  enter(row ? weakest(task.cells) : 0);
}

function offer(candidates) {
  chosen = -1;
  el("candidates").replaceChildren(...candidates.map(c => {
    const li = document.createElement("li"), small = document.createElement("small");
    li.textContent = c.value + " "; small.textContent = c.source; li.append(small); return li;
  }));
}

// --- a row: one box a cell, as wide as its column on the paper ---
function cells(task) {
  el("cells").style.gridTemplateColumns = card.columns.map(c => `minmax(6rem, ${Math.max(.05, c.share)}fr)`).join(" ");
  boxes = task.cells.map(cell => {
    const own = document.createElement("textarea");
    Object.assign(own, { value: cell.value, rows: 3, spellcheck: false, autocomplete: "off" });
    own.toggleAttribute("data-doubtful", cell.doubtful || cell.written);
    own.setAttribute("aria-describedby", "ask why");
    own.addEventListener("focus", () => offer(cell.candidates));
    return own;
  });
  el("cells").replaceChildren(...boxes.map((own, n) => {
    const label = document.createElement("label"), name = document.createElement("span");
    name.textContent = card.columns[n].heading; label.append(name, own); return label;
  }));
}

const weakest = all => all.reduce((low, cell, n) => (cell.value || cell.written) && cell.confidence < all[low].confidence ? n : low, 0);
const inHand = () => Math.max(0, boxes.indexOf(document.activeElement));
const textOf = own => own.dataset.kept === undefined ? own.value : ILLEGIBLE;
const typed = () => boxes.length < 2 ? boxes[0].value : boxes.map(own => textOf(own).replace(/\s+/g, " ").trim()).join("\t");

function enter(n) {
  const own = boxes[n];
  own.focus();
  own.setSelectionRange(own.value.length, own.value.length);
}

function illegible(own) {
  if (own.dataset.kept === undefined) { own.dataset.kept = own.value; own.value = `(${said.illegible})`; own.readOnly = true; }
  else { own.value = own.dataset.kept; delete own.dataset.kept; own.readOnly = false; }
}

function putBack(text) {
  if (boxes.length < 2) { single.value = text; return; }
  text.split("\t").forEach((cell, n) => { if (cell === ILLEGIBLE) illegible(boxes[n]); else boxes[n].value = cell; });
}

async function missingRow() {
  const came = await (await post("/api/row", { token: fresh(), task: card.tasks[0].id })).json();
  if (!came.card) return say(said.row_taken);
  const same = came.card.tasks[0].id;
  if (card && same === card.tasks[0].id) return;
  table = table.filter(each => each.tasks[0].id !== same);
  ahead(came.card); table.unshift(came.card); say(said.row_added);
  if (!card) show(table.shift()); // Answered before the row was here.
}

function showGrid() {
  const first = card.tasks[0];
  el("ask").textContent = `${card.heading}: ${first.value} — ${card.ask}`;
  el("grid").replaceChildren(...card.tasks.map(task => {
    const cell = document.createElement("div"), img = document.createElement("img");
    cell.setAttribute("role", "option"); cell.id = `grid-${task.id}`; img.src = picture(task, "field"); img.alt = first.value;
    cell.append(img); return cell;
  }));
  el("grid").tabIndex = 0; el("grid").focus(); mark();
}

function mark() {
  [...el("grid").children].forEach((cell, n) => {
    if (n === place) el("grid").setAttribute("aria-activedescendant", cell.id);
    cell.setAttribute("aria-current", n === place); cell.setAttribute("aria-selected", odd.has(n));
  });
}

function look() {
  el("field").style.transform = `rotate(${turn}deg)`;
  el("field").style.filter = contrast ? "contrast(2.2) grayscale(1)" : "";
  work.style.setProperty("--zoom", zoom);
}

// --- answering: on at once, sent behind; kept until the server has it ---
function answer(outcome) {
  const elapsed = Math.round(performance.now() - shownAt), group = card.mode === "grid" ? fresh() : "";
  card.tasks.forEach((task, n) => unsent.push({ token: fresh(), task: task.id, seen: task.seen, group,
    outcome: odd.has(n) ? "set_apart" : outcome, text: group ? task.value : typed(),
    elapsed_ms: Math.round(elapsed / card.tasks.length), card }));
  answered += card.tasks.length; spent += elapsed;
  el("pace").textContent = said.speed.replace("{n}", (spent / answered / 1000).toFixed(1));
  say("");
  show(table.shift() || null);
  send(); refill();
}

async function send() {
  if (sending) return;
  sending = true;
  while (unsent.length) {
    const { card: from, ...first } = unsent[0]; // Kept from before signing in anew, it has no card.
    try {
      const reply = await post("/api/answer", first), came = await reply.json().catch(() => ({}));
      unsent.shift();
      if (reply.status === 422) { if (from) giveBack(from, first.text); say(said[came.doubt]); }
      else if (came.effect === "refused" || reply.status === 404) say(said.refused);
    } catch (error) {
      if (error.message === "signed out") { put(); break; }
      say(`${said.offline} ${said.waiting.replace("{n}", unsent.length)}`);
      await new Promise(wait => setTimeout(wait, RETRY_MS));
    }
  }
  sending = false;
  refill();
}

// Whoever was signed out meanwhile (in another tab, say) loses nothing: it is sent after signing in anew, by
// the same person in the same tab.
function put() {
  const plain = unsent.map(({ card: from, ...first }) => first);
  sessionStorage.setItem("unsent", JSON.stringify({ login: work.dataset.login, plain }));
  parted = true;
}

function taken() {
  const kept = JSON.parse(sessionStorage.getItem("unsent") || "{}");
  sessionStorage.removeItem("unsent");
  return kept.login === work.dataset.login ? kept.plain : [];
}

function giveBack(from, text) {
  if (card) table.unshift(card);
  show(from);
  putBack(text);
  begun = typed();
}

async function takeBack() {
  if (unsent.length) { setTimeout(takeBack, 100); return; }
  const { cards, gone } = await (await post("/api/take-back", { token: fresh() })).json();
  // A row that is missed no more leaves the table, and so does what comes back to its head.
  const stays = each => !each.tasks.some(t => gone.includes(t.id));
  table = table.filter(stays);
  if (card && !stays(card)) show(table.shift() || null);
  if (!cards.length) return;
  if (card) table.unshift(card);
  cards.forEach(ahead);
  table.unshift(...cards.slice(1));
  show(cards[0]);
}

// --- keys ---
function accept() {
  const since = performance.now() - shownAt;
  if (!reflexed && since < REFLEX_MS && typed() === begun && begun) { reflexed = true; return; }
  const bare = card.tasks[0].cells.findIndex((cell, n) => cell.written && !textOf(boxes[n]).trim());
  if (bare >= 0 && !warned) { warned = true; enter(bare); return say(said.written.replace("{name}", card.columns[bare].heading)); }
  answer("value");
}

function settled(then) {
  const wait = QUIET_MS - (performance.now() - lastEdit);
  if (wait > 0) setTimeout(() => settled(then), wait); else then();
}

const offered = () => (boxes.length < 2 ? card.tasks[0] : card.tasks[0].cells[inHand()]).candidates.filter(c => !c.value.startsWith("("));

function candidate(step) {
  const items = offered(), box = boxes[inHand()];
  if (!items.length || box.readOnly) return;
  if (chosen < 0) chosen = items.findIndex(c => c.value === box.value);
  chosen = chosen < 0 && step < 0 ? items.length - 1 : (chosen + step + items.length) % items.length;
  box.value = items[chosen].value;
  [...el("candidates").children].forEach(li => li.setAttribute("aria-current", li.firstChild.data.trim() === box.value));
}

function syllable(step) {
  const box = single;
  const words = [...box.value.matchAll(/\S+/g)];
  if (!words.length) return;
  const at = box.selectionStart, whole = box.selectionEnd > at;
  const forward = words.findIndex(w => w.index > at || (w.index === at && !whole));
  const back = words.findLastIndex(w => w.index < at);
  const next = words[step > 0 ? (forward < 0 ? 0 : forward) : (back < 0 ? words.length - 1 : back)];
  box.setSelectionRange(next.index, next.index + next[0].length);
}

const onField = {
  accept: () => settled(accept), next_candidate: () => candidate(1), previous_candidate: () => candidate(-1),
  next_syllable: () => syllable(1), previous_syllable: () => syllable(-1),
  blank: () => answer("blank"), illegible: () => answer("illegible"), other: () => el("other").showModal(),
  rotate: () => { turn = (turn + 90) % 360; look(); }, contrast: () => { contrast = !contrast; look(); },
  zoom_in: () => { zoom = Math.min(4, zoom * 1.25); look(); }, zoom_out: () => { zoom = Math.max(.5, zoom / 1.25); look(); },
  whole_page: () => { if (card.page) { el("page").src = picture(card.tasks[0], "page"); el("page").hidden = false; } },
};
const onRow = { ...onField,
  next_syllable: () => enter((inHand() + 1) % boxes.length), previous_syllable: () => enter((inHand() + boxes.length - 1) % boxes.length),
  blank: () => answer("no_row"), illegible: () => illegible(boxes[inHand()]), missing_row: () => missingRow(),
};
const gridKeys = {
  ArrowRight: 1, ArrowLeft: -1, ArrowDown: 3, ArrowUp: -3,
};

function pressed(event) {
  const name = (event.ctrlKey ? "Ctrl+" : "") + (event.shiftKey && event.key === "Tab" ? "Shift+" : "") + event.key;
  const act = acts[name];
  if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
  if (act === "help" || (event.key === "?" && !boxes.includes(document.activeElement))) { event.preventDefault(); return el("help").showModal(); }
  // In a box that was changed, Ctrl+Z is the box's own.
  if (act === "take_back") { if (!card || card.mode === "grid" || typed() === begun) { event.preventDefault(); takeBack(); } return; }
  if (!card) return;
  if (card.mode === "grid") return pressedInGrid(event, act);
  const here = boxes.length < 2 ? onField : onRow;
  if (!(act in here)) return;
  // In a cell of several lines without proposals the arrows are the box's own.
  if (act.endsWith("_candidate") && here === onRow && !offered().length) return;
  event.preventDefault();
  if (!event.repeat) here[act]();
}

function pressedInGrid(event, act) {
  if (event.key in gridKeys) place = Math.max(0, Math.min(card.tasks.length - 1, place + gridKeys[event.key]));
  else if (event.key === " ") odd.has(place) ? odd.delete(place) : odd.add(place);
  else if (act === "accept") { event.preventDefault(); return answer("value"); }
  else return;
  event.preventDefault(); mark();
}

document.addEventListener("keydown", pressed);
document.addEventListener("keyup", event => { if (acts[event.key] === "whole_page") el("page").hidden = true; });
work.addEventListener("input", () => { lastEdit = performance.now(); });
el("help-button").addEventListener("click", () => el("help").showModal());
el("other").addEventListener("keydown", event => {
  const button = el("other").querySelectorAll("button")[Number(event.key) - 1];
  if (button) { event.preventDefault(); button.click(); }
});
el("other").addEventListener("click", event => {
  const outcome = event.target.dataset.outcome;
  if (outcome) { el("other").close(); answer(outcome); }
});
window.addEventListener("beforeunload", event => { if (unsent.length && !parted) event.preventDefault(); });
setInterval(() => { post("/api/keep", { have: onTable().slice(0, 200) }).catch(() => {}); }, BEAT_MS);
unsent = taken();
show(null);
if (unsent.length) send(); else refill();
