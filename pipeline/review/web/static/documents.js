// The documents of a dossier: pages are dragged, or moved by keys; nothing is kept before it is said.
"use strict";
const el = id => document.getElementById(id);
const room = el("papers"), keys = JSON.parse(room.dataset.keys), said = JSON.parse(room.dataset.said);
const acts = {};
for (const [act, names] of Object.entries(keys)) for (const name of names) acts[name] = act;
const thumbs = new Map([...room.querySelectorAll(".thumb")].map(li => [Number(li.dataset.page), li]));
const pagesOf = section => [...section.querySelectorAll(".thumb")].map(li => Number(li.dataset.page));

let papers = [...room.querySelectorAll("[data-paper]")].map(section => ({
  type: Number(section.dataset.type), sure: "verified" in section.dataset, pages: pagesOf(section) }));
let loose = [...room.querySelectorAll("[data-loose] .thumb")].map(li => Number(li.dataset.page));
let past = [], dirty = false, keeping = false;

const say = text => { el("message").textContent = text || ""; };
const copy = () => ({ papers: papers.map(each => ({ ...each, pages: [...each.pages] })), loose: [...loose] });
const holder = page => papers.findIndex(each => each.pages.includes(page));
const focused = () => Number(document.activeElement?.closest(".thumb")?.dataset.page || 0);

// --- showing ---
function draw(focus) {
  room.querySelectorAll("[data-paper], [data-loose]").forEach(section => section.remove());
  papers.forEach((paper, n) => room.append(section(paper, n)));
  if (loose.length) room.append(looseSection());
  const li = thumbs.get(focus) || thumbs.get(papers[0]?.pages[0]);
  thumbs.forEach(each => { each.tabIndex = -1; });
  if (li) { li.tabIndex = 0; if (focus) { li.focus(); li.scrollIntoView({ block: "nearest" }); } }
}

function shell(kind) {
  const section = document.createElement("section"), head = document.createElement("header"), list = document.createElement("ol");
  section.className = "paper"; section.dataset[kind] = ""; list.className = "thumbs";
  section.append(head, list);
  return [section, head, list];
}

function section(paper, n) {
  const [whole, head, list] = shell("paper");
  head.append(el("type-list").content.cloneNode(true));
  const select = head.querySelector("select"), box = head.querySelector("input");
  const name = said.document.replace("{n}", n + 1);
  whole.setAttribute("aria-label", name); head.querySelector(".hidden-label").textContent = name;
  select.value = String(paper.type); box.checked = paper.sure;
  select.addEventListener("change", () => change(() => { paper.type = Number(select.value); paper.sure = true; box.checked = true; }, false));
  box.addEventListener("change", () => change(() => { paper.sure = box.checked; }, false));
  list.append(...paper.pages.map(page => thumbs.get(page)));
  return whole;
}

function looseSection() {
  const [whole, head, list] = shell("loose");
  head.textContent = room.dataset.looseName || "";
  list.append(...loose.map(page => thumbs.get(page)));
  return whole;
}

// --- changing ---
function change(act, redraw = true, focus = focused()) {
  const before = copy();
  if (act() === false) return;
  past.push(before); dirty = true; say(said.changed);
  papers = papers.filter(each => each.pages.length);
  if (redraw) draw(focus);
}

function take(page) {
  papers.forEach(each => { each.pages = each.pages.filter(other => other !== page); });
  loose = loose.filter(other => other !== page);
}

function put(page, beside, behind) {
  change(() => {
    if (page === beside || holder(beside) < 0) return false;
    take(page);
    const target = papers[holder(beside)];
    target.pages.splice(target.pages.indexOf(beside) + (behind ? 1 : 0), 0, page);
  }, true, page);
}

function move(page, by) {
  const at = holder(page);
  if (at < 0) return by < 0 && papers.length ? put(page, papers.at(-1).pages.at(-1), true) : undefined;
  const place = papers[at].pages.indexOf(page) + by, next = papers[at + by];
  if (place >= 0 && place < papers[at].pages.length) put(page, papers[at].pages[place], by > 0);
  else if (next) put(page, by > 0 ? next.pages[0] : next.pages.at(-1), by < 0);
}

