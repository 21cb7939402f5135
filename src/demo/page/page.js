// The page around the two chats: who sits where, and the connection.
"use strict";

const main = document.querySelector("main");
const chats = [new Chat(0, false), new Chat(1, true)];
let people = [];

const narrow = matchMedia("(max-width: 859px)");
const badges = [...document.querySelectorAll(".tabs .badge")];
// New messages for people whose chat is not on the page.
const elsewhere = new Map();

function unread(index, count) {
  if (!narrow.matches || main.dataset.shown === String(index)) return;
  const total = Number(badges[index].dataset.count || 0) + count;
  badges[index].dataset.count = String(total);
  badges[index].textContent = String(total);
  badges[index].setAttribute("aria-label", `${total} ${word("new")}`);
  badges[index].hidden = false;
}

function show(index) {
  main.dataset.shown = String(index);
  badges[index].hidden = true;
  badges[index].dataset.count = "0";
  for (const tab of document.querySelectorAll("[data-tab]")) {
    tab.setAttribute("aria-current", String(tab.dataset.tab === String(index)));
  }
  chats[index].toEnd();
}

function connection(text) {
  document.getElementById("connection").textContent = text;
}

function lost() { connection(word("lost")); }

// Asks in a window of the page; without `yes` it only tells. True when the person agrees.
function ask(text, yes) {
  const dialog = document.getElementById("dialog");
  const [no, agree] = dialog.querySelectorAll("button");
  dialog.querySelector("p").textContent = text;
  no.textContent = word(yes ? "no" : "ok");
  agree.textContent = yes ?? "";
  agree.hidden = !yes;
  dialog.returnValue = "no";
  if (!dialog.open) dialog.showModal();
  no.focus();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

function speak() {
  document.documentElement.lang = pageLanguage;
  sayWords(document);
  document.title = `${word("title")} · demo`;
  const other = document.getElementById("page-language");
  other.lang = pageLanguage === "nl" ? "en" : "nl";
  other.title = word("other-label");
  chats[0].find(".person").setAttribute("aria-label", word("person"));
  for (const chat of chats) if (chat.person) { chat.sayWho(); chat.refresh(true); }
}

function namePeople() {
  for (const option of chats[0].find(".person").options) {
    const count = elsewhere.get(Number(option.value));
    const { name } = people.find((it) => String(it.id) === option.value);
    option.textContent = count ? `${name} (${count} ${word("new")})` : name;
  }
  chats[0].root.classList.toggle("others", [...elsewhere.values()].some((count) => count > 0));
}

function fillPeople() {
  const select = chats[0].find(".person");
  select.hidden = false;
  select.replaceChildren(...people.filter((it) => !it.manager).map((it) => make("option", { value: it.id })));
  namePeople();
}

function choosePerson(person) {
  kept.set("person", person.id);
  elsewhere.delete(person.id);
  chats[0].find(".person").value = person.id;
  namePeople();
  return chats[0].open(person);
}

async function begin() {
  ({ people } = await (await fetch("/api/state")).json());
  fillPeople();
  const entrepreneurs = people.filter((it) => !it.manager);
  const last = entrepreneurs.find((it) => String(it.id) === kept.get("person")) ?? entrepreneurs[0];
  await choosePerson(last);
  await chats[1].open(people.find((it) => it.manager));
}

// Looks at everything once more at each new connection: whatever happened in between, the page shows it.
function listen() {
  const events = new EventSource("/api/events");
  events.addEventListener("open", async () => {
    try {
      if (people.length) await Promise.all(chats.map((chat) => chat.refresh(true))); else await begin();
      connection("");
    } catch { lost(); }
  });
  events.addEventListener("error", () => {
    lost();
    events.close();
    setTimeout(listen, 1000);
  });
  events.addEventListener("message", (message) => {
    const event = JSON.parse(message.data);
    if (event.kind === "wiped") { connection(""); elsewhere.clear(); namePeople(); }
    if (event.kind === "message" && people.some((it) => it.id === event.chat) && !chats.some((chat) => chat.person?.id === event.chat)) {
      elsewhere.set(event.chat, (elsewhere.get(event.chat) ?? 0) + 1);
      namePeople();
    }
    for (const chat of chats) if (chat.person) chat.heed(event);
  });
}

function theme(name) {
  if (name) document.documentElement.dataset.theme = name; else delete document.documentElement.dataset.theme;
}

theme(kept.get("theme"));
main.append(...chats.map((chat) => chat.root));
speak();
show(0);
for (const tab of document.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => show(Number(tab.dataset.tab)));
narrow.addEventListener("change", () => show(Number(main.dataset.shown)));
chats[0].find(".person").addEventListener("change", (event) => choosePerson(people.find((it) => String(it.id) === event.target.value)));
document.getElementById("theme").addEventListener("click", () => {
  const now = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  kept.set("theme", next);
  theme(next);
});
document.getElementById("page-language").addEventListener("click", () => {
  pageLanguage = pageLanguage === "nl" ? "en" : "nl";
  kept.set("language", pageLanguage);
  speak();
  namePeople();
});
document.getElementById("reset").addEventListener("click", async () => {
  if (!(await ask(word("reset-sure"), word("reset-yes")))) return;
  connection(word("resetting"));
  try { await call("/api/reset", {}); } catch { lost(); }
});
document.addEventListener("click", (event) => {
  for (const more of document.querySelectorAll("details.more[open]")) if (!more.contains(event.target)) more.open = false;
});
listen();
