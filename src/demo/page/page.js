// The page around the two chats: who sits where, and the connection.
"use strict";

const main = document.querySelector("main");
const chats = [new Chat(0, false), new Chat(1, true)];
let people = [];

const narrow = matchMedia("(max-width: 859px)");
const badges = [...document.querySelectorAll(".tabs .badge")];

function unread(index) {
  if (!narrow.matches || main.dataset.shown === String(index)) return;
  badges[index].hidden = false;
  badges[index].textContent = String(Number(badges[index].textContent || 0) + 1);
}

function show(index) {
  main.dataset.shown = String(index);
  badges[index].hidden = true;
  badges[index].textContent = "";
  for (const tab of document.querySelectorAll("[data-tab]")) {
    tab.setAttribute("aria-current", String(tab.dataset.tab === String(index)));
  }
  chats[index].toEnd();
}

function lost() {
  const place = document.getElementById("connection");
  place.textContent = word("lost");
  place.hidden = false;
}

function found() { document.getElementById("connection").hidden = true; }

function speak() {
  document.documentElement.lang = pageLanguage;
  sayWords(document);
  document.title = `${word("title")} · demo`;
  document.getElementById("page-language").textContent = word("other");
  for (const chat of chats) if (chat.person) chat.sayWho();
}

function fillPeople() {
  const select = chats[0].find(".person");
  select.hidden = false;
  select.setAttribute("aria-label", word("person"));
  select.replaceChildren(...people.filter((it) => !it.manager).map((it) => make("option", { value: it.id, textContent: it.name })));
  select.addEventListener("change", () => {
    const person = people.find((it) => String(it.id) === select.value);
    localStorage.setItem("person", select.value);
    chats[0].open(person);
  });
}

async function begin() {
  const answer = await fetch("/api/state");
  ({ people } = await answer.json());
  fillPeople();
  const entrepreneurs = people.filter((it) => !it.manager);
  const last = entrepreneurs.find((it) => String(it.id) === localStorage.getItem("person")) ?? entrepreneurs[0];
  chats[0].find(".person").value = last.id;
  await chats[0].open(last);
  await chats[1].open(people.find((it) => it.manager));
}

// The browser connects again by itself; after that everything is looked at once more.
function listen() {
  const events = new EventSource("/api/events");
  events.addEventListener("open", () => { found(); for (const chat of chats) if (chat.person) chat.refresh(); });
  events.addEventListener("error", lost);
  events.addEventListener("message", (message) => {
    const event = JSON.parse(message.data);
    for (const chat of chats) if (chat.person) chat.heed(event);
  });
}

function theme(name) {
  if (name) document.documentElement.dataset.theme = name; else delete document.documentElement.dataset.theme;
}

theme(localStorage.getItem("theme"));
main.append(chats[0].root, chats[1].root);
speak();
show(0);
for (const tab of document.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => show(Number(tab.dataset.tab)));
document.getElementById("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  localStorage.setItem("theme", dark ? "light" : "dark");
  theme(dark ? "light" : "dark");
});
document.getElementById("page-language").addEventListener("click", () => {
  pageLanguage = pageLanguage === "nl" ? "en" : "nl";
  localStorage.setItem("language", pageLanguage);
  speak();
});
document.getElementById("reset").addEventListener("click", async () => {
  if (!confirm(word("reset-sure"))) return;
  try { await call("/api/reset", {}); } catch { lost(); }
});
document.addEventListener("click", (event) => {
  for (const more of document.querySelectorAll("details.more[open]")) if (!more.contains(event.target)) more.open = false;
});
begin().then(listen, () => { lost(); setTimeout(() => location.reload(), 2000); });
