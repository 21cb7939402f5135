// One chat: what a person sees in their Telegram, and what they can do there.
"use strict";

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function call(path, body) {
  const form = body instanceof FormData;
  const headers = { "x-esij-demo": "1" };
  if (!form) headers["content-type"] = "application/json";
  const answer = await fetch(path, { method: "POST", headers, body: form ? body : JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.status === 202 ? {} : answer.json();
}

class Chat {
  constructor(index, manager) {
    this.index = index;
    this.manager = manager;
    this.root = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.root.id = `chat-${index}`;
    this.find = (selector) => this.root.querySelector(selector);
    this.log = this.find(".log");
    this.input = this.find("textarea");
    this.file = null;
    this.callbacks = new Set();
    this.queue = Promise.resolve();
    this.following = true;
    this.listen();
  }

  get path() { return `/api/chat/${this.person.id}`; }

  // Shows the chat of this person from the start.
  async open(person) {
    this.person = person;
    this.sequence = 0;
    this.shown = new Map();
    this.log.replaceChildren();
    this.sayWho();
    await this.refresh();
  }

  sayWho() {
    this.root.setAttribute("aria-label", `${word(this.manager ? "manager" : "entrepreneur")}: ${this.person.name}`);
    this.find(".role").textContent = word(this.manager ? "manager" : "entrepreneur");
    this.find(".name").textContent = this.manager ? word("bot") : this.person.name;
    this.find(".name").hidden = !this.manager;
    if (this.view) this.draw([]);
  }

  // One after the other, so that an older answer never overtakes a newer one.
  refresh() {
    this.queue = this.queue.then(() => this.look()).catch(() => lost());
    return this.queue;
  }

  async look() {
    const person = this.person.id;
    const answer = await fetch(`${this.path}?since=${this.sequence}`);
    if (!answer.ok) throw new Error("no chat");
    const view = await answer.json();
    if (person !== this.person.id) return;
    this.view = view;
    this.draw(view.messages);
  }

  draw(messages) {
    const first = this.sequence === 0;
    let added = false;
    for (const message of messages) {
      this.sequence = Math.max(this.sequence, message.changed);
      const known = this.shown.get(message.message_id);
      if (message.deleted) { known?.remove(); this.shown.delete(message.message_id); continue; }
      const row = this.bubble(message);
      if (known) known.replaceWith(row); else { this.log.append(row); added = true; }
      this.shown.set(message.message_id, row);
      if (!known && !first && message.from_bot) unread(this.index);
    }
    this.drawStart();
    this.drawKeyboard();
    this.drawMenu();
    const { reachable, language } = this.view;
    const started = this.shown.size > 0;
    this.find(".block").textContent = word(reachable || !started ? "block" : "unblock");
    this.find(".block").disabled = !started;
    this.find(".language").value = language === "en" ? "en" : "nl";
    if (added && messages.some((it) => !it.from_bot)) this.following = true;
    this.follow();
  }

  // Stays at the end, unless the person looks back.
  follow() {
    if (this.following) this.log.scrollTop = this.log.scrollHeight;
  }

  toEnd() {
    this.following = true;
    this.follow();
  }

  bubble(message) {
    const own = !message.from_bot;
    const row = make("article", { className: own ? "row own" : "row" });
    const body = make("div", { className: "bubble" });
    if (message.file) body.append(this.fileView(message));
    if (message.kind === "contact") body.append(make("p", { className: "note", textContent: `📱 ${word("contact")}` }));
    if (message.html) {
      // The server escaped what was typed; only Telegram's own tags are left.
      const text = make("div", { className: "text" });
      text.innerHTML = message.html;
      for (const link of text.querySelectorAll("a[href]")) { link.rel = "noreferrer noopener"; link.target = "_blank"; }
      body.append(text);
    }
    const time = new Date(message.date * 1000).toLocaleTimeString(pageLanguage, { hour: "2-digit", minute: "2-digit" });
    const foot = make("footer", {}, message.edited ? `${word("edited")} ${time}` : time);
    if (own && message.kind === "text") {
      const edit = make("button", { type: "button", className: "edit", title: word("edit"), textContent: "✎" });
      edit.setAttribute("aria-label", word("edit"));
      edit.addEventListener("click", () => this.edit(message));
      foot.prepend(edit);
    }
    body.append(foot);
    row.append(body);
    if (message.buttons.length) {
      const rows = make("div", { className: "buttons" });
      for (const line of message.buttons) {
        const group = make("div", { className: "line" });
        for (const it of line) group.append(this.inlineButton(message, it));
        rows.append(group);
      }
      row.append(rows);
    }
    return row;
  }

  inlineButton(message, it) {
    if (it.url) return make("a", { className: "inline", href: it.url, target: "_blank", rel: "noreferrer noopener", textContent: it.text });
    const button = make("button", { type: "button", className: "inline", textContent: it.text });
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const { callback } = await call(`${this.path}/press`, { message_id: message.message_id, data: it.data });
        this.callbacks.add(callback);
      } catch { this.toast(word("failed")); }
      setTimeout(() => { button.disabled = false; }, 600);
    });
    return button;
  }

  fileView(message) {
    const { file } = message;
    const address = `/api/file/${encodeURIComponent(file.file_id)}`;
    if (file.kind === "photo") {
      const image = make("img", { src: address, alt: file.name || word("photo"), className: "photo" });
      image.addEventListener("load", () => this.follow());
      return image;
    }
    const size = file.size < 1024 * 1024 ? `${Math.max(1, Math.round(file.size / 1024))} kB` : `${(file.size / 1048576).toFixed(1)} MB`;
    const link = make("a", { href: address, className: "document", download: file.name || "" });
    link.append(make("span", { className: "icon", textContent: "📄" }), make("span", {}, make("b", { textContent: file.name || "bestand" }), make("small", { textContent: size })));
    return link;
  }

  // An empty chat, as Telegram shows it: what the bot is, and a button to begin.
  drawStart() {
    const old = this.find(".welcome");
    if (this.shown.size) { old?.remove(); return; }
    const box = make("div", { className: "welcome" });
    box.append(make("p", { textContent: this.manager ? word("manager-empty") : this.view.description || "" }));
    const start = make("button", { type: "button", className: "primary", textContent: word("start") });
    start.addEventListener("click", () => this.say("/start"));
    box.append(start);
    if (!this.manager) {
      box.append(make("p", { className: "try", textContent: word("try") }));
      for (const text of word("tries")) {
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
    place.hidden = !keyboard;
    place.replaceChildren();
    for (const row of keyboard?.rows ?? []) {
      const line = make("div", { className: "line" });
      for (const it of row) {
        const button = make("button", { type: "button", textContent: it.text });
        button.addEventListener("click", () => this.act("tap", { text: it.text }));
        line.append(button);
      }
      place.append(line);
    }
  }

  drawMenu() {
    const place = this.find(".menu");
    place.replaceChildren();
    for (const { command, description } of this.view.menu) {
      const entry = make("button", { type: "button" }, make("b", { textContent: `/${command}` }), make("span", { textContent: description }));
      entry.addEventListener("click", () => { this.showMenu(false); this.say(`/${command}`); });
      place.append(entry);
    }
    if (!this.view.menu.length) place.hidden = true;
  }

  showMenu(open) {
    this.find(".menu").hidden = !open || !this.view.menu.length;
    this.find(".open-menu").setAttribute("aria-expanded", String(!this.find(".menu").hidden));
    if (!this.find(".menu").hidden) this.find(".menu button").focus();
  }

  async act(what, body) {
    try { await call(`${this.path}/${what}`, body); this.toEnd(); return true; }
    catch { this.toast(word("failed")); return false; }
  }

  say(text) { return this.act("say", { text }); }

  edit(message) {
    const text = prompt(word("edit"), message.text);
    if (text && text.trim() && text !== message.text) this.act("edit", { message_id: message.message_id, text });
  }

  take(file) {
    if (!file) return;
    if (file.size > 20 * 1024 * 1024) { this.toast(word("too-big")); return; }
    this.file = file;
    this.find(".attached").hidden = false;
    this.find(".attached span").textContent = `📎 ${file.name}`;
    this.input.focus();
  }

  dropFile() {
    this.file = null;
    this.find(".attached").hidden = true;
    this.find("input[type=file]").value = "";
  }

  async send() {
    const text = this.input.value;
    if (this.file) {
      const form = new FormData();
      form.append("caption", text);
      form.append("file", this.file, this.file.name);
      if (!(await this.act("attach", form))) return;
      this.dropFile();
    } else {
      if (!text.trim()) return;
      if (!(await this.say(text))) return;
    }
    // Cleared only once it is sent, so that nothing typed is lost.
    this.input.value = "";
    this.grow();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  toast(text) {
    const place = this.find(".toast");
    place.textContent = text;
    place.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { place.hidden = true; }, 3500);
  }

  // Something changed in the local Telegram.
  heed(event) {
    if (event.kind === "notice" && this.callbacks.delete(event.callback) && event.text) this.toast(event.text);
    if (event.kind === "action" && event.chat === this.person.id) this.toast(`${word("bot")} ${word("typing")}`);
    if (["message", "edited", "deleted", "chat"].includes(event.kind) && event.chat !== this.person.id) return;
    if (["message", "edited", "deleted", "chat", "profile", "behind"].includes(event.kind)) this.refresh();
    if (event.kind === "wiped") this.open(this.person);
  }

  listen() {
    this.find(".composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
    });
    this.input.addEventListener("paste", (event) => {
      const [file] = event.clipboardData.files;
      if (file) { event.preventDefault(); this.take(file); }
    });
    this.find(".attach").addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.find("input[type=file]").click(); }
    });
    this.find("input[type=file]").addEventListener("change", (event) => this.take(event.target.files[0]));
    this.find(".attached button").addEventListener("click", () => this.dropFile());
    this.find(".open-menu").addEventListener("click", () => this.showMenu(this.find(".menu").hidden));
    this.find(".language").addEventListener("change", (event) => this.act("language", { code: event.target.value }));
    this.find(".block").addEventListener("click", () => this.act("reachable", { reachable: !this.view.reachable }));
    this.log.addEventListener("scroll", () => {
      this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    });
    new ResizeObserver(() => this.follow()).observe(this.log);
    this.log.addEventListener("click", (event) => {
      const command = event.target.closest("a[data-command]");
      if (command) { event.preventDefault(); this.say(command.dataset.command); }
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.showMenu(false); this.find(".more").open = false; this.input.focus(); }
    });
    this.root.addEventListener("dragover", (event) => { event.preventDefault(); this.root.classList.add("drop"); });
    this.root.addEventListener("dragleave", () => this.root.classList.remove("drop"));
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.root.classList.remove("drop");
      this.take(event.dataTransfer.files[0]);
    });
  }
}
