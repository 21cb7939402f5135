// One chat: what a person sees in their Telegram, and what they can do there.
"use strict";

async function call(path, body) {
  const form = body instanceof FormData;
  const headers = { "x-esij-demo": "1" };
  if (!form) headers["content-type"] = "application/json";
  const answer = await fetch(path, { method: "POST", headers, body: form ? body : JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.status === 202 ? {} : answer.json();
}

function wait(milliseconds) {
  return new Promise((done) => { setTimeout(done, milliseconds); });
}

class Chat {
  constructor(index, manager) {
    this.index = index;
    this.manager = manager;
    this.root = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.root.querySelector(selector);
    this.log = this.find(".log");
    this.input = this.find("textarea");
    this.input.id = `write-${index}`;
    this.writing = new Writing(this);
    // Answers to presses of ours, and who waits for them: whichever comes first is kept for the other.
    this.presses = new Map();
    this.queue = Promise.resolve();
    this.following = true;
    // A button was pressed: what it brings is shown, also to who looks back.
    this.expecting = false;
    // By message id: the rows, and what stands in them.
    this.shown = new Map();
    this.known = new Map();
    this.acts = {
      press: (message, it, button) => this.press(message, it, button),
      edit: (message) => this.writing.edit(message),
      reply: (message) => this.writing.reply(message),
      quoted: (message) => this.known.get(message.reply_to) ?? message.quote,
      goTo: (id) => this.goTo(id),
      loaded: () => this.follow(),
    };
    this.listen();
  }

  get path() { return `/api/chat/${this.person.id}`; }

  // Shows the chat of this person, all of it.
  async open(person) {
    if (this.person !== person) { this.writing.forget(); this.showMenu(false); }
    this.person = person;
    this.following = true;
    this.sayWho();
    await this.refresh(true);
  }

  sayWho() {
    const { name } = this.person;
    this.root.setAttribute("aria-label", this.manager ? word("manager") : `${word("entrepreneur")}: ${name}`);
    this.find(".name").textContent = this.manager ? word("manager") : name;
    this.find(".name").classList.toggle("hear", !this.manager);
    this.find(".role").textContent = word(this.manager ? "as-manager" : "as-entrepreneur");
    this.find(".avatar").textContent = this.manager ? "PM" : name.split(" ").map((it) => it[0]).filter((it) => it === it.toUpperCase()).join("");
    this.find(".avatar").dataset.who = this.manager ? "manager" : name.split(" ")[0];
  }

  // One after the other, so that an older answer never overtakes a newer one.
  refresh(all = false) {
    this.queue = this.queue.then(() => this.look(all)).catch(() => lost());
    return this.queue;
  }

  async look(all) {
    const { person } = this;
    const answer = await fetch(`${this.path}?since=${all ? 0 : this.sequence}`);
    if (!answer.ok) throw new Error("no chat");
    const view = await answer.json();
    if (person !== this.person) return;
    this.view = view;
    if (all) {
      // What was there already is not read out again.
      this.log.setAttribute("aria-live", "off");
      this.log.replaceChildren();
      this.shown.clear();
      this.known.clear();
      this.sequence = 0;
    }
    this.draw(view.messages, all);
    if (all) requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  draw(messages, all) {
    let fresh = 0;
    for (const message of messages) {
      this.sequence = Math.max(this.sequence, message.changed);
      const known = this.shown.get(message.message_id);
      if (message.deleted) { this.forget(message); continue; }
      this.known.set(message.message_id, message);
      const row = bubble(message, this.acts);
      if (known) this.replace(known, row); else this.log.append(row);
      this.shown.set(message.message_id, row);
      if (known) this.requote(message.message_id);
      if (known || all) continue;
      if (!message.from_bot || this.expecting) this.following = true;
      if (message.from_bot) { fresh += 1; this.typing(false); }
      // As the real app does: what is typed next is a reply to it.
      if (message.forces_reply) this.writing.reply(message);
    }
    markDays(this.log);
    this.drawStart();
    this.drawKeyboard();
    this.drawMenu();
    this.drawReach();
    if (fresh) { unread(this.index, fresh); this.expecting = false; }
    this.follow();
    this.find(".to-end").classList.toggle("fresh", fresh > 0 && !this.following);
  }

  forget({ message_id }) {
    this.shown.get(message_id)?.remove();
    this.shown.delete(message_id);
    this.known.delete(message_id);
    this.writing.gone(message_id);
    this.requote(message_id);
  }

  // What quotes a message shows it as it is now.
  requote(id) {
    for (const quote of this.log.querySelectorAll(`.quote[data-of="${id}"]`)) {
      const message = this.known.get(Number(quote.dataset.in));
      if (message) quote.replaceWith(quoteView(message, this.acts));
    }
  }

  // Shows the message that is quoted, and which one it is.
  goTo(id) {
    const row = this.shown.get(id);
    if (!row) return;
    this.following = false;
    row.scrollIntoView({ block: "center" });
    row.classList.remove("found");
    requestAnimationFrame(() => row.classList.add("found"));
    row.querySelector(".reply")?.focus({ preventScroll: true });
  }

  // The keyboard stays where it was in a message that changed under it.
  replace(old, row) {
    const controls = [...old.querySelectorAll("button, a")];
    const at = controls.indexOf(document.activeElement);
    old.replaceWith(row);
    if (at >= 0) (row.querySelectorAll("button, a")[at] ?? this.log).focus({ preventScroll: true });
  }

  // Stays at the end, unless the person looks back.
  follow() {
    if (this.following) this.log.scrollTop = this.log.scrollHeight;
    this.find(".to-end").hidden = this.following;
  }

  toEnd() {
    this.following = true;
    this.follow();
  }

  // An empty chat, as Telegram shows it: what the bot is, and a button to begin.
  drawStart() {
    const old = this.find(".welcome");
    if (this.shown.size) { old?.remove(); return; }
    const about = this.manager ? word("manager-empty") : this.view.description || "";
    if (old?.dataset.about === about) return;
    const box = make("div", { className: "welcome" }, make("p", { textContent: about }));
    box.dataset.about = about;
    const start = make("button", { type: "button", className: "primary", textContent: word("start") });
    start.addEventListener("click", () => this.say("/start"));
    box.append(start);
    if (!this.manager) {
      box.append(make("p", { className: "try", textContent: word("try") }));
      for (const text of WORDS[this.view.language === "en" ? "en" : "nl"].tries) {
        const chip = make("button", { type: "button", className: "chip", textContent: text });
        chip.addEventListener("click", () => this.say(text));
        box.append(chip);
      }
    }
    if (old) old.replaceWith(box); else this.log.append(box);
  }

  drawKeyboard() {
    const place = this.find(".keyboard");
    const { keyboard } = this.view;
    this.input.placeholder = keyboard?.placeholder ?? word(this.writing.files.length ? "caption" : "type");
    const now = JSON.stringify(keyboard?.rows ?? []);
    if (place.dataset.now === now) return;
    place.dataset.now = now;
    place.hidden = !keyboard;
    const line = (row) => make("div", { className: "line" }, ...row.map((it) => {
      const button = make("button", { type: "button", textContent: it.text });
      button.addEventListener("click", () => this.tap(it));
      return button;
    }));
    place.replaceChildren(...(keyboard?.rows ?? []).map(line));
  }

  drawMenu() {
    const place = this.find(".menu");
    const now = JSON.stringify(this.view.menu);
    this.find(".open-menu").hidden = !this.view.menu.length;
    if (place.dataset.now === now) return;
    place.dataset.now = now;
    place.replaceChildren(...this.view.menu.map(({ command, description }) => {
      const entry = make("button", { type: "button" }, make("b", { textContent: `/${command}` }), make("span", { textContent: description }));
      entry.dataset.command = command;
      entry.addEventListener("click", () => { this.showMenu(false); this.writing.clearCommand(); this.input.focus(); this.say(`/${command}`); });
      return entry;
    }));
    if (!this.view.menu.length) this.showMenu(false);
  }

  drawReach() {
    const blocked = !this.view.reachable && this.shown.size > 0;
    this.find(".blocked").hidden = !blocked;
    this.find(".composer").hidden = blocked;
    this.find(".keyboard").classList.toggle("away", blocked);
    this.find(".block").textContent = word(blocked ? "unblock" : "block");
    this.find(".block").disabled = !blocked && !this.view.reachable;
    this.find(".language").value = this.view.language === "en" ? "en" : "nl";
  }

  // Shows the menu: all of it, or what goes on as typed, which leaves the keyboard where it is.
  showMenu(open, typed = "") {
    const menu = this.find(".menu");
    const entries = [...menu.children];
    for (const entry of entries) entry.hidden = !`/${entry.dataset.command}`.startsWith(typed.toLowerCase());
    menu.hidden = !open || entries.every((entry) => entry.hidden);
    this.find(".open-menu").setAttribute("aria-expanded", String(!menu.hidden));
    if (open && !typed) menu.querySelector("button")?.focus();
  }

  // The arrows go through the menu, and from the first entry back to what was typed.
  alongMenu(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.find(".menu").hidden) return;
    const entries = [...this.find(".menu").children].filter((entry) => !entry.hidden);
    const at = entries.indexOf(document.activeElement);
    if (at < 0 && step < 0) return;
    event.preventDefault();
    (at + step < 0 ? this.input : entries[at + step])?.focus();
  }

  async act(what, body) {
    try { return await call(`${this.path}/${what}`, body); }
    catch { this.toast(word("failed")); return null; }
  }

  say(text, reply_to) {
    this.toEnd();
    return this.act("say", { text, reply_to });
  }

  async tap(it) {
    if (it.request_contact && !(await ask(`${word("share")}\n${inDigits(this.person.phone)}`, word("share-yes")))) return;
    this.toEnd();
    this.act("tap", { text: it.text });
  }

  async press(message, it, button) {
    this.expecting = true;
    button.disabled = true;
    button.classList.add("busy");
    const pressed = await this.act("press", { message_id: message.message_id, data: it.data });
    if (pressed) await Promise.race([this.answered(pressed.callback), wait(6000)]);
    button.classList.remove("busy");
    button.disabled = false;
  }

  // Waits for the bot's answer to a press of ours and shows it.
  async answered(callback) {
    const notice = this.presses.get(callback) ?? await new Promise((done) => { this.presses.set(callback, done); });
    this.presses.delete(callback);
    if (!notice.text) return;
    if (notice.alert) ask(notice.text); else this.toast(notice.text);
  }

  heedNotice(notice) {
    const waiting = this.presses.get(notice.callback);
    if (typeof waiting === "function") { waiting(notice); return; }
    this.presses.set(notice.callback, notice);
    if (this.presses.size > 50) this.presses.delete(this.presses.keys().next().value);
  }

  toast(text) {
    const place = this.find(".toast");
    place.textContent = text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { place.textContent = ""; }, 4000);
  }

  typing(on) {
    clearTimeout(this.typingTimer);
    if (on) this.find(".role").textContent = word("typing"); else if (this.person) this.sayWho();
    if (on) this.typingTimer = setTimeout(() => this.typing(false), 5000);
  }

  // Something changed in the local Telegram.
  heed(event) {
    if (event.kind === "wiped") { this.open(this.person); return; }
    if (event.kind === "behind") { this.refresh(true); return; }
    if (event.kind === "profile") { this.refresh(); return; }
    if (event.chat !== this.person.id) return;
    if (event.kind === "notice") this.heedNotice(event);
    if (event.kind === "action") this.typing(true);
    if (["message", "edited", "deleted", "chat"].includes(event.kind)) this.refresh();
  }

  listen() {
    const on = (selector, what, then) => this.find(selector).addEventListener(what, then);
    this.writing.listen(on);
    on(".menu", "keydown", (event) => this.alongMenu(event));
    on(".open-menu", "click", () => this.showMenu(this.find(".menu").hidden));
    on(".to-end", "click", () => { this.toEnd(); this.log.focus(); });
    on(".language", "change", (event) => this.act("language", { code: event.target.value }));
    on(".block", "click", () => { this.find(".more").open = false; this.act("reachable", { reachable: !this.view.reachable }); });
    on(".unblock", "click", () => this.act("reachable", { reachable: true }));
    on(".log", "scroll", () => {
      this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
      this.find(".to-end").hidden = this.following;
    });
    new ResizeObserver(() => this.follow()).observe(this.log);
    const command = (event) => event.target.closest?.("a[data-command]")?.dataset.command;
    on(".log", "click", (event) => {
      if (command(event)) this.say(command(event));
      const link = event.target.closest?.("a[data-inside]");
      if (link) { event.preventDefault(); this.toast(`${word("opens-chat")} ${link.dataset.inside}.`); }
    });
    on(".log", "keydown", (event) => {
      if (command(event) && ["Enter", " "].includes(event.key)) { event.preventDefault(); this.say(command(event)); }
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const away = !this.find(".menu").hidden || this.find(".more").open || this.writing.about;
      if (this.find(".menu").hidden && !this.find(".more").open) this.writing.stop();
      this.showMenu(false);
      this.find(".more").open = false;
      if (away) this.input.focus();
    });
    this.root.addEventListener("dragover", (event) => { event.preventDefault(); this.root.classList.add("drop"); });
    this.root.addEventListener("dragleave", (event) => {
      if (!this.root.contains(event.relatedTarget)) this.root.classList.remove("drop");
    });
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.root.classList.remove("drop");
      if (event.dataTransfer.files.length) this.writing.take(event.dataTransfer.files);
    });
  }
}