function beginHere(page) {
  const at = holder(page), place = at < 0 ? -1 : papers[at].pages.indexOf(page);
  if (at < 0 || (place === 0 && at === 0)) return;
  change(() => {
    if (place > 0) papers.splice(at + 1, 0, { type: 0, sure: false, pages: papers[at].pages.splice(place) });
    else papers[at - 1].pages.push(...papers.splice(at, 1)[0].pages);
  }, true, page);
}

function undo() {
  const before = past.pop(), page = focused();
  if (!before) return;
  ({ papers, loose } = before);
  dirty = past.length > 0; say(dirty ? said.changed : "");
  draw(page);
}

async function keep() {
  if (keeping) return;
  keeping = true; say(said.keeping);
  const documents = papers.map(each => ({ type: each.type, pages: each.pages, confirmed: each.sure }));
  try {
    const reply = await fetch(room.dataset.to, { method: "POST", credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Token": room.dataset.token }, body: JSON.stringify({ seen: room.dataset.seen, documents }) });
    const came = await reply.json().catch(() => ({}));
    if (reply.ok) { dirty = false; sessionStorage.setItem("kept", "yes"); location.reload(); return; }
    say(came.fault || said.offline);
  } catch { say(said.offline); }
  keeping = false;
}

// --- keys and mouse ---
const inOrder = () => [...papers.flatMap(each => each.pages), ...loose];
function go(page) { const li = thumbs.get(page); if (li) { thumbs.forEach(each => { each.tabIndex = -1; }); li.tabIndex = 0; li.focus(); } }
function stepPage(by) { const all = inOrder(); go(all[all.indexOf(focused()) + by] ?? focused() ?? all[0]); }
function stepPaper(by) { go((papers[holder(focused()) + by] || {}).pages?.[0]); }
function look(page) {
  el("look").querySelector("img").src = room.dataset.whole.replace("/0/", `/${page}/`);
  el("look").showModal();
}

const onPage = {
  next_page: () => stepPage(1), previous_page: () => stepPage(-1), next_document: () => stepPaper(1), previous_document: () => stepPaper(-1),
  move_on: page => move(page, 1), move_back: page => move(page, -1), begin_here: beginHere, look,
  type: page => thumbs.get(page).closest(".paper").querySelector("select")?.focus(),
  confirm: page => { const at = holder(page); if (at >= 0) change(() => { papers[at].sure = !papers[at].sure; }); },
};

document.addEventListener("keydown", event => {
  const act = acts[(event.ctrlKey ? "Ctrl+" : "") + (event.shiftKey ? "Shift+" : "") + event.key];
  if (document.querySelector("dialog[open]")) { if (act === "look") { event.preventDefault(); el("look").close(); } return; }
  if (act === "keep") { event.preventDefault(); return keep(); }
  if (act === "undo") { event.preventDefault(); return undo(); }
  if (act === "help") { event.preventDefault(); return el("help").showModal(); }
  const page = focused();
  if (act === "type" && !page) { event.preventDefault(); return go(pagesBy(document.activeElement)); }
  if (!page || !onPage[act]) return;
  event.preventDefault();
  onPage[act](page);
});
function pagesBy(element) { const place = element.closest?.(".paper"); return place ? pagesOf(place)[0] : inOrder()[0]; }

let dragged = 0;
room.addEventListener("dragstart", event => { dragged = Number(event.target.closest(".thumb")?.dataset.page || 0); event.dataTransfer?.setData("text/plain", String(dragged)); });
room.addEventListener("dragover", event => { if (dragged && event.target.closest(".thumb")) event.preventDefault(); });
room.addEventListener("drop", event => {
  const over = event.target.closest(".thumb");
  if (!dragged || !over) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  put(dragged, Number(over.dataset.page), event.clientX > box.left + box.width / 2);
  dragged = 0;
});
room.addEventListener("click", event => { const li = event.target.closest(".thumb"); if (li) go(Number(li.dataset.page)); });
room.addEventListener("dblclick", event => { const li = event.target.closest(".thumb"); if (li) look(Number(li.dataset.page)); });
el("keep").addEventListener("click", keep);
el("undo").addEventListener("click", undo);
el("help-button").addEventListener("click", () => el("help").showModal());
window.addEventListener("beforeunload", event => { if (dirty) event.preventDefault(); });
room.dataset.looseName = room.querySelector("[data-loose] header")?.textContent || "";
draw(inOrder()[0]);
if (sessionStorage.getItem("kept")) { sessionStorage.removeItem("kept"); say(said.kept); room.dataset.kept = "yes"; }
